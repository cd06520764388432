// The subject of the benchmarks: a JWS with a chain of three certificates and RSA keys of 3072 and 4096 bits, four
// signatures in all, from tests/vectors/flows; in a form that goes through JSON into other processes and pages.
import { requestOf } from '../../npm/test/support.mjs';

const base64 = (bytes) => Buffer.from(bytes).toString('base64');

/** The request of a case, its bytes in base64. */
export async function encoded(name = 'ca-jws') {
  const { reference, manifest, manifestMediaType, signatures, trustPolicy, trustStores, currentDate } = await requestOf(name);
  const stores = Object.entries(trustStores).map(([store, entries]) => [store, entries.map(({ data }) => base64(data))]);
  return {
    reference,
    manifest: base64(manifest),
    manifestMediaType,
    envelope: base64(signatures[0].envelope),
    trustPolicy: base64(trustPolicy),
    trustStores: Object.fromEntries(stores),
    currentDate: currentDate.toISOString(),
  };
}

/** The request. Needs nothing around it, so that its text may travel into a page. */
export function decoded({ envelope, ...encoded }) {
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stores = Object.entries(encoded.trustStores).map(([store, entries]) => [store, entries.map(bytes)]);
  return {
    ...encoded,
    manifest: bytes(encoded.manifest),
    signatures: [{ envelope: bytes(envelope) }],
    trustPolicy: bytes(encoded.trustPolicy),
    trustStores: Object.fromEntries(stores),
    currentDate: new Date(encoded.currentDate),
  };
}
