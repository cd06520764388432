// Every case that notation judged, through the package: the same results, the same codes, and byte for byte the same
// verdict as the Rust crate gives (tests/vectors/expected holds the SHA-256 of each), whoever checks the signatures.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SealcheckError, verify, verifyBlob } from '../../npm/dist/entries/node.js';

const folder = new URL('../vectors/', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));
const groups = readdirSync(new URL('expected/', folder)).map((name) => name.replace(/\.json$/, ''));

function stores(subject, certificates) {
  const entry = (value, index) => {
    const name = `#${index + 1}`;
    if (typeof value === 'string') return { name, data: bytes(certificates[value.replace(/^@/, '')]) };
    return { name, data: value.pem === undefined ? bytes(value.base64) : value.pem };
  };
  return Object.fromEntries(Object.entries(subject.trustStores ?? {}).map(([name, entries]) => [name, entries.map(entry)]));
}

function plugins(subject) {
  const plugin = ({ version, capabilities, response, error }) => ({
    version,
    capabilities: capabilities ?? [],
    verify: async () => {
      if (error !== undefined) throw new Error(error);
      if (response === undefined) throw new Error('no answer recorded');
      return response;
    },
  });
  return Object.fromEntries(Object.entries(subject.plugins ?? {}).map(([name, value]) => [name, plugin(value)]));
}

const signature = ({ envelope, mediaType, manifest, error }) =>
  envelope === undefined || envelope === null
    ? { error: error ?? 'not found' }
    : { envelope: bytes(envelope), ...(mediaType != null && { mediaType }), ...(manifest && { manifest: bytes(manifest) }) };

/** OCSP responses and CRLs, with where the host got them. */
function evidence({ ocsp = [], crls = [], unavailable = [] }) {
  return {
    ocsp: ocsp.map(({ response, ...from }) => ({ ...from, response: bytes(response ?? '') })),
    crls: crls.map(({ crl, ...from }) => ({ ...from, crl: bytes(crl ?? '') })),
    unavailable,
  };
}

function judge(subject, certificates, crypto) {
  const common = {
    crypto,
    trustPolicy: subject.trustPolicyText ?? subject.trustPolicy,
    trustStores: stores(subject, certificates),
    plugins: plugins(subject),
    currentDate: new Date(subject.at),
    userMetadata: subject.userMetadata ?? {},
    ...(subject.evidence !== undefined && { evidence: evidence(subject.evidence) }),
    ...(subject.maxSignatures !== undefined && { maxSignatures: subject.maxSignatures }),
  };
  const signatures = (subject.signatures ?? []).map(signature);
  if (subject.kind === 'blob') {
    const { blobMediaType, policyName } = subject;
    const named = { ...(blobMediaType != null && { blobMediaType }), ...(policyName != null && { policyName }) };
    return verifyBlob({ ...common, ...named, blob: bytes(subject.blob ?? ''), signature: signatures[0] });
  }
  const manifest = subject.manifest === undefined ? subject.descriptor : bytes(subject.manifest);
  const said = subject.manifestMediaType != null && { manifestMediaType: subject.manifestMediaType };
  return verify({ ...common, ...said, reference: subject.reference ?? '', manifest, signatures });
}

/** In the form of the expectations. */
async function outcome(subject, certificates, crypto) {
  try {
    const verdict = await judge(subject, certificates, crypto);
    const { reason } = verdict;
    return {
      result: verdict.result,
      trust: verdict.trust,
      codes: reason === null ? [] : [reason.code, ...(reason.details?.codes ?? [])],
      verdict: createHash('sha256').update(JSON.stringify(verdict)).digest('hex'),
    };
  } catch (error) {
    if (!(error instanceof SealcheckError)) throw error;
    const problems = (error.problems ?? []).map(({ code, path }) => `${code} ${path}`);
    return { result: 'error', trust: '', codes: [error.code, ...problems], verdict: '' };
  }
}

/** A `Date` counts milliseconds; the few cases that need more are judged natively only. */
const isFiner = ({ at }) => /\.\d{4,}/.test(at);

for (const crypto of ['auto', 'wasm', 'webcrypto']) {
  for (const group of groups) {
    test(`vectors, crypto ${crypto}: ${group}`, async () => {
      const { certificates = {}, cases } = read(`notation/${group}.json`);
      const expected = read(`expected/${group}.json`);
      assert.deepEqual(cases.map(({ id }) => id).sort(), Object.keys(expected).sort());
      const differ = [];
      for (const subject of cases.filter((subject) => !isFiner(subject))) {
        const wanted = { trust: '', codes: [], verdict: '', ...expected[subject.id] };
        const found = await outcome(subject, certificates, crypto);
        try {
          assert.deepEqual(found, { ...wanted });
        } catch {
          differ.push(`${subject.id}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
        }
      }
      assert.deepEqual(differ, []);
    });
  }
}
