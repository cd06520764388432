// Revocation over the network: openssl as OCSP responder, an HTTP server for lists, through the package and the
// command line.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EvidenceCache, fetchEvidence, readLayout, verifyOnline } from '../../npm/dist/host/index.js';
import { verify } from '../../npm/dist/entries/node.js';
import { main } from '../../npm/test/support.mjs';
import { createAuthority, freePort, hasOpenssl } from './authority.mjs';

const required = process.env.SEALCHECK_REQUIRE === 'all';
const options = { skip: hasOpenssl || required ? false : 'THERE IS NO openssl HERE: revocation over the network is not tested' };
if (options.skip) console.error(options.skip);

const folder = mkdtempSync(join(tmpdir(), 'sealcheck-online-'));
const policy = {
  version: '1.0',
  trustPolicies: [
    { name: 'test', registryScopes: ['*'], signatureVerification: { level: 'strict' }, trustStores: ['ca:test'], trustedIdentities: ['*'] },
  ],
};
const online = { allowHost: ['127.0.0.1'], timeout: 20_000 };

let authority;
let responder;
let lists;
let requests = [];
const layouts = {};
const names = {};

before(async () => {
  if (options.skip) return;
  writeFileSync(join(folder, 'trustpolicy.json'), JSON.stringify(policy));
  authority = createAuthority(folder);
  const port = await freePort();
  const down = await freePort();
  let list;
  lists = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const redirect = (location) => response.writeHead(302, { location }).end();
    if (request.url === '/list.crl') response.writeHead(200, { 'content-type': 'application/pkix-crl' }).end(list);
    else if (request.url === '/to-file') redirect('file:///etc/passwd');
    else if (request.url === '/to-private') redirect('http://169.254.169.254/list.crl');
    else if (request.url === '/large') response.writeHead(200).end(Buffer.alloc((64 << 10) + 1));
    else if (request.url !== '/slow') response.writeHead(404).end();
  });
  await once(lists.listen(0, '127.0.0.1'), 'listening');
  const http = `http://127.0.0.1:${lists.address().port}`;
  const [ocsp, nobody, crl] = [[`http://127.0.0.1:${port}/`], [`http://127.0.0.1:${down}/`], [`${http}/list.crl`]];
  for (const [name, places] of Object.entries({
    'ocsp-good': { ocsp },
    'ocsp-revoked': { ocsp, state: 'revoked' },
    'ocsp-unknown': { ocsp, state: 'unknown' },
    'ocsp-unknown-crl-good': { ocsp, crl, state: 'unknown' },
    'ocsp-down': { ocsp: nobody },
    'ocsp-down-crl-good': { ocsp: nobody, crl },
    'ocsp-down-crl-revoked': { ocsp: nobody, crl, state: 'revoked' },
    'crl-good': { crl },
    'crl-revoked': { crl, state: 'revoked' },
    'crl-missing': { crl: [`${http}/none.crl`] },
    'crl-to-file': { crl: [`${http}/to-file`] },
    'crl-to-private': { crl: [`${http}/to-private`] },
    'ocsp-large': { ocsp: [`${http}/large`] },
    'ocsp-slow': { ocsp: [`${http}/slow`] },
  })) {
    names[name] = authority.issue(name, places);
    layouts[name] = authority.layout(name);
  }
  list = authority.crl();
  responder = await authority.respond(port);
});

after(async () => {
  await responder?.stop();
  lists?.closeAllConnections();
  lists?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function requestFor(name) {
  const { layout, reference } = layouts[name];
  const artifact = await (await readLayout(layout)).artifact(reference);
  return { ...artifact, trustPolicy: policy, trustStores: { 'ca:test': [readFileSync(authority.root)] } };
}

const outcome = ({ result, signatures }) => {
  const { status, finding } = signatures[0].checks.find(({ name }) => name === 'revocation');
  return [result, status, finding?.code ?? null];
};
const GOOD = ['accepted', 'passed', null];
const REVOKED = ['rejected', 'failed', 'revocation.revoked'];
const UNKNOWN = ['rejected', 'inconclusive', 'revocation.unknown'];

/** The verdict, and what the message has to say where nobody knew. */
const EXPECTED = {
  'ocsp-good': [GOOD],
  'ocsp-revoked': [REVOKED],
  'ocsp-unknown': [UNKNOWN, /does not know the certificate/],
  'ocsp-unknown-crl-good': [GOOD],
  'ocsp-down': [UNKNOWN, /the connection was refused/],
  'ocsp-down-crl-good': [GOOD],
  'ocsp-down-crl-revoked': [REVOKED],
  'crl-good': [GOOD],
  'crl-revoked': [REVOKED],
  'crl-missing': [UNKNOWN, /the status is 404/],
  'crl-to-file': [UNKNOWN, /file: is not asked/],
  'crl-to-private': [UNKNOWN, /169\.254\.169\.254 is not a public address/],
  'ocsp-large': [UNKNOWN, /more than 65536 bytes/],
  'ocsp-slow': [UNKNOWN, /no answer within 300 ms/],
};

for (const [name, [expected, message]] of Object.entries(EXPECTED)) {
  test(`verifyOnline: ${name}`, options, async () => {
    const how = name === 'ocsp-slow' ? { ...online, timeout: 300 } : online;
    const verdict = await verifyOnline(await requestFor(name), how);
    assert.deepEqual(outcome(verdict), expected, JSON.stringify(verdict.reason));
    if (message) assert.match(verdict.reason.message, message);
    assert.deepEqual(verdict.wanted, [], 'nothing is left to ask for');
  });
}

test('verifyOnline: who verifies, and the time is one for all rounds', options, async () => {
  const seen = [];
  const verifier = { verify: async (request) => (seen.push(request.currentDate), verify(request)) };
  assert.deepEqual(outcome(await verifyOnline(await requestFor('ocsp-unknown-crl-good'), { ...online, verifier })), GOOD);
  assert.equal(seen.length, 3);
  assert.equal(new Set(seen.map(Number)).size, 1);
  const once = await verifyOnline(await requestFor('crl-good'), { ...online, rounds: 0 });
  assert.deepEqual([...outcome(once), once.wanted.length], [...UNKNOWN, 1]);
});

test('fetchEvidence, step by step', options, async () => {
  const request = await requestFor('ocsp-unknown-crl-good');
  const first = await verify(request);
  assert.deepEqual(outcome(first), UNKNOWN);
  assert.deepEqual(first.wanted.map(({ kind, method }) => [kind, method]), [['ocsp', 'POST']]);
  const answered = await fetchEvidence(first.wanted, online);
  const second = await verify({ ...request, evidence: answered });
  assert.deepEqual(second.wanted.map(({ kind, method }) => [kind, method]), [['crl', 'GET']]);
  const { crls } = await fetchEvidence(second.wanted, online);
  assert.deepEqual(outcome(await verify({ ...request, evidence: { ...answered, crls } })), GOOD);
  // The same responder, asked by GET.
  const byGet = await fetchEvidence(first.wanted.map((wanted) => ({ ...wanted, method: 'GET' })), online);
  assert.deepEqual(byGet.unavailable, []);
  assert.equal(byGet.ocsp.length, 1);
});

test('loopback is refused unless it is allowed', options, async () => {
  requests = [];
  const verdict = await verifyOnline(await requestFor('crl-good'), { ...online, allowHost: [] });
  assert.deepEqual(outcome(verdict), UNKNOWN);
  assert.match(verdict.reason.message, /127\.0\.0\.1 is not a public address, and not allowed/);
  assert.deepEqual(requests, []);
});

test('a cache serves the next verification', options, async () => {
  const cache = new EvidenceCache();
  requests = [];
  for (let round = 0; round < 2; round += 1) {
    assert.deepEqual(outcome(await verifyOnline(await requestFor('crl-good'), { ...online, cache })), GOOD);
  }
  assert.deepEqual(requests, ['GET /list.crl']);
});

test('a signal ends it', options, async () => {
  const signal = AbortSignal.timeout(200);
  await assert.rejects(verifyOnline(await requestFor('ocsp-slow'), { ...online, signal }), { name: 'TimeoutError' });
});

// Not spawnSync: the servers answer from this process.
async function sealcheck(...args) {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  const [status] = await once(child, 'close');
  return { status, ...output };
}
const trust = () => ['--trust-policy', join(folder, 'trustpolicy.json'), '--trust-store', `ca:test=${authority.root}`];
const commandLine = (name) => ['--layout', layouts[name].layout, layouts[name].reference, ...trust()];

for (const name of ['ocsp-good', 'ocsp-revoked', 'ocsp-unknown-crl-good', 'ocsp-down', 'crl-revoked', 'crl-to-file', 'crl-to-private', 'ocsp-large']) {
  test(`sealcheck verify: ${name}`, options, async () => {
    const [expected, message] = EXPECTED[name];
    const { status, stdout, stderr } = await sealcheck('verify', ...commandLine(name), '--allow-host', '127.0.0.1', '-o', 'json');
    const verdict = JSON.parse(stdout);
    assert.deepEqual(outcome(verdict), expected, stderr);
    assert.equal(status, expected[0] === 'accepted' ? 0 : 1);
    if (message) assert.match(verdict.reason.message, message);
  });
}

test('sealcheck verify: loopback not allowed, and offline', options, async () => {
  requests = [];
  const refused = await sealcheck('verify', ...commandLine('crl-good'));
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /127\.0\.0\.1 is not a public address, and not allowed/);
  const offline = await sealcheck('verify', ...commandLine('crl-good'), '--allow-host', '127.0.0.1', '--revocation', 'offline');
  assert.equal(offline.status, 1);
  assert.match(offline.stdout, /revocation\.unknown/);
  assert.deepEqual(requests, []);
});

test('sealcheck evidence fetch, then verify offline', options, async () => {
  for (const [name, kinds] of [['ocsp-good', ['ocsp']], ['ocsp-unknown-crl-good', ['crl', 'ocsp']], ['crl-revoked', ['crl']]]) {
    const directory = join(folder, `${name}.evidence`);
    const fetched = await sealcheck('evidence', 'fetch', ...commandLine(name), '--allow-host', '127.0.0.1', '--output', directory);
    assert.equal(fetched.status, 0, fetched.stderr);
    assert.deepEqual(readdirSync(directory).map((file) => file.split('.').at(-1)).sort(), kinds);
    assert.equal(fetched.stdout.trim().split('\n').length, kinds.length);
    assert.match(fetched.stderr, /^(?:OCSP|CRL) http:\/\/127\.0\.0\.1:\d+\/\S*: \d+ bytes$/m);
    const { stdout } = await sealcheck('verify', ...commandLine(name), '--revocation', 'offline', '--evidence', directory, '-o', 'json');
    assert.deepEqual(outcome(JSON.parse(stdout)), EXPECTED[name][0]);
  }
  const nothing = await sealcheck('evidence', 'fetch', ...commandLine('ocsp-down'), '--allow-host', '127.0.0.1', '--output', join(folder, 'down'));
  assert.equal(nothing.status, 4);
  assert.match(nothing.stderr, /the connection was refused/);
});
