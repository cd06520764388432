// The functions of the package: what they copy, when they read the clock, how plugins, streams and aborts go.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as sealcheck from '../dist/entries/node.js';
import { blobRequestOf, requestOf } from './support.mjs';

const { assertAccepted, createVerifier, init, inspect, lintTrustPolicy, SealcheckError, verify, verifyBlob, version } = sealcheck;

const good = await requestOf('ca-jws');
const blobs = await blobRequestOf('blob-cose');
const wrong = (code, message) => (error) => {
  assert.ok(error instanceof SealcheckError);
  assert.equal(error.code, code);
  if (message) assert.match(error.message, message);
  return true;
};

test('the package says its version', () => {
  assert.equal(version, JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
});

test('init may be called at any time, also concurrently', async () => {
  await Promise.all([init(), init(), init()]);
});

test('an artifact is accepted, and the same request gives the same bytes', async () => {
  const verdict = await verify(good);
  assert.deepEqual([verdict.result, verdict.trust, verdict.acceptedBy, verdict.reason], ['accepted', 'full', 0, null]);
  assert.equal(JSON.stringify(await verify(good)), JSON.stringify(verdict));
  const verifier = createVerifier(good);
  assert.equal(JSON.stringify(await verifier.verify(good)), JSON.stringify(verdict));
  assert.equal(JSON.stringify(await verifier.verify(good)), JSON.stringify(verdict));
});

test('inputs are copied before the first await', async () => {
  const request = structuredClone(good);
  const date = new Date(request.currentDate);
  const pending = verify({ ...request, currentDate: date });
  date.setFullYear(1999);
  request.manifest.fill(0);
  request.trustPolicy.fill(0);
  for (const entries of Object.values(request.trustStores)) entries.forEach(({ data }) => data.fill(0));
  for (const signature of request.signatures) (signature.envelope.fill(0), signature.manifest.fill(0));
  request.signatures.length = 0;
  assert.equal((await pending).result, 'accepted');

  const { blob, signature, ...rest } = structuredClone(blobs);
  const pendingBlob = verifyBlob({ ...rest, blob, signature });
  blob.fill(0);
  signature.envelope.fill(0);
  assert.equal((await pendingBlob).result, 'accepted');
});

test('every member of a request is read once', async () => {
  const reads = {};
  const watched = (target, path) =>
    new Proxy(target, {
      get(object, name) {
        if (typeof name === 'string') reads[`${path}.${name}`] = (reads[`${path}.${name}`] ?? 0) + 1;
        const value = object[name];
        return name === 'currentDate' || typeof value !== 'object' || ArrayBuffer.isView(value) ? value : watched(value, `${path}.${name}`);
      },
    });
  const plain = { ...good, signatures: [...good.signatures], trustStores: { ...good.trustStores } };
  assert.equal((await verify(watched(plain, 'request'))).result, 'accepted');
  const several = Object.entries(reads).filter(([name, count]) => count > 1 && !name.endsWith('.length'));
  assert.deepEqual(several, []);
});

test('what is given may be shared, a view, or of another kind', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(good.manifest.length + 9), 9, good.manifest.length);
  shared.set(good.manifest);
  const policyText = Buffer.from(good.trustPolicy).toString();
  const pem = (der) => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  const [[store, [{ data }]]] = Object.entries(good.trustStores);
  const der = data[0] === 0x30 ? data : Buffer.from(Buffer.from(data).toString().replace(/-----.*?-----|\s/g, ''), 'base64');
  for (const change of [
    { manifest: shared },
    { manifest: Buffer.from(good.manifest) },
    { trustPolicy: policyText },
    { trustPolicy: JSON.parse(policyText) },
    { trustStores: { [store]: [der] } },
    { trustStores: { [store]: [pem(der)] } },
    { trustStores: { [store]: [{ name: 'a', data: pem(der) }] } },
    { crypto: 'webcrypto' },
    { evidence: { ocsp: [{ response: new Uint8Array(1) }], crls: [], unavailable: [{ url: 'u', error: 'e' }] } },
  ]) {
    assert.equal((await verify({ ...good, ...change })).result, 'accepted', Object.keys(change)[0]);
  }
  const unnamed = await verify({ ...good, trustStores: { [store]: [new Uint8Array([1])] } });
  assert.match(unnamed.reason.message, /#1/);
});

test('a descriptor instead of the manifest is a warning', async () => {
  const { artifact } = await verify(good);
  const verdict = await verify({ ...good, manifest: artifact });
  assert.equal(verdict.result, 'accepted');
  assert.ok(verdict.warnings.some(({ code }) => code === 'artifact.not-hashed'));
});

test('mistakes of the caller name the argument', async () => {
  const cases = [
    [{ reference: undefined }, 'invalid-argument', /^reference: must be a string, not undefined/],
    [{ manifest: 'text' }, 'invalid-argument', /^manifest: must be a Uint8Array or a descriptor, not a string/],
    [{ manifest: { mediaType: 'a', digest: 'b', size: -1 } }, 'invalid-argument', /^manifest\.size/],
    [{ signatures: {} }, 'invalid-argument', /^signatures: must be an array/],
    [{ signatures: [null] }, 'invalid-argument', /^signatures\[0\]: must be \{ envelope \} or \{ error \}, not null/],
    [{ signatures: [{ envelope: [1, 2] }] }, 'invalid-argument', /^signatures\[0\]\.envelope: must be a Uint8Array, not an array/],
    [{ signatures: [{ envelope: new Uint16Array(2) }] }, 'invalid-argument', /not a Uint16Array/],
    [{ signatures: [{ error: new Error('x') }] }, 'invalid-argument', /^signatures\[0\]\.error/],
    [{ trustStores: { 'ca:x': 'pem' } }, 'invalid-argument', /^trustStores\["ca:x"\]: must be an array/],
    [{ trustStores: { 'ca:x': [1] } }, 'invalid-argument', /^trustStores\["ca:x"\]\[0\]/],
    [{ trustStores: { 'CA:x': [] } }, 'invalid-trust-store'],
    [{ trustPolicy: 5 }, 'invalid-argument', /^trustPolicy: must be text, a Uint8Array or an object, not a number/],
    [{ trustPolicy: '{' }, 'invalid-trust-policy'],
    [{ reference: 'a' }, 'invalid-reference'],
    [{ maxSignatures: 0 }, 'invalid-argument', /^maxSignatures/],
    [{ maxSignatures: 1.5 }, 'invalid-argument', /^maxSignatures/],
    [{ crypto: 'none' }, 'invalid-argument', /^crypto/],
    [{ userMetadata: { a: 1 } }, 'invalid-argument', /^userMetadata\["a"\]: must be a string, not a number/],
    [{ plugins: { p: { version: '1.0.0', capabilities: [] } } }, 'invalid-argument', /^plugins\["p"\]\.verify/],
    [{ evidence: { ocsp: [{}] } }, 'invalid-argument', /^evidence\.ocsp\[0\]\.response/],
    [{ signal: {} }, 'invalid-argument', /^signal/],
    [{ currentDate: 0 }, 'invalid-date', /must be a Date, not a number/],
    [{ currentDate: new Date(NaN) }, 'invalid-date'],
    [{ currentDate: new Date('+010000-01-01T00:00:00Z') }, 'invalid-date'],
    [{ currentDate: new Date(-62135596800001) }, 'invalid-date'],
  ];
  for (const [change, code, message] of cases) await assert.rejects(verify({ ...good, ...change }), wrong(code, message));
  await assert.rejects(verify(null), wrong('invalid-argument'));
  await assert.rejects(verifyBlob({ ...blobs, blob: 'text' }), wrong('invalid-argument', /^blob: must be/));
  assert.throws(() => createVerifier({ ...good, trustStores: [1].values }), wrong('invalid-argument'));
  assert.throws(() => createVerifier(good, 5), wrong('invalid-argument', /^options: must be/));
  assert.throws(() => createVerifier(good, { rememberCertificates: 1 }), wrong('invalid-argument', /^options\.rememberCertificates: must be a boolean, not a number/));
});

test('the first and the last instant are dates', async () => {
  for (const date of ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
    const verdict = await verify({ ...good, currentDate: new Date(date) });
    assert.equal(verdict.result, 'rejected');
    assert.equal(verdict.currentDate.slice(0, 19), date.slice(0, 19));
  }
});

test('a policy that cannot be used gives every problem', async () => {
  const trustPolicy = { version: '1.0', trustPolicies: [{ name: '', registryScopes: ['x'], signatureVerification: { level: 'Strict' } }] };
  await assert.rejects(verify({ ...good, trustPolicy }), (error) => {
    assert.ok(error.problems.length >= 3);
    assert.ok(error.problems.some(({ code }) => code === 'policy.unknown-level'));
    return true;
  });
  const report = await lintTrustPolicy(trustPolicy, { kind: 'oci', trustStores: {} });
  assert.equal(report.valid, false);
  assert.equal((await lintTrustPolicy(good.trustPolicy, { trustStores: good.trustStores })).valid, true);
});

test('selectPolicy tells the statement, or that there is none', async () => {
  const verifier = createVerifier(good);
  const { name, kind, level, scope } = await verifier.selectPolicy(good.reference);
  assert.deepEqual([name, kind, level, scope], ['GlobalSign', 'oci', 'strict', 'containerimagesigning.azurecr.io/code-signed-images']);
  await assert.rejects(verifier.selectPolicy(good.reference.replace('/', '/x')), wrong('policy.no-applicable-statement'));
  const blobVerifier = createVerifier(blobs);
  assert.equal((await blobVerifier.selectPolicy({})).kind, 'blob');
  await assert.rejects(blobVerifier.selectPolicy({ policyName: 'no such' }), wrong('policy.no-applicable-statement'));
  await assert.rejects(blobVerifier.verify(good), wrong('invalid-trust-policy'));
});

test('inspect decodes and never verifies', async () => {
  const [{ envelope }] = good.signatures;
  const inspection = await inspect(envelope);
  assert.deepEqual([inspection.verified, inspection.signatureAlgorithm], [false, 'RSASSA-PSS-SHA-384']);
  const failed = await inspect(new Uint8Array([1, 2, 3]));
  assert.equal(failed.verified, false);
  assert.equal(failed.error.code, 'integrity.media-type');
  await assert.rejects(inspect('text'), wrong('invalid-argument', /^envelope/));
});

// ── Blobs ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Bytes in pieces, counting how often they are asked for. */
function pieces(bytes, { size = 3, fail } = {}) {
  const state = { opened: 0, read: 0, closed: 0 };
  const iterable = {
    async *[Symbol.asyncIterator]() {
      state.opened += 1;
      try {
        for (let at = 0; at < bytes.length; at += size) {
          state.read += 1;
          if (fail) throw fail;
          yield bytes.subarray(at, at + size);
        }
      } finally {
        state.closed += 1;
      }
    },
  };
  return { state, iterable };
}

test('a blob may be bytes, a Blob, a stream or an iterable', async () => {
  const { blob } = blobs;
  for (const source of [blob, Buffer.from(blob), new Blob([blob]), new Blob([blob]).stream(), pieces(blob).iterable]) {
    const verdict = await verifyBlob({ ...blobs, blob: source });
    assert.equal(verdict.result, 'accepted');
    assert.equal(verdict.artifact.size, blob.length);
  }
  const longer = new Uint8Array([...blob, 0]);
  assert.equal((await verifyBlob({ ...blobs, blob: longer })).reason.code, 'binding.blob-mismatch');
});

test('a stream is read once, and only if the signature is intact', async () => {
  const { state, iterable } = pieces(blobs.blob);
  assert.equal((await verifyBlob({ ...blobs, blob: iterable })).result, 'accepted');
  assert.deepEqual(state, { opened: 1, read: Math.ceil(blobs.blob.length / 3), closed: 1 });

  const envelope = new Uint8Array(blobs.signature.envelope);
  envelope[envelope.length - 1] ^= 1;
  const untouched = pieces(blobs.blob);
  const verdict = await verifyBlob({ ...blobs, signature: { envelope }, blob: untouched.iterable });
  assert.equal(verdict.reason.code, 'integrity.invalid-signature');
  assert.equal(untouched.state.opened, 0);
});

test('what a stream throws comes out as it is; a piece that is not bytes is a mistake', async () => {
  const fail = new TypeError('the disk is gone');
  const { state, iterable } = pieces(blobs.blob, { fail });
  await assert.rejects(verifyBlob({ ...blobs, blob: iterable }), (error) => error === fail);
  assert.equal(state.closed, 1);
  const texts = (async function* () {
    yield 'text';
  })();
  await assert.rejects(verifyBlob({ ...blobs, blob: texts }), wrong('invalid-argument', /a chunk of the blob/));
  assert.equal((await verifyBlob(blobs)).result, 'accepted');
});

test('abort: the reason as it is, before the start and in the midst of a stream', async () => {
  const reason = { why: 'enough' };
  await assert.rejects(verify({ ...good, signal: AbortSignal.abort(reason) }), (error) => error === reason);
  const controller = new AbortController();
  let cancelled = false;
  let pulls = 0;
  const stream = new ReadableStream({
    pull(sink) {
      sink.enqueue(new Uint8Array(1));
      if ((pulls += 1) === 3) controller.abort(reason);
    },
    cancel() {
      cancelled = true;
    },
  });
  await assert.rejects(verifyBlob({ ...blobs, blob: stream, signal: controller.signal }), (error) => error === reason);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(cancelled, true);
  await assert.rejects(verify({ ...good, signal: AbortSignal.timeout(0), currentDate: await later() }), { name: 'TimeoutError' });
});

async function later() {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return good.currentDate;
}

// ── Plugins ──────────────────────────────────────────────────────────────────────────────────────────────────────

const demanding = await requestOf('authority-plugin-required');
const PLUGIN = 'com.example.signer.notation.plugin';
const TRUSTED = 'SIGNATURE_VERIFIER.TRUSTED_IDENTITY';
const ATTRIBUTES = ['io.cncf.notary.verificationPlugin', 'io.cncf.notary.verificationPluginMinVersion'];

function answering(answer, options = {}) {
  const calls = [];
  const plugin = {
    version: '1.2.3',
    capabilities: [TRUSTED],
    async verify(request, signal) {
      assert.equal(this, plugin);
      calls.push({ request, signal });
      return typeof answer === 'function' ? answer(request, signal) : answer;
    },
    ...options,
  };
  return { calls, plugins: { [PLUGIN]: plugin } };
}

const success = { verificationResults: { [TRUSTED]: { success: true } }, processedAttributes: ATTRIBUTES };
const row = ({ signatures: [{ checks }] }, name) => checks.find((check) => check.name === name);

test('a plugin that the signature demands is asked once, with the protocol\'s request', async () => {
  const { calls, plugins } = answering(success);
  const verdict = await verify({ ...demanding, plugins });
  assert.equal(verdict.result, 'accepted', JSON.stringify(verdict.reason));
  assert.equal(calls.length, 1);
  assert.deepEqual(calls[0].request.trustPolicy.signatureVerification, [TRUSTED]);
  assert.equal(row(verdict, 'plugin').status, 'passed');
});

test('a plugin that refuses, throws, answers nonsense or is missing', async () => {
  const verdictOf = async (answer, options) => verify({ ...demanding, ...answering(answer, options) });
  const refused = { ...success, verificationResults: { [TRUSTED]: { success: false, reason: 'not ours' } } };
  assert.equal((await verdictOf(refused)).reason.code, 'authenticity.plugin-rejected');
  const thrown = await verdictOf(() => {
    throw new Error('the plugin fell over');
  });
  assert.equal(thrown.reason.code, 'plugin.failed');
  assert.match(thrown.reason.message, /the plugin fell over/);
  assert.equal((await verdictOf(undefined)).reason.code, 'plugin.failed');
  assert.equal((await verdictOf({ verificationResults: 5 })).reason.code, 'plugin.response');
  const circular = {};
  circular.self = circular;
  assert.equal((await verdictOf(circular)).reason.code, 'plugin.failed');
  assert.equal((await verdictOf(success, { version: '0.1.0' })).reason.code, 'plugin.version');
  assert.equal((await verify(demanding)).reason.code, 'plugin.not-found');
});

test('no plugin is asked about a signature that is not intact, or that demands none', async () => {
  const { calls, plugins } = answering(success);
  const [signature] = structuredClone(demanding.signatures);
  signature.envelope[signature.envelope.length - 1] ^= 1;
  const { manifest: _, ...alone } = signature;
  assert.equal((await verify({ ...demanding, plugins, signatures: [alone] })).reason.code, 'integrity.invalid-signature');
  await verify({ ...good, plugins });
  assert.equal(calls.length, 0);
});

test('abort while a plugin thinks; its late answer changes nothing', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  let release;
  const { calls, plugins } = answering(() => new Promise((resolve) => (release = () => resolve(success))));
  const pending = verify({ ...demanding, plugins, signal: controller.signal });
  while (release === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(calls[0].signal, controller.signal);
  controller.abort(reason);
  await assert.rejects(pending, (error) => error === reason);
  release();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal((await verify(good)).result, 'accepted');
});

test('the same question is asked once', async () => {
  const [signature] = demanding.signatures;
  const { calls, plugins } = answering(success);
  const verdict = await verify({ ...demanding, plugins, signatures: [signature, signature] });
  assert.deepEqual([verdict.result, verdict.signatures.length, calls.length], ['accepted', 2, 1]);
});

// ── assertAccepted ───────────────────────────────────────────────────────────────────────────────────────────────

test('assertAccepted throws what the deciding check found', async () => {
  const accepted = await verify(good);
  for (const trust of ['full', 'partial', 'any']) assertAccepted(accepted, { trust });
  const rejected = await verify(await requestOf('ca-wrong-identity'));
  assert.throws(() => assertAccepted(rejected), wrong('not-accepted', /^rejected: authenticity: .*\(authenticity\.identity-mismatch\)$/));
  const several = await verify(await requestOf('akv-certificate-removed'));
  assert.throws(() => assertAccepted(several), wrong('not-accepted', /signature 1: authenticity: .*; signature 2: authenticity: /));
  assert.throws(() => assertAccepted(none), wrong('not-accepted', /^not-verified: .*\(policy\.skip\)$/));
  assert.throws(() => assertAccepted(accepted, { trust: 'most' }), wrong('invalid-argument'));
  const partial = await verify(await requestOf('extra-expired-permissive'));
  assertAccepted(partial);
  assert.throws(() => assertAccepted(partial, { trust: 'full' }), wrong('not-accepted', /trust is partial, not full: expiry: /));
  const nobody = await verify({ ...good, trustPolicy: audit(good.trustPolicy), trustStores: {} });
  assert.equal(nobody.trust, 'none');
  assertAccepted(nobody, { trust: 'any' });
  assert.throws(() => assertAccepted(nobody), wrong('not-accepted', /trust is none, not partial: authenticity: /));
});

const none = await verify(await requestOf('extra-skip'));

function audit(policy) {
  const document = JSON.parse(Buffer.from(policy));
  document.trustPolicies[0].signatureVerification.level = 'audit';
  return document;
}

// ── Faults of ours ───────────────────────────────────────────────────────────────────────────────────────────────

test('a fault in the core is an internal error, and the next call works', async () => {
  const { call, Held } = await import('../dist/core.js');
  const glue = await import('../dist/core.js');
  const verifier = createVerifier(good);
  const before = JSON.stringify(await verifier.verify(good));
  const hasher = new Held(() => new glue.Hasher('sha256'));
  const trap = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  assert.throws(() => call(trap), wrong('internal'));
  // What lived in the instance is gone, and nobody touches it; the verifier parses its policy again.
  assert.throws(() => hasher.use((object) => object.digest()), wrong('internal', /verify again/));
  hasher.free();
  assert.equal(JSON.stringify(await verifier.verify(good)), before);
  assert.equal((await verify(good)).result, 'accepted');
});

test('a core that cannot be loaded says so, and may be tried again', async () => {
  const { createApi } = await import('../dist/core.js');
  const glue = await import('../dist/core.js');
  let tries = 0;
  const api = createApi(async () => {
    tries += 1;
    if (tries === 1) throw new Error('the network is gone');
    return glue;
  });
  await assert.rejects(api.verify(good), wrong('load-failed', /the network is gone/));
  assert.equal((await api.verify(good)).result, 'accepted');
});

test('memory stays as it is over many verifications', async () => {
  const verifier = createVerifier(good);
  const size = () => process.memoryUsage().arrayBuffers;
  for (let index = 0; index < 10; index += 1) await verifier.verify(good);
  globalThis.gc?.();
  const before = size();
  for (let index = 0; index < 300; index += 1) await (index % 2 ? verify(good) : verifier.verify(good));
  globalThis.gc?.();
  assert.ok(size() - before < 8 << 20, `${size() - before} bytes more`);
});
