// Credentials: every way registries ask for them, and every way to make them go astray.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { readRegistry, RegistrySession } from '../dist/host/index.js';
import { parseChallenge, pullScopes } from '../dist/host/parts.js';
import { MANIFEST, startRegistry } from './fake-registry.mjs';
import { flow } from './support.mjs';

const image = flow('extra-three-signatures');
const digest = image.reference.split('@')[1];
let registry;
let elsewhere;
before(async () => {
  registry = await startRegistry();
  registry.load(image.layout);
  elsewhere = await startRegistry();
});
after(() => {
  registry.stop();
  elsewhere.stop();
});
beforeEach(() => {
  registry.forget();
  elsewhere.forget();
});

const read = (options = {}) => readRegistry(`${registry.host}/shop/web@${digest}`, { retries: 0, ...options });
const decoded = (header = '') => Buffer.from(header.replace('Basic ', ''), 'base64').toString();
const json = (response, body, status = 200) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const denies = (promise, message, code = 'registry-denied') => assert.rejects(promise, (error) => {
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  return true;
});

/** Wants a token of `/token`, as Docker Hub and the CNCF registry do. */
function wantToken({ realm = `${registry.base}/token`, scope = 'repository:shop/web:pull', accepts = (token) => token === 't1' } = {}) {
  registry.lies.set('*', (response, { headers, path }) => {
    if (path === '/token' || accepts(headers.authorization?.replace('Bearer ', ''))) return 'truth';
    const scopes = scope === undefined ? '' : `,scope="${scope}"`;
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="registry.example"${scopes}` }).end();
  });
}
const tokens = (server, answer = (response) => json(response, { token: 't1', expires_in: 60 })) => server.lies.set('/token', (response, request, url) => void answer(response, request, url));

test('anonymous: a token for all, fetched once', async () => {
  wantToken();
  tokens(registry);
  assert.equal((await read()).signatures.length, 3);
  const asked = registry.requests.filter(({ path }) => path === '/token');
  assert.equal(asked.length, 1);
  assert.equal(asked[0].headers.authorization, undefined);
  const query = new URLSearchParams(asked[0].search);
  assert.deepEqual([...query], [['scope', 'repository:shop/web:pull'], ['service', 'registry.example']]);
});

test('user name and password: by GET, in UTF-8', async () => {
  wantToken();
  tokens(registry);
  await read({ auth: { username: 'käthe', password: 'pässwört' } });
  assert.equal(decoded(registry.requests.find(({ path }) => path === '/token').headers.authorization), 'käthe:pässwört');
  assert.ok(registry.requests.every(({ path, headers }) => path === '/token' || !/^Basic/.test(headers.authorization ?? '')));
  tokens(registry, (response) => json(response, {}, 401));
  await denies(read({ auth: { username: 'käthe', password: 'x' } }), /the token service \S+ refuses the credentials of käthe \(status 401\)$/);
  await denies(read(), /refuses anybody without credentials/);
});

test('an identity token: by POST', async () => {
  wantToken();
  tokens(registry, (response) => json(response, { access_token: 't1' }));
  await read({ auth: async (name) => (name === registry.host ? { identityToken: 'secret&more' } : undefined) });
  const { method, body, headers, search } = registry.requests.find(({ path }) => path === '/token');
  assert.deepEqual([method, search, headers.authorization, headers['content-type']], ['POST', '', undefined, 'application/x-www-form-urlencoded']);
  assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
    grant_type: 'refresh_token', refresh_token: 'secret&more', client_id: 'sealcheck', scope: 'repository:shop/web:pull', service: 'registry.example',
  });
  tokens(registry, (response) => void response.writeHead(307, { location: `${elsewhere.base}/token` }).end());
  await denies(read({ auth: { identityToken: 'secret' } }), /redirects a POST/, 'registry-invalid');
  assert.equal(elsewhere.requests.length, 0);
});

test('a registry token is sent as it is', async () => {
  wantToken({ accepts: (token) => token === 'ready' });
  await read({ auth: { registryToken: 'ready' } });
  assert.equal(registry.count('/token'), 0);
});

test('Basic: the password goes to the registry', async () => {
  registry.lies.set('*', (response, { headers }) => {
    if (decoded(headers.authorization) === 'me:secret') return 'truth';
    response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end();
  });
  assert.equal((await read({ auth: { username: 'me', password: 'secret' } })).signatures.length, 3);
  assert.equal(registry.requests.filter(({ headers }) => headers.authorization === undefined).length, 1, 'asked without only once');
  await denies(read({ auth: { username: 'me', password: 'wrong' } }), /access is denied \(status 401\)/);
  await denies(read(), /it wants user name and password$/);
  await denies(read({ auth: { identityToken: 'x' } }), /wants user name and password, and there is only a token$/);
});

test('a session keeps tokens; one that has run out is replaced', async () => {
  let valid = 't1';
  wantToken({ accepts: (token) => token === valid });
  tokens(registry, (response) => json(response, { token: valid }));
  let asked = 0;
  const session = new RegistrySession({ auth: () => void (asked += 1) });
  await Promise.all([read({ session }), read({ session })]);
  assert.deepEqual([registry.count('/token'), asked], [1, 1]);
  valid = 't2';
  await read({ session });
  await read({ session });
  assert.deepEqual([registry.count('/token'), asked], [2, 1]);
  await denies(read({ session, auth: {} }), /^auth: the session has its own$/, 'invalid-argument');
  // What fails is not kept.
  valid = 't3';
  tokens(registry, (response) => json(response, {}, 500));
  await denies(read({ session }), /status is 500/, 'registry-unreachable');
  tokens(registry, (response) => json(response, { token: valid }));
  await read({ session });
});

test('a session remembers who has no referrers API', async () => {
  registry.referrersApi = false;
  const session = new RegistrySession();
  await read({ session });
  assert.equal((await read({ session })).signatures.length, 3);
  assert.equal(registry.requests.filter(({ path }) => path.includes('/referrers/')).length, 1);
  registry.referrersApi = true;
});

test('credentials stay behind when a redirect leads elsewhere', async () => {
  wantToken();
  const [signature] = registry.referrersOf(digest);
  const blob = JSON.parse(registry.manifests.get(signature.digest).content).layers[0].digest;
  const trusted = registry.lies.get('*');
  tokens(registry);
  registry.lies.set(`/v2/shop/web/blobs/${blob}`, (response, request, url) => {
    if (trusted(response, request, url) === 'truth') response.writeHead(307, { location: `${elsewhere.base}/storage?sig=x` }).end();
  });
  elsewhere.lies.set('/storage', (response) => void response.writeHead(307, { location: `${registry.base}/back` }).end());
  registry.lies.set('/back', (response) => void response.writeHead(200).end(registry.blobs.get(blob)));
  const { signatures } = await read({ auth: { username: 'me', password: 'secret' } });
  assert.ok(signatures.every((signature) => 'envelope' in signature), JSON.stringify(signatures));
  assert.deepEqual(elsewhere.requests.map(({ path, search, headers }) => [path, search, headers.authorization]), [['/storage', '?sig=x', undefined]]);
  assert.equal(registry.requests.find(({ path }) => path === '/back').headers.authorization, undefined, 'not even on the way back');
  // Storage that asks for credentials does not get any.
  elsewhere.lies.set('/storage', (response) => void response.writeHead(401, { 'www-authenticate': `Bearer realm="${elsewhere.base}/token"` }).end());
  const second = await read({ auth: { username: 'me', password: 'secret' } });
  assert.match(second.signatures[0].error, /access is denied \(status 401\)/);
  assert.equal(elsewhere.count('/token'), 0);
});

test('redirects: not in circles, not to http, not to private hosts of public registries', async () => {
  registry.lies.set('*', (response, { path }) => void response.writeHead(302, { location: path }).end());
  await denies(read(), /more than 5 redirects$/, 'registry-invalid');
  assert.equal(registry.requests.length, 6);
  for (const [location, message] of [
    ['http://registry.example/x', /redirects from https to http$/],
    ['https://10.0.0.1/x', /redirects to where nobody goes: 10\.0\.0\.1 is not a public address/],
    ['https://169.254.169.254/latest', /169\.254\.169\.254 is not a public address/],
    ['https://metadata.internal/x', /metadata\.internal is not a public address/],
    ['file:///etc/passwd', /file: is not asked/],
    ['https://me:secret@storage.example/', /the URL has a user name/],
    ['https://[', /is not a URL/],
  ]) {
    const asked = [];
    const fetch = async (url) => {
      asked.push(url);
      return new Response(null, { status: 302, headers: { location } });
    };
    await denies(readRegistry(`registry.example/x@${digest}`, { fetch, retries: 0 }), message, 'registry-invalid');
    assert.equal(asked.length, 1);
  }
});

test('allowHost: a list adds hosts, a function decides alone', async () => {
  const hosts = [];
  const fetch = async (url) => {
    hosts.push(new URL(url).host);
    return new URL(url).host === '10.0.0.1' ? new Response('{}', { headers: { 'content-type': MANIFEST } }) : new Response(null, { status: 307, headers: { location: 'https://10.0.0.1/x' } });
  };
  const ask = (options) => readRegistry('registry.example/x:v1', { fetch, retries: 0, ...options });
  await denies(ask(), /not a public address, and not allowed/, 'registry-invalid');
  await denies(ask({ allowHost: ['10.0.0.1'] }), /referrers/, 'registry-invalid');
  assert.deepEqual(hosts.slice(0, 3), ['registry.example', 'registry.example', '10.0.0.1']);
  hosts.length = 0;
  await denies(ask({ allowHost: () => false }), /registry\.example is not allowed$/, 'registry-invalid');
  assert.deepEqual(hosts, []);
  // An internal registry may lead to internal hosts.
  await denies(readRegistry('10.1.2.3/x:v1', { fetch, retries: 0 }), /referrers/, 'registry-invalid');
});

test('token services: elsewhere is usual, http and private hosts are not', async () => {
  const ask = async (realm, auth) => {
    const asked = [];
    const fetch = async (url, { headers }) => {
      asked.push([new URL(url).origin, headers.authorization?.split(' ')[0]]);
      if (url.startsWith('https://auth.example')) return Response.json({ token: 't1' });
      if (headers.authorization === 'Bearer t1') return new Response(null, { status: 404 });
      return new Response(null, { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}"` } });
    };
    const error = await readRegistry('registry.example/x:v1', { fetch, auth, retries: 0 }).then(assert.fail, (error) => error);
    return { error, asked };
  };
  const auth = { username: 'me', password: 'secret' };
  const good = await ask('https://auth.example/token', auth);
  assert.equal(good.error.code, 'registry-not-found');
  assert.deepEqual(good.asked, [['https://registry.example', undefined], ['https://auth.example', 'Basic'], ['https://registry.example', 'Bearer']]);
  for (const [realm, message] of [
    ['http://auth.example/token', /names a token service that is not asked: http:\/\/auth\.example\/token: it is http$/],
    ['https://127.0.0.1/token', /127\.0\.0\.1 is not a public address/],
    ['https://me@auth.example/', /the URL has a user name/],
    ['ftp://auth.example/', /ftp: is not asked/],
  ]) {
    const { error, asked } = await ask(realm, auth);
    assert.equal(error.code, 'registry-invalid');
    assert.match(error.message, message);
    assert.equal(asked.length, 1, 'the credentials went nowhere');
  }
});

test('the function is asked by the registry of the reference, whatever answers', async () => {
  const asked = [];
  const fetch = async (url) => (url.includes('/token') ? Response.json({ token: 'x' }) : new Response(null, { status: 401, headers: { 'www-authenticate': `Bearer realm="${new URL(url).origin}/token"` } }));
  const auth = (name) => void asked.push(name);
  await denies(readRegistry('docker.io/library/alpine:3', { fetch, auth, retries: 0 }), /registry-1\.docker\.io\/v2\/library\/alpine\/manifests\/3: access is denied/);
  assert.deepEqual(asked, ['docker.io']);
  await denies(readRegistry('docker.io/library/alpine:3', { fetch, auth: () => { throw new Error('helper failed'); }, retries: 0 }).catch((error) => { throw Object.assign(error, { code: error.code ?? 'none' }); }), /helper failed/, 'none');
});

test('token services that answer nonsense', async () => {
  wantToken();
  for (const [answer, message, code] of [
    [(r) => r.end('no json'), /gives no token/, 'registry-invalid'],
    [(r) => json(r, { token: '' }), /gives no token/, 'registry-invalid'],
    [(r) => json(r, { token: 'a\r\nx-evil: 1' }), /gives no token/, 'registry-invalid'],
    [(r) => json(r, { token: 'ü' }), /gives no token/, 'registry-invalid'],
    [(r) => json(r, { token: 'x'.repeat(100_000) }), /gives no token/, 'registry-invalid'],
    [(r) => r.end('x'.repeat(200_000)), /more than 131072 bytes|at most 131072/, 'registry-invalid'],
    [(r) => json(r, { token: 'other' }), /access is denied \(status 401\)/, 'registry-denied'],
  ]) {
    tokens(registry, answer);
    await denies(read(), message, code);
  }
  registry.lies.set('*', (response) => void response.writeHead(401).end());
  await denies(read(), /it wants credentials, and does not say/);
  registry.lies.set('*', (response) => void response.writeHead(401, { 'www-authenticate': 'Negotiate' }).end());
  await denies(read(), /says how in a way not known here: Negotiate$/);
});

test('challenges', () => {
  const bearer = (realm, service, ...scopes) => ({ scheme: 'bearer', realm, service, scopes });
  for (const [header, expected] of [
    ['Bearer realm="https://a/t",service="s",scope="repository:x:pull repository:y:pull"', bearer('https://a/t', 's', 'repository:x:pull', 'repository:y:pull')],
    ['bearer  realm = "https://a/t" , service=s', bearer('https://a/t', 's')],
    ['Basic realm="x", Bearer realm="https://a/t"', bearer('https://a/t', undefined)],
    ['Bearer realm="a\\"b\\\\c"', bearer('a"b\\c', undefined)],
    ['BASIC', { scheme: 'basic' }],
    ['Bearer', undefined],
    ['Bearer service="s"', undefined],
    ['Bearer realm="open', undefined],
    ['Negotiate abc=, Basic realm="x"', { scheme: 'basic' }],
    ['', undefined],
    ['=', undefined],
    [','.repeat(1e6), undefined],
    [`Bearer realm="${'\\'.repeat(1e6)}`, undefined],
  ]) assert.deepEqual(parseChallenge(header), expected, header.slice(0, 60));
});

test('whatever a registry names, only pulling is asked for', () => {
  assert.deepEqual(pullScopes([], 'a/b'), ['repository:a/b:pull']);
  assert.deepEqual(pullScopes(['repository:proxy/a/b:pull,push', 'repository:proxy/a/b:pull'], 'a/b'), ['repository:proxy/a/b:pull']);
  assert.deepEqual(pullScopes(['repository:x:push', 'registry:catalog:*', 'aws'], 'a/b'), ['repository:a/b:pull']);
  assert.deepEqual(pullScopes(['repository(plugin):x:*'], 'a/b'), ['repository(plugin):x:pull']);
  assert.equal(pullScopes(Array.from({ length: 100 }, (_, index) => `repository:x${index}:pull`), 'a/b').length, 4);
});
