// What every runtime verifies: artifacts that notation signed, with evidence, and the verdicts that Node gives.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { flow, trustOf } from '../../npm/test/support.mjs';
import { requestOf } from './shared/assertions.js';

/** Cases of tests/vectors/flows: what they come to, by notation and by us. */
const ARTIFACTS = {
  'ca-jws': ['accepted'],
  'ca-skip-revocation': ['accepted'],
  'own-timestamped': ['accepted'],
  'own-jws-timestamped': ['accepted'],
  'crl-good-strict': ['accepted'],
  'crl-revoked-strict': ['rejected', 'revocation.revoked'],
  'tampered-jws-signature-bit': ['rejected', 'integrity.invalid-signature'],
  'tampered-cose-payload-bit': ['rejected', 'integrity.invalid-signature'],
  'ca-wrong-store': ['rejected', 'authenticity.untrusted-chain'],
  'short-wrong-tsa-root': ['rejected', 'authenticTimestamp.token-untrusted'],
};
const BLOBS = { 'blob-cose': ['accepted'], 'blob-changed': ['rejected', 'binding.blob-mismatch'] };
/** Cases of tests/vectors/notation/revocation-ocsp.json. */
const OCSP = { 'ocsp-good': ['accepted'], 'ocsp-revoked': ['rejected', 'revocation.revoked'] };

const npm = new URL('../../npm/', import.meta.url);
const vectors = new URL('../vectors/', import.meta.url);

/** Bytes are base64. */
export async function makeFixture() {
  const { inspect, verify, verifyBlob } = await import('../../npm/dist/entries/node.js');
  const ocsp = JSON.parse(readFileSync(new URL('notation/revocation-ocsp.json', vectors), 'utf8'));
  const artifacts = [
    ...(await Promise.all(Object.entries(ARTIFACTS).map(fromLayout))),
    ...Object.entries(OCSP).map((entry) => fromVectors(ocsp, entry)),
  ];
  const blobs = await Promise.all(Object.entries(BLOBS).map(fromBlob));
  for (const artifact of artifacts) {
    artifact.verdict = JSON.stringify(await verify({ ...requestOf(artifact), crypto: 'wasm' }));
  }
  for (const blob of blobs) {
    const { trustPolicy, trustStores, currentDate } = requestOf({ ...blob, manifest: '', signatures: [] });
    const signature = { envelope: Buffer.from(blob.signature, 'base64') };
    const request = { trustPolicy, trustStores, currentDate, signature, blob: Buffer.from(blob.blob, 'base64') };
    blob.verdict = JSON.stringify(await verifyBlob({ ...request, crypto: 'wasm' }));
  }
  const inspections = await Promise.all(
    artifacts.slice(0, 3).map(async ({ name, signatures: [{ envelope }] }) => {
      return { name, envelope, inspection: JSON.stringify(await inspect(Buffer.from(envelope, 'base64'))) };
    }),
  );
  const online = { artifact: artifacts.find(({ name }) => name === 'crl-good-strict'), ...fromServer('crl-good-strict') };
  const { version } = JSON.parse(readFileSync(new URL('package.json', npm), 'utf8'));
  return { version, artifacts, blobs, inspections, online };
}

async function fromLayout([name, expected]) {
  const { readLayout } = await import('../../npm/dist/host/index.js');
  const subject = flow(name);
  agree(name, expected, subject.expected);
  const layout = await readLayout(subject.layout);
  const { reference, manifest, manifestMediaType, signatures } = await layout.artifact(subject.reference);
  const list = join(subject.folder, 'crl/leaf.crl');
  return {
    name,
    expected,
    at: subject.verifyAt,
    reference,
    manifest: base64(manifest),
    manifestMediaType,
    signatures: signatures.map((signature) => ({
      envelope: base64(signature.envelope),
      mediaType: signature.mediaType,
      manifest: base64(signature.manifest),
    })),
    ...texts(await trustOf(subject)),
    ...(existsSync(list) ? { evidence: { crls: [base64(readFileSync(list))] } } : {}),
  };
}

async function fromBlob([name, expected]) {
  const subject = flow(name);
  agree(name, expected, subject.expected);
  return {
    name,
    expected,
    at: subject.verifyAt,
    blob: base64(readFileSync(join(subject.folder, subject.blob))),
    signature: base64(readFileSync(join(subject.folder, subject.signature))),
    ...texts(await trustOf(subject, 'blob')),
  };
}

/** The files of a layout, and the revocation list where its certificate says that it is. */
function fromServer(name) {
  const { folder, layout } = flow(name);
  const paths = readdirSync(layout, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = paths.map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return [relative(layout, path).split(sep).join('/'), base64(readFileSync(path))];
  });
  const lists = { 'http://crl-live.globalsign.example/good.crl': base64(readFileSync(join(folder, 'crl/leaf.crl'))) };
  return { files: Object.fromEntries(files), lists };
}

function fromVectors({ cases, certificates }, [id, expected]) {
  const { at, evidence, manifest, notation, reference, signatures, trustPolicy, trustStores } = cases.find((one) => one.id === id);
  agree(id, expected, notation.result);
  const stores = Object.entries(trustStores).map(([key, names]) => [
    key,
    names.map((name) => ({ name, data: certificates[name.replace('@', '')] })),
  ]);
  return {
    name: id,
    expected,
    at,
    reference,
    manifest,
    signatures,
    trustPolicy: base64(Buffer.from(JSON.stringify(trustPolicy))),
    trustStores: Object.fromEntries(stores),
    evidence,
  };
}

/** A case must be what its list says, or the assertions would say something else than notation does. */
function agree(name, [expected], notation) {
  if (expected !== notation) throw new Error(`${name}: notation says ${notation}, not ${expected}`);
}

function texts({ trustPolicy, trustStores }) {
  const stores = Object.entries(trustStores).map(([key, entries]) => [
    key,
    entries.map(({ name, data }) => ({ name, data: base64(data) })),
  ]);
  return { trustPolicy: base64(trustPolicy), trustStores: Object.fromEntries(stores) };
}

function base64(bytes) {
  return Buffer.from(bytes).toString('base64');
}
