// A JWS with a chain of three certificates and RSA keys, from tests/vectors, in the forms that the benchmarks need.
import { readFileSync } from 'node:fs';

const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

/** A case as a request of the package; parts in base64, so that it goes through JSON. */
export function encoded(id = 'jws-ps256-x509-chain3') {
  const { certificates, cases } = JSON.parse(readFileSync(new URL('../vectors/notation/envelopes.json', import.meta.url), 'utf8'));
  const { reference, manifest, signatures, trustPolicy, trustStores, at } = cases.find((one) => one.id === id);
  const stores = Object.entries(trustStores).map(([name, entries]) => [name, entries.map((entry) => certificates[entry.slice(1)])]);
  return { reference, manifest, envelope: signatures[0].envelope, trustPolicy, trustStores: Object.fromEntries(stores), at };
}

/** The request. */
export function decoded({ reference, manifest, envelope, trustPolicy, trustStores, at }) {
  const stores = Object.entries(trustStores).map(([name, entries]) => [name, entries.map(bytes)]);
  return {
    reference,
    manifest: bytes(manifest),
    signatures: [{ envelope: bytes(envelope) }],
    trustPolicy,
    trustStores: Object.fromEntries(stores),
    currentDate: new Date(at),
  };
}
