// How the wasm is loaded, what goes wrong then, and what happens when it fails while it runs. There is one instance in
// a process, so each of these is a process of its own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { serialize } from 'node:v8';
import { requestOf } from './support.mjs';

const dist = new URL('../dist/', import.meta.url);
const wasm = readFileSync(new URL('core.wasm', dist));

/** Runs statements in a fresh process; gives what they log, parsed. */
async function fresh(code, ...flags) {
  const prelude = `
    import { readFileSync } from 'node:fs';
    import { blobRequestOf, requestOf } from ${JSON.stringify(new URL('support.mjs', import.meta.url))};
    const dist = ${JSON.stringify(dist)};
    const wasm = () => new Uint8Array(readFileSync(new URL('core.wasm', dist)));
    const entry = (name) => import(dist + 'entries/' + name + '.js');
    const said = async (act) => { try { return await act(); } catch (error) { return [error.name, error.code, error.message]; } };
    const result = (verdict) => verdict.result;
  `;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', ...flags, '--eval', prelude + code]);
  const { stdout } = await run;
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

test('importing an entry does no work', async () => {
  const [names] = await fresh(`
    for (const name of ['WebAssembly', 'fetch', 'atob']) {
      Object.defineProperty(globalThis, name, { get() { throw new Error(name + ' was used'); } });
    }
    const entries = await Promise.all(['node', 'inline', 'browser', 'slim'].map(entry));
    console.log(JSON.stringify(entries.map((entry) => typeof entry.verify)));
  `);
  assert.deepEqual(names, ['function', 'function', 'function', 'function']);
});

test('init: idempotent, concurrent, the first source wins; after a failure it may be called again', async () => {
  const [first, second, ...others] = await fresh(`
    const { init, verify } = await entry('slim');
    const good = await requestOf('ca-jws');
    const log = (value) => console.log(JSON.stringify(value));
    log(await said(() => verify(good)));
    log(await said(() => init(new Uint8Array([1, 2, 3, 4]))));
    let asked = 0;
    const response = () => ((asked += 1), Promise.resolve(new Response(wasm(), { headers: { 'content-type': 'application/wasm' } })));
    await Promise.all([init(response()), init(new Uint8Array(3)), init()]);
    await init(new Uint8Array(5));
    log(result(await verify(good)));
    await init();
    log(result(await verify(good)));
  `);
  assert.deepEqual(first.slice(0, 2), ['SealcheckError', 'load-failed']);
  assert.match(first[2], /carries no wasm: call init/);
  assert.deepEqual(second.slice(0, 2), ['SealcheckError', 'load-failed']);
  assert.deepEqual(others, ['accepted', 'accepted']);
});

test('init takes bytes, a module, a Response, a promise of one, an address', async (t) => {
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/wasm' }).end(wasm));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = JSON.stringify(`http://127.0.0.1:${server.address().port}/`);
  const sources = ['wasm()', 'wasm().buffer', 'new WebAssembly.Module(wasm())', 'new Response(wasm())', 'Promise.resolve(new Response(wasm()))', url, `new URL(${url})`];
  const results = sources.map((source) =>
    fresh(`const { init, verify } = await entry('slim'); await init(${source}); console.log(JSON.stringify(result(await verify(await requestOf('ca-jws')))));`),
  );
  for (const found of await Promise.all(results)) assert.deepEqual(found, ['accepted']);
});

test('what is not the wasm of this release is refused for good', async () => {
  const at = wasm.indexOf('0.1.0');
  assert.ok(at > 0);
  const [refused, again, page] = await fresh(`
    const { init } = await entry('slim');
    const other = wasm();
    for (let at = other.length; at-- > 0; ) if (Buffer.from(other.subarray(at, at + 5)).toString() === '0.1.0') other[at + 4] = 0x39;
    const page = await said(() => init(new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })));
    console.log(JSON.stringify(await said(() => init(other))));
    console.log(JSON.stringify(await said(() => init(wasm()))));
    console.log(JSON.stringify(page));
  `);
  assert.deepEqual(refused, ['SealcheckError', 'load-failed', 'the wasm could not be loaded: this is the wasm of version 0.1.9, the package is of 0.1.0']);
  assert.deepEqual(again, refused);
  assert.match(page[2], /magic word/);
});

test('browser entry: other bytes than the package was built with are refused, and the message says so', async (t) => {
  const served = { '/wrong': Buffer.concat([wasm, Buffer.from([0, 2, 1, 0x78])]), '/right': wasm };
  const server = createServer(({ url }, response) => {
    const body = served[url];
    if (body === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/wasm' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  // Node's fetch heeds `integrity`, but knows no file: addresses.
  const [wrong, missing, gone, right] = await fresh(`
    const { init, verify } = await entry('browser');
    const own = fetch;
    let path = '/wrong';
    globalThis.fetch = (url, options) => own('http://127.0.0.1:${server.address().port}' + path, options);
    const log = (value) => console.log(JSON.stringify(value));
    log(await said(init));
    path = '/missing';
    log(await said(init));
    globalThis.fetch = () => Promise.reject(new TypeError('no network'));
    log(await said(init));
    globalThis.fetch = (url, options) => own('http://127.0.0.1:${server.address().port}/right', options);
    log(result(await verify(await requestOf('ca-jws'))));
  `);
  assert.deepEqual(wrong.slice(0, 2), ['SealcheckError', 'load-failed']);
  assert.match(wrong[2], /core\.wasm: is not the file that this package was built with \(integrity sha384-/);
  assert.deepEqual(missing.slice(0, 2), ['SealcheckError', 'load-failed']);
  assert.match(missing[2], /core\.wasm: HTTP 404/);
  assert.match(gone[2], /core\.wasm: no network/);
  assert.equal(right, 'accepted');
});

test('a Content-Security-Policy that forbids wasm is named', async () => {
  const [refused, later] = await fresh(`
    import vm from 'node:vm';
    const forbidden = vm.runInContext('WebAssembly', vm.createContext({}, { codeGeneration: { wasm: false } }));
    const { init, verify } = await entry('slim');
    const own = WebAssembly.compile;
    WebAssembly.compile = forbidden.compile;
    console.log(JSON.stringify(await said(() => init(wasm()))));
    WebAssembly.compile = own;
    await init(wasm());
    console.log(JSON.stringify(result(await verify(await requestOf('ca-jws')))));
  `);
  assert.deepEqual(refused.slice(0, 2), ['SealcheckError', 'load-failed']);
  assert.match(refused[2], /Content-Security-Policy.*'wasm-unsafe-eval'/);
  assert.equal(later, 'accepted');
});

test('Node without the file beside the package, and with another one there, takes the text', async () => {
  const [found] = await fresh(`
    import fs from 'node:fs';
    const asked = [];
    const { readFileSync: own } = fs;
    const found = [];
    const { verify } = await entry('node');
    const good = await requestOf('ca-jws');
    process.getBuiltinModule('node:fs').readFileSync = (url, ...others) => {
      if (!String(url).endsWith('core.wasm')) return own(url, ...others);
      asked.push('core.wasm');
      return Buffer.from('another file');
    };
    found.push(result(await verify(good)), asked.length);
    console.log(JSON.stringify(found));
  `);
  assert.deepEqual(found, ['accepted', 1]);
});

test('an entry is three files: itself, core.js and shared.js', () => {
  for (const name of ['node', 'inline', 'browser', 'slim', 'workerd', 'edge-light']) {
    const files = new Set();
    const follow = (url) => {
      if (files.has(url.href)) return;
      files.add(url.href);
      const imports = readFileSync(url, 'utf8').matchAll(/^(?:import|export)\b[^;]*? from "(\..*?\.js)";$/gm);
      for (const [, path] of imports) follow(new URL(path, url));
    };
    follow(new URL(`entries/${name}.js`, dist));
    const expected = [`entries/${name}.js`, 'core.js', 'shared.js', ...(name === 'inline' ? ['generated/inline.js'] : [])];
    assert.deepEqual([...files].sort(), expected.map((file) => new URL(file, dist).href).sort());
  }
});

test('a first verification makes Node load neither its fetch nor WebCrypto', async () => {
  // Made here: to read a layout takes WebCrypto.
  const request = serialize(await requestOf('ca-jws')).toString('base64');
  const [before, after, asked] = await fresh(`
    import { deserialize } from 'node:v8';
    const costly = () => process.moduleLoadList.filter((name) => /undici|internal\\/crypto\\/webcrypto$/.test(name));
    const { verify } = await entry('node');
    const good = deserialize(Buffer.from('${request}', 'base64'));
    console.log(JSON.stringify(costly()));
    if (result(await verify(good)) !== 'accepted') throw new Error('not accepted');
    console.log(JSON.stringify(costly()));
    await verify({ ...good, crypto: 'webcrypto' });
    new Response();
    console.log(JSON.stringify(costly().length));
  `);
  assert.deepEqual(before, []);
  assert.deepEqual(after, []);
  assert.ok(asked >= 2, 'the names by which Node calls them have changed');
});

// ── Faults while it runs ─────────────────────────────────────────────────────────────────────────────────────────

/** A real trap: an object of the core whose address is outside its memory. */
const TRAP = `
  const { call, Hasher } = await import(dist + 'core.js');
  const lost = Object.create(Hasher.prototype);
  lost.__wbg_ptr = 0xfffffff0;
  const trap = () => call(() => lost.update(new Uint8Array(8)));
`;

test('a trap is an internal error; the next verification has a new instance', async () => {
  const [fault, cause, before, after, blob, stale] = await fresh(`
    ${TRAP}
    const { createVerifier, verify, verifyBlob } = await entry('node');
    const log = (value) => console.log(JSON.stringify(value));
    const good = await requestOf('ca-jws');
    const verifier = createVerifier(good);
    const before = JSON.stringify(await verifier.verify(good));
    let cause;
    const fault = await said(async () => { try { trap(); } catch (error) { cause = error.cause.cause; throw error; } });
    log(fault);
    log([cause instanceof WebAssembly.RuntimeError, cause.message]);
    log(before);
    log(JSON.stringify(await verifier.verify(good)));
    log(result(await verifyBlob(await blobRequestOf('blob-cose'))));
    // In the midst of a verification that waits for its blob.
    const pieces = (async function* () { try { trap(); } catch {} yield new Uint8Array(1); })();
    log(await said(async () => verifyBlob({ ...(await blobRequestOf('blob-cose')), blob: pieces })));
  `);
  assert.deepEqual(fault.slice(0, 2), ['SealcheckError', 'internal']);
  assert.equal(cause[0], true, cause[1]);
  assert.equal(JSON.parse(before).result, 'accepted');
  assert.equal(after, before);
  assert.equal(blob, 'accepted');
  assert.deepEqual(stale, ['SealcheckError', 'internal', 'the core was started again during this verification: verify again']);
});

test('where no new instance can be made, nothing goes on with the old one', async () => {
  const [fault, refused, later] = await fresh(`
    ${TRAP}
    const { verify } = await entry('node');
    const log = (value) => console.log(JSON.stringify(value));
    const good = await requestOf('ca-jws');
    await verify(good);
    const own = WebAssembly.Instance;
    WebAssembly.Instance = class { constructor() { throw new TypeError('of another realm'); } };
    log(await said(trap));
    log(await said(() => verify(good)));
    WebAssembly.Instance = own;
    log(result(await verify(good)));
  `);
  assert.deepEqual(fault.slice(0, 2), ['SealcheckError', 'internal']);
  assert.deepEqual(refused.slice(0, 2), ['SealcheckError', 'load-failed']);
  assert.match(refused[2], /of another realm/);
  assert.equal(later, 'accepted');
});

// ── Slim ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('slim: the twins give the same verdicts, at once', async () => {
  const [before, during, same, blob, selected, inspected, linted, native] = await fresh(`
    const slim = await entry('slim');
    const log = (value) => console.log(JSON.stringify(value));
    const [good, blobs] = [await requestOf('ca-jws'), await blobRequestOf('blob-cose')];
    log(await said(() => slim.verifySync(good)));
    const loading = slim.init(Promise.resolve(new Response(wasm())));
    log(await said(() => slim.initSync(wasm())));
    await loading;
    slim.initSync(wasm());
    slim.initSync(new WebAssembly.Module(wasm()));
    const wanted = JSON.stringify(await slim.verify(good));
    const verifier = slim.createVerifierSync(good);
    log([slim.verifySync(good), slim.verifySync({ ...good, crypto: 'wasm' }), verifier.verify(good), verifier.verify(good)].map((verdict) => JSON.stringify(verdict) === wanted));
    const blob = JSON.stringify(await slim.verifyBlob(blobs));
    log(['auto', 'wasm'].map((crypto) => JSON.stringify(slim.verifyBlobSync({ ...blobs, crypto })) === blob));
    log([verifier.selectPolicy(good.reference).name, slim.createVerifierSync(blobs).selectPolicy({}).kind]);
    log(slim.inspectSync(good.signatures[0].envelope).signatureAlgorithm);
    log(slim.lintTrustPolicySync(good.trustPolicy).valid);
    const forged = structuredClone(good);
    forged.signatures[0].envelope[forged.signatures[0].envelope.length - 9] ^= 1;
    log([JSON.stringify(slim.verifySync(forged)) === JSON.stringify(await slim.verify(forged)), slim.verifySync(forged).result]);
  `);
  assert.deepEqual(before.slice(0, 2), ['SealcheckError', 'load-failed']);
  assert.match(during[2], /has not ended/);
  assert.deepEqual(same, [true, true, true, true]);
  assert.deepEqual(blob, [true, true]);
  assert.deepEqual(selected, ['GlobalSign', 'blob']);
  assert.equal(inspected, 'RSASSA-PSS-SHA-384');
  assert.equal(linted, true);
  assert.deepEqual(native, [true, 'rejected']);
});

test('slim: initSync alone', async () => {
  const [found] = await fresh(`
    const slim = await entry('slim');
    slim.initSync(wasm());
    const good = await requestOf('ca-jws');
    console.log(JSON.stringify([slim.verifySync(good).result, (await slim.verify(good)).result]));
  `);
  assert.deepEqual(found, ['accepted', 'accepted']);
});
