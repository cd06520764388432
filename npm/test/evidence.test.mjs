// Fetching evidence: which hosts, redirects, sizes, times; against servers on loopback and a made-up fetch.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readEvidence, writeEvidence } from '../dist/cli/parts.js';
import { converge, replayable } from '../dist/host/online.js';
import { isPublicAddress, recognise } from '../dist/host/parts.js';
import { EvidenceCache, fetchEvidence } from '../dist/host/index.js';
import { flow } from './support.mjs';

const answers = new Map();
const requests = [];
let closed = 0;
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  requests.push({ method, url, headers, body: Buffer.concat(chunks) });
  response.on('close', () => (closed += 1));
  const answer = answers.get(url) ?? answers.get('*');
  if (answer === undefined) response.writeHead(404).end();
  else answer(response);
});
let base = '';
before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const allowHost = ['127.0.0.1'];
const timeout = 20_000;
const crl = (path, more = {}) => ({ kind: 'crl', url: `${base}${path}`, method: 'GET', certificate: '00', chain: 'signing', ...more });
const ocsp = (path, more = {}) => crl(path, { kind: 'ocsp', method: 'POST', body: 'AP+/', ...more });
const send = (bytes) => (response) => response.writeHead(200).end(bytes);
const redirect = (location, status = 302) => (response) => response.writeHead(status, { location }).end();
const fails = async (wanted, options = {}) => {
  const { ocsp, crls, unavailable } = await fetchEvidence([wanted], { allowHost, timeout, ...options });
  assert.deepEqual([ocsp, crls], [[], []]);
  assert.equal(unavailable.length, 1);
  assert.equal(unavailable[0].url, wanted.url);
  return unavailable[0].error;
};

test('OCSP by POST and by GET, CRL by GET', async () => {
  requests.length = 0;
  answers.set('/ocsp', send('answer')).set('/ocsp/AP%2B%2F', send('by get')).set('/list', send('list'));
  const wanted = [ocsp('/ocsp'), ocsp('/ocsp', { method: 'GET' }), crl('/list'), crl('/list', { certificate: '01' })];
  const { ocsp: responses, crls, unavailable } = await fetchEvidence(wanted, { allowHost, timeout });
  const text = (bytes) => Buffer.from(bytes).toString();
  assert.deepEqual(responses.map(({ url, response }) => [url, text(response)]).sort(), [[`${base}/ocsp`, 'answer'], [`${base}/ocsp`, 'by get']]);
  assert.deepEqual(crls.map(({ url, crl }) => [url, text(crl)]), [[`${base}/list`, 'list']], 'one list is fetched once');
  assert.deepEqual(unavailable, []);
  const post = requests.find(({ method }) => method === 'POST');
  assert.equal(post.headers['content-type'], 'application/ocsp-request');
  assert.equal(post.headers.host, base.slice('http://'.length));
  assert.deepEqual([...post.body], [0x00, 0xff, 0xbf]);
  assert.equal(requests.length, 3);
});

test('what gives nothing is unavailable, with the reason', async () => {
  answers.set('/503', (response) => response.writeHead(503).end());
  assert.match(await fails(crl('/nothing')), /^the status is 404$/);
  assert.match(await fails(ocsp('/503')), /^the status is 503$/);
  assert.match(await fails(crl('', { url: 'http://127.0.0.1:1/x' })), /^the connection was refused$/);
});

test('hosts that are not public are refused unless allowed', async () => {
  requests.length = 0;
  answers.set('/list', send('list'));
  assert.match(await fails(crl('/list'), { allowHost: undefined }), /^127\.0\.0\.1 is not a public address, and not allowed$/);
  assert.match(await fails(crl('/list'), { allowHost: ['127.0.0.2', 'localhost'] }), /^127\.0\.0\.1 is not a public/);
  assert.match(await fails(crl('/list'), { allowHost: () => false }), /^127\.0\.0\.1 is not a public/);
  for (const host of ['localhost', '[::1]', '0x7f.1', '2130706433', '10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]', '[fe80::1]']) {
    assert.match(await fails(crl('', { url: `http://${host}:${server.address().port}/list` }), { allowHost: [] }), /is not a public address/, host);
  }
  assert.match(await fails(crl('', { url: 'http://8.8.8.8/' }), { allowHost: () => false }), /^8\.8\.8\.8 is not allowed$/);
  // By name it may be asked; its address may not.
  const local = crl('', { url: base.replace('127.0.0.1', 'localhost') + '/list' });
  assert.match(await fails(local, { allowHost: ({ address }) => address === undefined }), /^localhost \(\S+\) is not a public address/);
  assert.equal(requests.length, 0);
  const { crls } = await fetchEvidence([local], { allowHost: ['localhost'], timeout });
  assert.equal(crls.length, 1);
});

test('redirects are judged again', async () => {
  answers.set('/list', send('list')).set('/once', redirect('/list')).set('/loop', redirect('/loop'));
  const { crls } = await fetchEvidence([crl('/once')], { allowHost, timeout });
  assert.deepEqual(crls.map(({ url }) => url), [`${base}/once`]);
  assert.match(await fails(crl('/loop')), /^more than 5 redirects$/);
  for (const [location, reason] of [
    ['file:///etc/passwd', /file: is not asked/],
    ['ftp://127.0.0.1/', /ftp: is not asked/],
    ['http://10.0.0.1/', /10\.0\.0\.1 is not a public address/],
    ['http://169.254.169.254/latest', /169\.254\.169\.254 is not a public address/],
    ['http://[::1]/', /::1 is not a public address/],
    ['http://a:b@127.0.0.1/', /has a user name/],
    ['http://', /is not a URL/],
  ]) {
    answers.set('/redirect', redirect(location));
    assert.match(await fails(crl('/redirect')), new RegExp(`^it redirects to where nobody goes: .*${reason.source}`), location);
  }
  answers.set('/303', redirect('/list', 303));
  assert.match(await fails(ocsp('/303')), /^the status is 303$/);
});

test('answers that are too large are not read to their end', async () => {
  const endless = (response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 16)));
    };
    response.on('drain', more);
    more();
  };
  answers.set('/endless', endless).set('/64k', send(Buffer.alloc(64 << 10))).set('/64k1', send(Buffer.alloc((64 << 10) + 1)));
  const before = closed;
  assert.match(await fails(ocsp('/endless')), /^the answer has more than 65536 bytes$/);
  assert.match(await fails(crl('/endless')), /^the answer has more than 33554432 bytes$/);
  assert.match(await fails(ocsp('/64k1')), /more than 65536/);
  assert.equal((await fetchEvidence([ocsp('/64k')], { allowHost, timeout })).ocsp[0].response.length, 64 << 10);
  for (let tries = 0; closed < before + 3 && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(closed >= before + 3, 'the connections are closed');
});

test('time is limited, in the head and in the body', async () => {
  answers.set('/silent', () => {}).set('/slow', (response) => response.writeHead(200).write('x'));
  assert.match(await fails(crl('/silent'), { timeout: 100 }), /^no answer within 100 ms$/);
  assert.match(await fails(crl('/slow'), { timeout: 100 }), /^no answer within 100 ms$/);
  assert.match(await fails(crl('/x'), { timeout: 100, fetch: () => new Promise(() => {}) }), /^no answer within 100 ms$/);
});

test('a signal ends it with its reason', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  answers.set('/silent', () => controller.abort(reason));
  await assert.rejects(fetchEvidence([crl('/silent'), crl('/silent2')], { allowHost, timeout, signal: controller.signal }), reason);
  await assert.rejects(fetchEvidence([], { signal: AbortSignal.abort(reason) }), reason);
});

test('somebody else’s fetch: asked not to follow redirects, judged all the same', async () => {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push([url, init.method, init.redirect]);
    if (url.endsWith('/opaque')) return { type: 'opaqueredirect', status: 0, headers: new Headers(), body: null };
    return url.endsWith('/to') ? new Response(null, { status: 307, headers: { location: 'http://127.0.0.1/' } }) : new Response('x');
  };
  const at = (path) => ocsp('', { url: `http://ocsp.example${path}` });
  assert.equal((await fetchEvidence([at('/')], { fetch })).ocsp.length, 1);
  assert.deepEqual(calls, [['http://ocsp.example/', 'POST', 'manual']]);
  assert.match(await fails(at('/to'), { fetch, allowHost: undefined }), /127\.0\.0\.1 is not a public address/);
  assert.match(await fails(at('/opaque'), { fetch }), /not followed here/);
  assert.match(await fails(ocsp('', { url: 'http://10.0.0.1/' }), { fetch }), /not a public address/);
  assert.equal(calls.length, 3);
});

test('addresses', () => {
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1']) {
    assert.equal(isPublicAddress(address), true, address);
  }
  for (const address of [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.1.2.3', '169.254.1.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '198.18.0.1', '224.0.0.1',
    '255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:10.0.0.1', '::ffff:7f00:1',
    '64:ff9b::a00:1', '2002:7f00:1::', '2001:db8::1', '2001::1', '::7f00:1', 'x', '', '1.2.3', '256.1.1.1', '1::2::3',
  ]) {
    assert.equal(isPublicAddress(address), false, address);
  }
});

const verdict = (wanted, sources = []) => ({
  wanted,
  signatures: [{ checks: [{ name: 'revocation', evidence: { certificates: [{ sources }] } }] }],
});

test('fetches until nothing new is wanted, at most so many rounds', async () => {
  answers.set('*', send('x'));
  const seen = [];
  const judge = async (evidence) => {
    seen.push([evidence.crls.length, evidence.unavailable.length]);
    return verdict([crl(`/${seen.length}`)]);
  };
  await converge(judge, { crls: [{ crl: new Uint8Array(1) }] }, { allowHost, timeout });
  assert.deepEqual(seen, [[1, 0], [2, 0], [3, 0], [4, 0], [5, 0]]);
  seen.length = 0;
  await converge(async () => (seen.push(0), verdict([crl('/same')])), undefined, { allowHost, timeout });
  assert.equal(seen.length, 2, 'what was asked is not asked again');
  await assert.rejects(converge(judge, undefined, { rounds: -1 }), { code: 'invalid-argument' });
  answers.delete('*');
});

test('the cache keeps what a verdict could use, until its nextUpdate', async () => {
  answers.set('/list', send('list'));
  let now = Date.parse('2026-01-01T00:00:00Z');
  const cache = new EvidenceCache({ now: () => now, maxBytes: 10 });
  const run = async (source) => {
    requests.length = 0;
    const judge = async ({ crls }) => (crls.length === 0 ? verdict([crl('/list')]) : verdict([], [{ kind: 'crl', url: `${base}/list`, ...source }]));
    await converge(judge, undefined, { allowHost, timeout, cache });
    return requests.length;
  };
  const good = { fault: null, nextUpdate: '2026-01-02T00:00:00Z' };
  assert.equal(await run({ ...good, fault: 'x' }), 1);
  assert.equal(await run({ ...good, nextUpdate: null }), 1);
  assert.equal(await run(good), 1);
  assert.equal(await run(good), 0);
  now = Date.parse(good.nextUpdate);
  assert.equal(await run(good), 1);
  cache.offer(crl('/other'), new Uint8Array(9));
  assert.equal(cache.get(crl('/list')), undefined, 'the oldest makes room');
});

test('a stream is read once and given again', async () => {
  let reads = 0;
  const blob = replayable((async function* () {
    reads += 1;
    yield new Uint8Array([1]);
    yield new Uint8Array([2]);
  })());
  const bytes = async () => {
    const all = [];
    for await (const chunk of blob()) all.push(...chunk);
    return all;
  };
  assert.deepEqual([await bytes(), await bytes(), reads], [[1, 2], [1, 2], 1]);
});

test('directories of evidence: every file by its content', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealcheck-evidence-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const { folder: source, config } = flow('crl-good-strict');
  const list = readFileSync(`${source}/crl/leaf.crl`);
  const pem = `# a list\n-----BEGIN X509 CRL-----\n${list.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END X509 CRL-----\n`;
  const response = Buffer.from([0x30, 0x03, 0x0a, 0x01, 0x06]);
  writeFileSync(join(folder, 'a'), list);
  writeFileSync(join(folder, 'b.txt'), pem + pem);
  writeFileSync(join(folder, 'c.crl'), response);
  writeFileSync(join(folder, 'd'), 'nothing');
  const root = readdirSync(`${config}/truststore/x509/ca/GlobalSign`).map((name) => readFileSync(`${config}/truststore/x509/ca/GlobalSign/${name}`));
  writeFileSync(join(folder, 'e.crt'), root[0]);
  const warnings = [];
  const evidence = await readEvidence(folder, warnings);
  assert.deepEqual(evidence.crls.map(({ crl }) => Buffer.from(crl).equals(list)), [true, true, true]);
  assert.deepEqual(evidence.ocsp, [{ response: new Uint8Array(response) }]);
  assert.deepEqual(warnings.map((warning) => warning.replace(folder, '')), ['/d', '/e.crt'].map((name) => `${name}: is neither an OCSP response nor a CRL`));

  const files = await writeEvidence(join(folder, 'out', 'put'), evidence);
  assert.deepEqual(files.map((file) => file.split('.').at(-1)), ['ocsp', 'crl'], 'the same list once');
  assert.deepEqual(await readEvidence(join(folder, 'out', 'put'), warnings), { ocsp: evidence.ocsp, crls: [evidence.crls[0]] });
  await assert.rejects(readEvidence(join(folder, 'none'), []), { code: 'config' });
  for (const end of [0, 1, 2, 3, 4, 5, 9, 30]) assert.doesNotThrow(() => recognise(list.subarray(0, end)));
});
