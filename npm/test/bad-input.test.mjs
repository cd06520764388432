// What a caller can get wrong: a `SealcheckError` whose message begins with the name of the argument, nothing else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import * as sealcheck from '../dist/entries/node.js';
import * as slim from '../dist/entries/slim.js';
import * as glue from '../dist/core.js';
import { blobRequestOf, requestOf } from './support.mjs';

const { assertAccepted, createVerifier, init, inspect, lintTrustPolicy, SealcheckError, verify, verifyBlob } = sealcheck;
const [good, blobs] = [await requestOf('ca-jws'), await blobRequestOf('blob-cose')];
const [[store, [certificate]]] = Object.entries(good.trustStores);

const wrong = (code, message) => (error) => {
  assert.ok(error instanceof SealcheckError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};
const names = (argument, message = '') => wrong('invalid-argument', new RegExp(`^${argument.replace(/[.[\]"]/g, '\\$&')}: .*${message}`));

/** Every place where a request holds bytes. */
const places = {
  trustPolicy: (bytes) => ({ trustPolicy: bytes }),
  [`trustStores["${store}"][0]`]: (bytes) => ({ trustStores: { [store]: [bytes] } }),
  [`trustStores["${store}"][0].data`]: (bytes) => ({ trustStores: { [store]: [{ name: 'a', data: bytes }] } }),
  manifest: (bytes) => ({ manifest: bytes }),
  'signatures[0].envelope': (bytes) => ({ signatures: [{ envelope: bytes }] }),
  'signatures[0].manifest': (bytes) => ({ signatures: [{ ...good.signatures[0], manifest: bytes }] }),
  'evidence.ocsp[0].response': (bytes) => ({ evidence: { ocsp: [{ response: bytes }] } }),
  'evidence.crls[0].crl': (bytes) => ({ evidence: { crls: [{ crl: bytes }] } }),
};

function detached() {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

/** A view that says how long it is and takes no memory to speak of: pages that nobody writes to are not there. */
const huge = new Uint8Array((128 << 20) + 1);

test('bytes whose buffer was transferred or shrunk, wherever they stand', async () => {
  for (const [argument, put] of Object.entries(places)) {
    await assert.rejects(verify({ ...good, ...put(detached()) }), names(argument, 'transferred'));
  }
  const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
  const view = new Uint8Array(buffer, 4, 4);
  buffer.resize(2);
  await assert.rejects(verify({ ...good, manifest: view }), names('manifest', 'shrunk'));
  await assert.rejects(inspect(detached()), names('envelope', 'transferred'));
  await assert.rejects(lintTrustPolicy(detached()), names('document', 'transferred'));
  await assert.rejects(verifyBlob({ ...blobs, blob: detached() }), names('blob', 'transferred'));
  const stream = (async function* () {
    yield detached();
  })();
  await assert.rejects(verifyBlob({ ...blobs, blob: stream }), names('a chunk of the blob', 'transferred'));
});

test('bytes in shared memory are copied, wherever they stand', async () => {
  const shared = (bytes) => {
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
    copy.set(bytes);
    return copy;
  };
  const [signature] = good.signatures;
  const request = {
    ...good,
    trustPolicy: shared(good.trustPolicy),
    trustStores: { [store]: [shared(certificate.data)] },
    manifest: shared(good.manifest),
    signatures: [{ envelope: shared(signature.envelope), manifest: shared(signature.manifest) }],
    evidence: { ocsp: [{ response: shared(new Uint8Array(3)) }], crls: [{ crl: shared(new Uint8Array(3)) }] },
  };
  const pending = verify(request);
  for (const bytes of [request.manifest, request.trustPolicy, request.signatures[0].envelope]) bytes.fill(0);
  assert.equal((await pending).result, 'accepted');
  assert.equal((await inspect(shared(signature.envelope))).verified, false);
  for (const crypto of ['auto', 'wasm', 'webcrypto']) {
    assert.equal((await verifyBlob({ ...blobs, crypto, blob: shared(blobs.blob) })).result, 'accepted');
  }
});

test('too many bytes, in one place and in all', async () => {
  for (const [argument, put] of Object.entries(places)) {
    await assert.rejects(verify({ ...good, ...put(huge) }), names(argument, '134217729 bytes'));
  }
  await assert.rejects(inspect(huge), names('envelope', '134217729 bytes'));
  const large = huge.subarray(0, 108 << 20);
  const signatures = Array.from({ length: 5 }, () => ({ envelope: large }));
  await assert.rejects(verify({ ...good, signatures }), names('the request', '536870912'));
  assert.equal((await verify(good)).result, 'accepted');
});

test('more than the limits of the core is a finding, not a fault', async () => {
  const envelope = new Uint8Array((32 << 20) + 1).fill(0x20);
  envelope[0] = 0x7b;
  const verdict = await verify({ ...good, signatures: [{ envelope }, ...good.signatures] });
  assert.deepEqual([verdict.result, verdict.acceptedBy, verdict.signatures[0].result], ['accepted', 1, 'rejected']);
  await assert.rejects(verify({ ...good, trustPolicy: new Uint8Array((4 << 20) + 1).fill(0x20) }), (error) => error instanceof SealcheckError && error.code !== 'internal');
});

test('what is not of its type', async () => {
  const { prototype } = Date;
  for (const [change, check] of [
    [{ currentDate: { [Symbol.toStringTag]: 'Date', getTime: () => 0 } }, wrong('invalid-date', /^currentDate: must be a Date/)],
    [{ currentDate: Object.create(prototype) }, wrong('invalid-date', /^currentDate: must be a Date/)],
    [{ currentDate: '2026-01-01' }, wrong('invalid-date', /not a string/)],
    [{ signal: { throwIfAborted() {} } }, names('signal')],
    [{ signal: null }, names('signal')],
    [{ manifest: { [Symbol.toStringTag]: 'Uint8Array', length: 3 } }, names('manifest.size')],
    [{ manifest: new DataView(new ArrayBuffer(8)) }, names('manifest', 'a DataView')],
    [{ manifest: new ArrayBuffer(8) }, names('manifest', 'an ArrayBuffer')],
    [{ signatures: [{ envelope: new Uint8ClampedArray(2) }] }, names('signatures[0].envelope', 'Uint8ClampedArray')],
    [{ signatures: new Array(1e9) }, names('signatures[0]', 'undefined')],
    [{ signatures: [{}] }, names('signatures[0].envelope', 'undefined')],
    [{ signatures: [{ envelope: new Uint8Array(1), mediaType: 5 }] }, names('signatures[0].mediaType', 'a number')],
    [{ evidence: [] }, names('evidence', '')],
    [{ evidence: { crls: {} } }, names('evidence.crls', 'must be an array')],
    [{ evidence: { unavailable: [{ url: 'u' }] } }, names('evidence.unavailable[0].error')],
    [{ trustPolicy: { a: 1n } }, names('trustPolicy', 'JSON.stringify refuses')],
    [{ trustPolicy: { toJSON: () => undefined } }, names('trustPolicy', 'JSON.stringify ignores')],
    [{ trustPolicy: Symbol('x') }, names('trustPolicy', 'a symbol')],
    [{ trustStores: null }, names('trustStores', 'null')],
    [{ plugins: 5 }, names('plugins')],
    [{ plugins: { p: null } }, names('plugins["p"]')],
    [{ userMetadata: 'a=b' }, names('userMetadata')],
    [{ reference: new String('x') }, names('reference')],
    [{ manifestMediaType: null }, names('manifestMediaType', 'null')],
    [{ crypto: Symbol('c') }, names('crypto')],
  ]) {
    await assert.rejects(verify({ ...good, ...change }), check, Object.keys(change)[0]);
  }
  for (const request of [undefined, null, 5, 'text', () => 0]) await assert.rejects(verify(request), names('the request'));
  for (const options of [null, 'text', 5]) {
    await assert.rejects(inspect(good.signatures[0].envelope, options), names('options'));
    await assert.rejects(lintTrustPolicy('{}', options), names('options'));
    assert.throws(() => assertAccepted({}, options), names('options'));
  }
  await assert.rejects(lintTrustPolicy('{}', { trustStores: 'x' }), names('options.trustStores'));
  assert.throws(() => assertAccepted(undefined), names('verdict'));
  assert.throws(() => createVerifier(), names('the request'));
  const verifier = createVerifier(good);
  for (const selector of [undefined, null, 5]) await assert.rejects(verifier.selectPolicy(selector), names('selector'));
  for (const source of [null, 5, '', true]) await assert.rejects(init(source), names('source'));
  const locked = new Blob([blobs.blob]).stream();
  locked.getReader();
  await assert.rejects(verifyBlob({ ...blobs, blob: locked }), names('blob', 'somebody else reads'));
  await assert.rejects(verifyBlob({ ...blobs, blob: {} }), names('blob'));
});

test('what comes from another realm is what it is', async () => {
  const other = vm.runInNewContext('({ bytes: (list) => Uint8Array.from(list), date: (time) => new Date(time) })');
  const verdict = await verify({ ...good, manifest: other.bytes([...good.manifest]), currentDate: other.date(good.currentDate.getTime()) });
  assert.equal(verdict.result, 'accepted');
});

test('an aborted signal: its reason as it is, and nothing is asked', async () => {
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  let asked = 0;
  const blob = { [Symbol.asyncIterator]: () => ((asked += 1), { next: async () => ({ done: true }) }) };
  await assert.rejects(verify({ ...good, signal }), (error) => error === reason);
  await assert.rejects(createVerifier(good).verify({ ...good, signal }), (error) => error === reason);
  await assert.rejects(verifyBlob({ ...blobs, blob, signal }), (error) => error === reason);
  assert.equal(asked, 0);
});

test('an abort ends a stream that gives nothing', async () => {
  const controller = new AbortController();
  let cancelled;
  const stream = new ReadableStream({ pull: () => new Promise(() => setTimeout(() => controller.abort('enough'))), cancel: (reason) => void (cancelled = reason) });
  await assert.rejects(verifyBlob({ ...blobs, blob: stream, signal: controller.signal }), (error) => error === 'enough');
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(cancelled, 'enough');
});

test('slim: the twins name what they cannot wait for', async () => {
  await slim.init(new Uint8Array(await (await import('node:fs/promises')).readFile(new URL('../dist/core.wasm', import.meta.url))));
  const plugins = { p: { version: '1.0.0', capabilities: [], verify: async () => ({}) } };
  assert.throws(() => slim.verifySync({ ...good, plugins }), names('plugins', 'at once'));
  assert.throws(() => slim.verifySync({ ...good, crypto: 'webcrypto' }), names('crypto', 'at once'));
  assert.throws(() => slim.verifyBlobSync({ ...blobs, blob: new Blob([]) }), names('blob', 'a Blob'));
  assert.throws(() => slim.initSync('core.wasm'), names('source', 'a string'));
  assert.throws(() => slim.verifySync({ ...good, signatures: 5 }), names('signatures'));
  assert.equal(slim.verifySync({ ...good, plugins: {} }).result, 'accepted');
});

test('the core takes a whole number of bytes for a blob, and nothing that it would have to round', () => {
  glue.initSync({ module: readFileSync(new URL('../dist/core.wasm', import.meta.url)) });
  const trustPolicy = new TextEncoder().encode('{"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:a"],"trustedIdentities":["*"]}]}');
  const trust = new glue.Trust({ trustPolicy, kind: 'oci', trustStores: [], plugins: [], maxSignatures: 1 });
  const digest = `sha256:${'0'.repeat(64)}`;
  const steps = glue.Verification.oci(trust, { reference: `a.example/b@${digest}`, manifest: new Uint8Array(), signatures: [], currentDate: 0, userMetadata: [] });
  for (const size of [0, 1, Number.MAX_SAFE_INTEGER]) steps.answerBlobDigest(digest, size);
  for (const size of [1.5, 0.1, -1, -0.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => steps.answerBlobDigest(digest, size), (error) => /safe integer/.test(JSON.stringify(error) + String(error)), String(size));
  }
});
