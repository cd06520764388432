// One instance of the wasm under load: good and hostile requests mixed, thousands of them. Memory stays what it was
// after the first tenth, and a verification costs at the end what it cost at the beginning. SEALCHECK_DEEP: 100,000.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { inspect, initSync, lintTrustPolicy, Trust, Verification } from '../../npm/dist/core.js';

const REQUESTS = process.env.SEALCHECK_DEEP ? 100_000 : 3000;
/** The bound for the last verification beside the first. */
const SLOWER = 1.15;

const { memory } = initSync({ module: readFileSync(new URL('../../npm/dist/core.wasm', import.meta.url)) });
const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

/** Numbers that look random and are the same in every run (mulberry32). */
let state = 7;
function below(end) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
}

/** The OCI vectors without plugins whose configuration is valid, each with its trust. */
function load() {
  const folder = new URL('../vectors/notation/', import.meta.url);
  const subjects = [];
  for (const file of readdirSync(folder).filter((name) => name !== 'inspect.json')) {
    const { certificates, cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    const data = (entry) =>
      typeof entry === 'string' ? bytes(certificates[entry.replace('@', '')]) : entry.pem ? Buffer.from(entry.pem) : bytes(entry.base64);
    for (const one of cases.filter((one) => one.kind !== 'blob' && !one.plugins && one.manifest)) {
      const stores = Object.entries(one.trustStores ?? {});
      const policy = one.trustPolicyText ?? JSON.stringify(one.trustPolicy);
      const options = {
        trustPolicy: new TextEncoder().encode(policy),
        kind: 'oci',
        trustStores: stores.map(([name, entries]) => [name, entries.map((entry, index) => ({ name: `#${index}`, data: data(entry) }))]),
        plugins: [],
        maxSignatures: 100,
      };
      const piece = (name) => ({ url, response, crl, bytes: own }) => ({ url, [name]: bytes(response ?? crl ?? own ?? '') });
      const { ocsp = [], crls = [], unavailable = [] } = one.evidence ?? {};
      const request = {
        reference: one.reference,
        manifest: bytes(one.manifest),
        signatures: (one.signatures ?? []).map(({ envelope, mediaType, manifest, error }) =>
          envelope ? { envelope: bytes(envelope), mediaType, ...(manifest && { manifest: bytes(manifest) }) } : { error: error ?? 'gone' },
        ),
        currentDate: Date.parse(one.at),
        userMetadata: Object.entries(one.userMetadata ?? {}),
        evidence: { ocsp: ocsp.map(piece('response')), crls: crls.map(piece('crl')), unavailable },
      };
      // RSA costs most of the time and shows nothing more: it is asked less often.
      subjects.push({ options, request, policy });
    }
  }
  return subjects;
}

function verify(trust, request) {
  const verification = Verification.oci(trust, request);
  try {
    return JSON.parse(verification.step()).done;
  } finally {
    verification.free();
  }
}

/** `data` with one to four bytes changed, cut off or doubled. */
function change(data) {
  let changed = Uint8Array.from(data);
  for (let count = below(4); count >= 0 && changed.length > 0; count -= 1) {
    const at = below(changed.length);
    if (below(4) === 0) changed = below(2) === 0 ? changed.slice(0, at) : Uint8Array.from([...changed.slice(0, at), ...changed.slice(at - 9)]);
    else changed[at] ^= 1 << below(8);
  }
  return changed;
}

/** What a hostile registry may send in place of the envelopes and the evidence. */
function hostile(request) {
  const evidence = {
    ...request.evidence,
    ocsp: request.evidence.ocsp.map((one) => ({ ...one, response: change(one.response) })),
    crls: request.evidence.crls.map((one) => ({ ...one, crl: change(one.crl) })),
  };
  const signatures = request.signatures.map((one) => (one.envelope ? { ...one, envelope: change(one.envelope) } : one));
  return { ...request, signatures, evidence };
}

/** CPU milliseconds of `count` verifications, the least of five. */
function cost(trust, request, count) {
  const once = () => {
    const start = process.cpuUsage();
    for (let index = 0; index < count; index += 1) verify(trust, request);
    return process.cpuUsage(start).user / 1000;
  };
  return Math.min(...Array.from({ length: 5 }, once));
}

test(`${REQUESTS} requests in one instance`, (context) => {
  const subjects = load();
  assert.ok(subjects.length > 1000);
  const good = subjects.find(({ request }) => request.signatures[0]?.mediaType === 'application/cose');
  const trust = new Trust(good.options);
  for (let index = 0; index < 200; index += 1) verify(trust, good.request);
  const first = cost(trust, good.request, 100);

  const results = {};
  const count = (result) => (results[result] = (results[result] ?? 0) + 1);
  const large = { ...good.request, signatures: [{ envelope: new Uint8Array(8 << 20).fill(0x5b), mediaType: 'application/jose+json' }] };
  let flat;
  for (let index = 0; index < REQUESTS; index += 1) {
    if (index === Math.floor(REQUESTS / 10)) flat = memory.buffer.byteLength;
    const { options, request, policy } = subjects[index % 8 === 0 ? below(subjects.length) : below(64) * 17 % subjects.length];
    // 8 MiB of brackets now and then, the first time at the beginning.
    if (index % 500 === 0) verify(trust, large);
    try {
      const own = new Trust(options);
      try {
        count(verify(own, below(2) === 0 ? request : hostile(request)).result);
      } finally {
        own.free();
      }
    } catch (error) {
      // Only a refusal on purpose: it says so in JSON. A trap does not.
      count(`refused: ${JSON.parse(error.message).code}`);
    }
    if (index % 10 === 0) lintTrustPolicy(change(new TextEncoder().encode(policy)), 'oci');
    if (index % 10 === 5 && request.signatures[0]?.envelope) inspect(change(request.signatures[0].envelope));
  }
  const end = memory.buffer.byteLength;
  let ratio = Infinity;
  for (let attempt = 0; attempt < 5 && ratio > SLOWER; attempt += 1) ratio = cost(trust, good.request, 100) / first;
  trust.free();

  context.diagnostic(`${JSON.stringify(results)}; memory ${flat >> 10} KiB after a tenth, ${end >> 10} KiB at the end; last verifications cost ${ratio.toFixed(2)} of the first`);
  assert.ok(results.accepted > REQUESTS / 20 && results.rejected > REQUESTS / 5, JSON.stringify(results));
  assert.equal(end, flat, 'memory grew');
  assert.ok(ratio <= SLOWER, `${ratio.toFixed(2)} times as slow as at the beginning`);
});
