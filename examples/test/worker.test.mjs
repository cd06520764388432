// The Worker for real: bundled by wrangler, run by workerd under miniflare, against registries on loopback.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Miniflare } from 'miniflare';
import { createAuthority, hasOpenssl } from '../../tests/node/authority.mjs';
import { examples, flow, patchOf, pod, reviewOf, startLayoutRegistry } from './support.mjs';

const required = process.env.SEALCHECK_REQUIRE === 'all';
const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js');
const good = flow('own-tag-schema');
const other = flow('own-referrers-api');
const [signed, byApi] = [good.reference, other.reference];
/** Both were signed by one certificate, within a minute. */
const at = good.verifyAt;

const folder = mkdtempSync(join(tmpdir(), 'sealcheck-worker-'));
const started = [];
after(async () => {
  for (const stop of started.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The project as a user copies it, with another trust. */
function project(name, { policy, stores, entry }) {
  const copy = join(folder, name);
  cpSync(join(examples, 'worker-gate'), copy, { recursive: true, filter: (file) => !file.includes('node_modules') });
  symlinkSync(join(examples, 'node_modules'), join(copy, 'node_modules'), 'dir');
  writeFileSync(join(copy, 'trust/trustpolicy.json'), JSON.stringify(policy));
  const entries = Object.entries(stores);
  entries.forEach(([, pem], index) => writeFileSync(join(copy, `trust/${index}.pem`), pem));
  writeFileSync(
    join(copy, 'trust/index.js'),
    `import trustPolicy from './trustpolicy.json';\n${entries.map((_, index) => `import pem${index} from './${index}.pem';\n`).join('')}` +
      `export default { trustPolicy, trustStores: { ${entries.map(([store], index) => `'${store}': [pem${index}]`).join(', ')} } };\n`,
  );
  if (entry) writeFileSync(join(copy, 'src/worker.js'), entry);
  return copy;
}

/** What `wrangler deploy` would upload. */
function bundle(copy) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', 'out'], {
    cwd: copy,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: copy, CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(copy, 'logs'), NO_COLOR: '1' },
  });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  return join(copy, 'out');
}

/** Runs a bundle; what it fetches comes from `outbound`. */
async function run(out, outbound, bindings = {}) {
  const files = readdirSync(out).filter((file) => !/\.map$|README/.test(file));
  const type = (file) => (file.endsWith('.wasm') ? 'CompiledWasm' : file.endsWith('.js') ? 'ESModule' : 'Text');
  files.sort((left, right) => Number(right === 'worker.js') - Number(left === 'worker.js'));
  const miniflare = new Miniflare({
    modules: files.map((file) => ({ type: type(file), path: join(out, file) })),
    modulesRoot: out,
    compatibilityDate: '2026-04-01',
    bindings,
    outboundService: outbound,
  });
  started.push(() => miniflare.dispose());
  await miniflare.ready;
  return async (path, body, headers = {}) => {
    const response = await miniflare.dispatchFetch(`https://gate.example${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    });
    return { status: response.status, ...(await response.json()) };
  };
}

/** miniflare hands over its own kind of Request. */
const outboundTo = (registry) => (request) => registry.fetch(request.url, { method: request.method, headers: Object.fromEntries(request.headers), redirect: 'manual' });

const statement = (name, scopes, level = 'strict') => ({
  name,
  registryScopes: scopes,
  signatureVerification: { level },
  ...(level !== 'skip' && { trustStores: ['ca:test'], trustedIdentities: ['*'] }),
});

let registry;
let ask;
let askAgain;
before(async () => {
  registry = await startLayoutRegistry({ 'net-monitor': good.layout, 'library/monitor': good.layout, unsigned: flow('own-unsigned').layout });
  started.push(() => registry.close());
  const copy = project('clock', {
    policy: {
      version: '1.0',
      trustPolicies: [
        statement('monitor', [good.scope, 'docker.io/library/monitor', 'myregistry.azurecr.io/unsigned', 'slow.example/net-monitor']),
        statement('skipped', ['myregistry.azurecr.io/skipped'], 'skip'),
      ],
    },
    stores: { 'ca:test': readFileSync(join(good.config, 'truststore/x509/ca/wabbit-networks.io/wabbit-networks-io.pem'), 'utf8') },
    // The clock of a test; the worker that is deployed has no such thing.
    entry: `import trust from '../trust/index.js';\nimport { createWorker } from './app.js';\nexport default createWorker(trust, { now: () => new Date('${at}') });\n`,
  });
  const out = bundle(copy);
  const outbound = (request) => (request.url.includes('slow.example') ? new Promise(() => undefined) : outboundTo(registry)(request));
  ask = await run(out, outbound);
  askAgain = await run(out, outbound, { ALLOW_NOT_VERIFIED: 'yes', REQUIRE_TRUST: 'full', REGISTRIES: 'myregistry.azurecr.io' });
});

test('the bundle: one wasm, small enough for a Worker', () => {
  const out = join(folder, 'clock/out');
  const files = readdirSync(out).filter((file) => /\.(?:js|wasm|pem|json)$/.test(file));
  assert.equal(files.filter((file) => file.endsWith('.wasm')).length, 1, files.join());
  const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file))).length, 0);
  console.log(`worker bundle: ${Math.ceil(size / 1024)} KiB gzip in ${files.length} files`);
  assert.ok(size < 1 << 20, `${size} bytes`);
});

test('validate: a signed digest is allowed, also from memory', async () => {
  const first = await ask('/validate?timeout=10s', reviewOf(pod(signed)));
  assert.deepEqual([first.status, first.response.allowed], [200, true], JSON.stringify(first));
  const before = registry.requests.length;
  const second = await ask('/validate?timeout=10s', reviewOf(pod(signed, signed)));
  assert.deepEqual([second.response.allowed, registry.requests.length], [true, before]);
});

test('validate: a tag and an unsigned image are denied, each with what to do', async () => {
  const unsigned = flow('own-unsigned').reference.replace('net-monitor', 'unsigned');
  const { response } = await ask('/validate', reviewOf(pod(signed, `${good.scope}:v1`, unsigned)));
  assert.equal(response.allowed, false);
  assert.match(response.status.message, /^2 of 3 images are not admitted\.\ncontainer "c1": .*names a tag \(v1\).*\ncontainer "c2": .*unsigned@sha256:.*signature/);
});

test('mutate: tags become the digest that was verified, short names full ones', async () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: pod(`${good.scope}:v1`, signed, 'monitor:v1').spec } } };
  const answer = await ask('/mutate?timeout=10s', reviewOf(deployment));
  assert.equal(answer.response.allowed, true, JSON.stringify(answer));
  const digest = signed.split('@')[1];
  assert.deepEqual(patchOf(answer), [
    { op: 'replace', path: '/spec/template/spec/containers/0/image', value: signed },
    { op: 'replace', path: '/spec/template/spec/containers/2/image', value: `docker.io/library/monitor@${digest}` },
  ]);
});

test('a registry that does not answer denies in time', async () => {
  const since = Date.now();
  const image = signed.replace('myregistry.azurecr.io', 'slow.example');
  const { response } = await ask('/validate?timeout=2s', reviewOf(pod(image)));
  assert.equal(response.allowed, false);
  assert.match(response.status.message, /slow\.example.*could not be judged in time/);
  assert.ok(Date.now() - since < 2000);
  // And the gate is as well as before.
  assert.equal((await ask('/validate', reviewOf(pod(signed)))).response.allowed, true);
});

test('plain JSON and Gatekeeper ask the same gate', async () => {
  const checked = await ask('/check', { image: signed });
  assert.deepEqual([checked.admitted, checked.images[0].verdict.result, checked.images[0].verdict.trust], [true, 'accepted', 'full']);
  const keys = [signed, `${good.scope}:v1`];
  const { response } = await ask('/gatekeeper/validate', { apiVersion: 'externaldata.gatekeeper.sh/v1beta1', kind: 'ProviderRequest', request: { keys } });
  assert.deepEqual(response.items.map(({ key, value }) => [key, value]), [[signed, signed], [keys[1], undefined]]);
});

test('what the operator may set', async () => {
  const skipped = reviewOf(pod('myregistry.azurecr.io/skipped:1'));
  assert.match((await ask('/validate', skipped)).response.status.message, /not verified.*level skip/);
  const open = await askAgain('/validate', skipped);
  assert.equal(open.response.allowed, true);
  assert.match(open.response.warnings[0], /is not verified/);
  const hub = await askAgain('/mutate', reviewOf(pod('monitor:v1')));
  assert.match(hub.response.status.message, /asks no registry "docker\.io"/);
  assert.deepEqual(await ask('/healthz'), { status: 'ok' });
});

test('many at once, the first requests of an isolate, too', async () => {
  const cold = await run(join(folder, 'clock/out'), outboundTo(registry));
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => cold('/mutate', reviewOf(pod(index % 2 ? `${good.scope}:v1` : signed)))));
  assert.ok(answers.every(({ response }) => response.allowed), JSON.stringify(answers.find(({ response }) => !response.allowed)));
});

test('10,000 containers, and a review that nobody could judge in time', async () => {
  const since = Date.now();
  const same = await ask('/mutate?timeout=10s', reviewOf(pod(...Array(10_000).fill(`${good.scope}:v1`))));
  assert.deepEqual([same.response.allowed, patchOf(same).length], [true, 10_000]);
  const different = await ask('/validate?timeout=10s', reviewOf(pod(...Array.from({ length: 10_000 }, (_, index) => `${good.scope}:v${index}`))));
  assert.match(different.response.status.message, /10000 different images in one request, at most 50 are judged/);
  assert.ok(Date.now() - since < 10_000);
});

const openssl = { skip: hasOpenssl || required ? false : 'THERE IS NO openssl HERE: the Worker is not tested with the real time' };
test('the Worker as it is deployed, at the real time, with revocation lists', openssl, async () => {
  const authority = createAuthority(folder);
  const crl = ['http://crl.registry.example/list.crl'];
  const [fine, revoked] = ['fine', 'revoked'].map((name) => authority.issue(name, { crl, state: name === 'fine' ? 'good' : 'revoked' }));
  const layouts = [fine, revoked].map((name) => authority.layout(name));
  const list = authority.crl();
  const real = await startLayoutRegistry({ fine: layouts[0].layout, revoked: layouts[1].layout });
  started.push(() => real.close());
  const asked = [];
  const outbound = (request) => {
    asked.push(request.url);
    return request.url === crl[0] ? new Response(list) : outboundTo(real)(request);
  };
  const copy = project('real', {
    policy: { version: '1.0', trustPolicies: [statement('test', ['registry.example/fine', 'registry.example/revoked'])] },
    stores: { 'ca:test': readFileSync(authority.root, 'utf8') },
  });
  const out = bundle(copy);
  const image = (name) => layouts[0].reference.replace('registry.example/test', `registry.example/${name}`);

  const gate = await run(out, outbound);
  const denied = await gate('/validate', reviewOf(pod(image('revoked'))));
  assert.match(denied.response.status.message, /revocation: .*was revoked.*\(revocation\.revoked\)/);
  const allowed = await gate('/validate', reviewOf(pod(image('fine'))));
  assert.equal(allowed.response.allowed, true, JSON.stringify(allowed));
  assert.equal(asked.filter((url) => url === crl[0]).length, 1, 'the list is kept until its nextUpdate');

  const closed = await run(out, outbound, { EVIDENCE_HOSTS: 'ocsp.example' });
  const unknown = await closed('/validate', reviewOf(pod(image('fine'))));
  assert.match(unknown.response.status.message, /crl\.registry\.example is not allowed/);
});
