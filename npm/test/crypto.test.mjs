// Who checks signatures: engines are believed only after a probe, only their yes counts, and the wasm answers the rest.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { answer, answerSync, isInRange, KeptKeys, lax, schemeOf, subtleEngine, valid } from '../dist/core.js';
import { createVerifier, verify, verifyBlob } from '../dist/entries/node.js';
import { blobRequestOf, requestOf } from './support.mjs';

const native = globalThis.crypto;
const request = await requestOf('ca-jws');

/** Puts something else in the place of WebCrypto; what it is asked is counted. */
function pretend(change = {}) {
  const calls = { importKey: 0, verify: 0, digest: 0 };
  const subtle = Object.fromEntries(
    Object.keys(calls).map((name) => [
      name,
      (...given) => {
        calls[name] += 1;
        const own = (...others) => native.subtle[name](...others);
        return change[name] ? change[name](own, ...given) : own(...given);
      },
    ]),
  );
  Object.defineProperty(globalThis, 'crypto', { configurable: true, value: { subtle } });
  return calls;
}

beforeEach(() => Object.defineProperty(globalThis, 'crypto', { configurable: true, value: native }));

const text = (verdict) => JSON.stringify(verdict);
const by = async (crypto, change = {}) => text(await verify({ ...request, ...change, crypto }));

test('WebCrypto answers four signatures with three keys, imported once for each algorithm and kept', async () => {
  const wanted = await by('wasm');
  assert.equal(JSON.parse(wanted).result, 'accepted');
  const calls = pretend();
  assert.equal(await by('webcrypto'), wanted);
  // Three schemes are probed, each with three questions; one of these is about SHA-256, of which RSASSA-PSS has no other.
  assert.deepEqual(calls, { importKey: 4 + 3, verify: 9 + 4, digest: 0 });
  assert.equal(await by('webcrypto'), wanted);
  assert.deepEqual(calls, { importKey: 4 + 3, verify: 9 + 2 * 4, digest: 0 });
  assert.equal(await by('wasm'), wanted);
  assert.equal(calls.verify, 17);
});

test('a verifier keeps certificate signatures that hold, and checks the one of the envelope each time', async () => {
  const [wanted, calls] = [await by('wasm'), pretend()];
  const verifier = createVerifier({ ...request, crypto: 'webcrypto' });
  const asked = async (signatures = request.signatures) => {
    const before = calls.verify;
    const verdict = await verifier.verify({ ...request, signatures });
    return { verdict, computed: calls.verify - before };
  };
  const first = await asked();
  assert.equal(text(first.verdict), wanted);
  assert.ok(first.computed >= 4, `${first.computed}`);
  assert.deepEqual(await asked().then(({ verdict, computed }) => [text(verdict), computed]), [wanted, 1]);
  // Below the same chain, a signature that does not hold.
  const envelope = JSON.parse(new TextDecoder().decode(request.signatures[0].envelope));
  envelope.signature = envelope.signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
  const forged = await asked([{ ...request.signatures[0], envelope: new TextEncoder().encode(JSON.stringify(envelope)) }]);
  assert.deepEqual([forged.verdict.result, forged.computed], ['rejected', 1]);
  assert.equal(text(forged.verdict), await by('wasm', { signatures: [{ ...request.signatures[0], envelope: new TextEncoder().encode(JSON.stringify(envelope)) }] }));
  // Another verifier knows nothing of it, and neither do `verify` and one that is told to remember nothing.
  const forgetful = createVerifier({ ...request, crypto: 'webcrypto' }, { rememberCertificates: false });
  for (const round of [1, 2]) {
    const before = calls.verify;
    assert.equal(text(await forgetful.verify(request)), wanted);
    assert.equal(calls.verify - before, 4, `${round}`);
  }
  const before = calls.verify;
  assert.equal(text(await createVerifier({ ...request, crypto: 'webcrypto' }).verify(request)), wanted);
  assert.equal(await by('webcrypto'), wanted);
  assert.equal(calls.verify - before, 8);
});

test('keys are kept by all their bytes and parameters, as many as there is room for, and not those that failed', () => {
  const keys = new KeptKeys();
  let made = 0;
  const get = (parameters, ...bytes) => keys.get(parameters, new Uint8Array(bytes), () => (made += 1));
  assert.deepEqual([get('a', 1, 2), get('a', 1, 2), get('b', 1, 2), get('a', 1, 3), get('a', 1), get('a', 1, 2)], [1, 1, 2, 3, 4, 1]);
  assert.throws(() => keys.get('c', new Uint8Array(1), () => { throw new Error('no key'); }), /no key/);
  assert.equal(get('c', 0), 5);
  keys.drop(5);
  assert.equal(get('c', 0), 6);
  // Used again and again, the first stays; of the others the last 127.
  for (let index = 0; index < 200; index += 1) assert.equal(get('d', index), 7 + index) || get('a', 1, 2);
  assert.equal(get('a', 1, 2), 1);
  assert.equal(get('d', 199 - 126), 7 + 199 - 126);
  assert.equal(get('d', 199 - 127), 207);
});

test('a key that could not be imported is imported anew', async () => {
  const wanted = await by('wasm');
  let failing = true;
  const calls = pretend({ importKey: (own, ...given) => (failing ? Promise.reject(new Error('later')) : own(...given)) });
  const questions = [{ scheme: 'ECDSA P-256 SHA-256', spki: new Uint8Array(3), message: new Uint8Array(1), signature: new Uint8Array(64).fill(1) }];
  const engine = subtleEngine();
  for (const count of [1, 2]) {
    assert.equal(await engine.verify(schemeOf(questions[0].scheme), questions[0]), false);
    assert.equal(calls.importKey, count);
  }
  failing = false;
  assert.equal(await by('webcrypto'), wanted);
  assert.equal(calls.verify, 9 + 4);
});

test('checks that do not depend on each other are under way together', async () => {
  let [running, most] = [0, 0];
  pretend({
    async verify(own, ...given) {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return own(...given);
    },
  });
  await by('webcrypto');
  most = 0;
  await by('webcrypto');
  assert.equal(most, 4);
});

test('an engine that lacks, throws, refuses or denies is answered by the wasm', async () => {
  const wanted = await by('wasm');
  const no = () => Promise.reject(new DOMException('not here', 'NotSupportedError'));
  const probed = (own, algorithm, key, signature, message) =>
    new TextDecoder().decode(message).startsWith('sealcheck') ? own(algorithm, key, signature, message) : undefined;
  for (const [name, change] of Object.entries({
    'no importKey': { importKey: no },
    'importKey throws at once': { importKey: () => { throw new TypeError('now'); } },
    'no verify': { verify: no },
    'no RSA-PSS': { importKey: (own, ...given) => (given[2].name === 'RSA-PSS' ? no() : own(...given)) },
    'verify throws': { verify: (...given) => probed(...given) ?? no() },
    'verify denies': { verify: (...given) => probed(...given) ?? Promise.resolve(false) },
    'verify answers nonsense': { verify: (...given) => probed(...given) ?? Promise.resolve('yes') },
  })) {
    pretend(change);
    assert.equal(await by('webcrypto'), wanted, name);
  }
  Object.defineProperty(globalThis, 'crypto', { configurable: true, value: undefined });
  assert.equal(await by('webcrypto'), wanted);
});

test('an engine that says yes to what is wrong is not believed', async () => {
  const forged = structuredClone(request);
  const envelope = JSON.parse(Buffer.from(forged.signatures[0].envelope));
  envelope.signature = (envelope.signature[0] === 'A' ? 'B' : 'A') + envelope.signature.slice(1);
  forged.signatures[0].envelope = new Uint8Array(Buffer.from(JSON.stringify(envelope)));
  const wanted = await by('wasm', forged);
  assert.equal(JSON.parse(wanted).reason.code, 'integrity.invalid-signature');
  assert.equal(await by('auto', forged), wanted);
  // Yes to everything; and one that minds the message and not the padding.
  for (const verify of [
    async () => true,
    async (own, algorithm, ...given) => (await own(algorithm, ...given)) || (algorithm.saltLength !== undefined && (await own({ ...algorithm, saltLength: 20 }, ...given))),
  ]) {
    const calls = pretend({ verify });
    assert.equal(await by('webcrypto', forged), wanted);
    assert.ok(calls.verify > 0);
    assert.equal(await subtleEngine().probed.get('RSASSA-PSS SHA-384'), false);
  }
});

test('every scheme is probed, and Node has them all', async () => {
  const names = Object.keys(valid);
  assert.equal(names.length, 15);
  assert.deepEqual(Object.keys(lax).sort(), ['RSASSA-PKCS1-v1_5', 'RSASSA-PSS']);
  const question = (scheme) => ({ scheme, spki: new Uint8Array(1), message: new Uint8Array(1), signature: new Uint8Array(1) });
  const calls = pretend();
  const nothing = await answer(names.map(question), 'webcrypto');
  assert.ok(calls.verify >= 2 * names.length);
  assert.deepEqual(nothing, names.map(() => false));
  for (const name of names) assert.equal(await subtleEngine().probed.get(name), true, name);
  assert.deepEqual(answerSync([question('RSASSA-PSS SHA-1'), question('')], 'auto'), [false, false]);
});

test('ECDSA: r and s from 1 to the order - 1', () => {
  const order = { 'P-256': 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551' };
  const join = (r, s) => new Uint8Array(Buffer.from(r + s, 'hex'));
  const n = BigInt(`0x${order['P-256']}`);
  const hex = (number) => number.toString(16).padStart(64, '0');
  assert.equal(isInRange('P-256', join(hex(1n), hex(n - 1n))), true);
  for (const [r, s] of [[0n, 1n], [1n, 0n], [n, 1n], [1n, n], [n + 1n, 1n], [1n, 2n ** 256n - 1n]]) {
    assert.equal(isInRange('P-256', join(hex(r), hex(s))), false);
  }
  assert.equal(isInRange('P-256', new Uint8Array(63)), false);
  for (const [curve, width] of [['P-384', 48], ['P-521', 66]]) {
    const most = new Uint8Array(2 * width).fill(0xff);
    assert.equal(isInRange(curve, most), false);
    const least = new Uint8Array(2 * width);
    least[width - 1] = least[2 * width - 1] = 1;
    assert.equal(isInRange(curve, least), true);
  }
  assert.equal(schemeOf('ECDSA P-256 SHA-1'), undefined);
  assert.equal(schemeOf('RSASSA-OTHER SHA-256'), undefined);
});

test('a blob has the same digest whoever hashes it', async () => {
  const blobs = await blobRequestOf('blob-cose');
  const wanted = text(await verifyBlob({ ...blobs, crypto: 'wasm' }));
  assert.equal(JSON.parse(wanted).result, 'accepted');
  const stream = () => new Blob([blobs.blob]).stream();
  for (const crypto of ['auto', 'wasm', 'webcrypto']) {
    for (const blob of [blobs.blob, stream()]) assert.equal(text(await verifyBlob({ ...blobs, blob, crypto })), wanted, crypto);
  }
  const calls = pretend();
  assert.equal(text(await verifyBlob({ ...blobs, crypto: 'webcrypto' })), wanted);
  assert.equal(calls.digest, 1);
  for (const digest of [() => Promise.reject(new Error('no')), async () => new ArrayBuffer(3)]) {
    pretend({ digest });
    assert.equal(text(await verifyBlob({ ...blobs, crypto: 'webcrypto' })), wanted);
  }
});

test('an engine that never answers is given up on by the signal', async () => {
  const controller = new AbortController();
  pretend({ verify: () => new Promise(() => controller.abort('enough')) });
  await assert.rejects(verify({ ...request, crypto: 'webcrypto', signal: controller.signal }), (error) => error === 'enough');
});

// ── Wycheproof: what is not valid, no engine may get to say yes to ─────────────────────────────────────────────────

const corpora = `${process.env.SEALCHECK_CORPORA ?? new URL('../../../shared/corpora', import.meta.url).pathname}/wycheproof`;
const files = [
  ...['secp256r1_sha256', 'secp256r1_sha512', 'secp384r1_sha384', 'secp384r1_sha512'].map((name) => `ecdsa_${name}_p1363_test`),
  ...['256', '384', '512'].map((size) => `rsa_signature_2048_sha${size}_test`),
  ...['sha256_mgf1_0', 'sha256_mgf1_32', 'sha256_mgf1sha1_20', 'sha384_mgf1_48'].map((name) => `rsa_pss_2048_${name}_test`),
];
const CURVES = { secp256r1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

test('Wycheproof', { skip: existsSync(corpora) ? false : `no corpora at ${corpora}` }, async () => {
  for (const file of files) {
    const { testGroups } = JSON.parse(readFileSync(`${corpora}/${file}.json`, 'utf8'));
    for (const { type, sha, mgfSha, sLen, publicKey, publicKeyDer, tests } of testGroups) {
      const algorithm = { EcdsaP1363Verify: `ECDSA ${CURVES[publicKey.curve]}`, RsassaPkcs1Verify: 'RSASSA-PKCS1-v1_5', RsassaPssVerify: 'RSASSA-PSS' }[type];
      const asked = tests.map(({ msg, sig }) => ({
        scheme: `${algorithm} ${sha}`,
        spki: new Uint8Array(Buffer.from(publicKeyDer, 'hex')),
        message: new Uint8Array(Buffer.from(msg, 'hex')),
        signature: new Uint8Array(Buffer.from(sig, 'hex')),
      }));
      // With a salt of another length, or another hash of MGF1, what is valid there must not be here.
      const ours = type !== 'RsassaPssVerify' || (mgfSha === sha && sLen * 8 === Number(sha.slice(4)));
      const wanted = tests.map(({ result }) => ours && result === 'valid');
      for (const crypto of ['auto', 'webcrypto']) {
        const found = await answer(asked, crypto);
        const wrong = tests.filter(({ result }, index) => (ours || result === 'valid') && found[index] !== wanted[index]);
        assert.deepEqual(wrong, [], `${file}, ${crypto}`);
      }
    }
  }
});
