// The command line and registries: where credentials come from, lists, and what happens to what cannot be fetched.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { createProgress, readCredentialsFile } from '../dist/cli/parts.js';
import { startRegistry } from './fake-registry.mjs';
import { flow, sealcheck, sealcheckMeanwhile } from './support.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'sealcheck-cli-registry-'));
const image = flow('extra-three-signatures');
const digest = image.reference.split('@')[1];
let registry;
let name;
before(async () => {
  registry = await startRegistry();
  registry.load(image.layout);
  name = `${registry.host}/shop/web`;
});
after(() => {
  registry.stop();
  rmSync(temporary, { recursive: true, force: true });
});
beforeEach(() => registry.forget());

const judging = ['--scope', image.scope, '--config', image.config, '--at', image.verifyAt, '--revocation', 'offline'];
const verify = (args, options) => sealcheckMeanwhile(['verify', ...judging, ...args], options);
const folder = (path, files) => {
  const directory = join(temporary, path);
  mkdirSync(directory, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
  return directory;
};

test('verify, ls and inspect answer as they do for a layout', async () => {
  const remote = await verify([`${name}@${digest}`, '-v']);
  const local = sealcheck(['verify', '--layout', image.layout, ...judging, image.reference, '-v']);
  assert.deepEqual([remote.status, remote.stdout, remote.stderr], [0, local.stdout, local.stderr]);
  const byTag = await verify([`${name}:v2`]);
  assert.match(byTag.stdout, new RegExp(`^accepted +${image.scope}@${digest}\n`));
  const local2 = (command) => sealcheck([command, '--layout', image.layout, 'v2']).stdout.replaceAll('layout@', `${name}@`);
  for (const command of ['ls', 'inspect']) {
    const { status, stdout, stderr } = await sealcheckMeanwhile([command, `${name}:v2`]);
    assert.deepEqual([status, stdout, stderr], [0, local2(command), '']);
  }
});

test('inspect: a file where there is one, a registry where there could be', async () => {
  const missing = sealcheck(['inspect', 'folder/web.cose.sig']);
  assert.deepEqual([missing.status, missing.stderr], [4, 'error: folder/web.cose.sig: does not exist\n']);
  registry.referrersApi = true;
  const { status, stderr } = await sealcheckMeanwhile(['inspect', `${name}:nothing`]);
  assert.deepEqual([status, stderr], [4, `error: ${name}:nothing: the registry has no such artifact\n`]);
});

test('no signature: says where it was looked', async () => {
  const { status, stdout } = await verify([`${name}@${registry.put('{"mediaType":"application/vnd.oci.image.manifest.v1+json"}', 'application/vnd.oci.image.manifest.v1+json').digest}`]);
  assert.equal(status, 1);
  assert.match(stdout, /there is no signature of sha256:[0-9a-f]{64} \(looked at: referrers API, legacy artifact manifests\)/);
});

test('exit 4 for what cannot be fetched, with the reason and what helps', async () => {
  registry.lies.set('*', (response) => void response.writeHead(403).end('{"errors":[{"code":"DENIED","message":"not yours"}]}'));
  const denied = await verify([`${name}:v2`]);
  assert.deepEqual([denied.status, denied.stdout], [4, '']);
  const [first, second] = denied.stderr.split('\n');
  assert.equal(first, `error: ${registry.base}/v2/shop/web/manifests/v2: access is denied (status 403: DENIED, not yours)`);
  assert.equal(second, 'log in with docker login or notation login, or give --username and --password-stdin');
  const usage = await verify(['web:v2']);
  assert.deepEqual([usage.status, usage.stderr.includes('names no registry')], [2, true]);
});

test('a list that is cut off says so', async () => {
  const { status, stdout, stderr } = await sealcheckMeanwhile(['ls', `${name}:v2`, '--max-signatures', '2', '-o', 'json']);
  assert.deepEqual([status, JSON.parse(stdout).signatures.length, stderr], [4, 2, 'warning: the list may be longer: more than 2 signatures are listed\n']);
  const inspected = await sealcheckMeanwhile(['inspect', `${name}:v2`, '--max-signatures', '2']);
  assert.deepEqual([inspected.status, inspected.stderr], [4, 'warning: more than 2 signatures are listed\n']);
});

test('D-73: the policy says skip, so no registry is asked', async () => {
  const skip = flow('extra-skip');
  const { status } = await sealcheckMeanwhile(['verify', '--scope', skip.scope, '--config', skip.config, `${name}@${digest}`]);
  assert.deepEqual([status, registry.requests.length], [3, 0]);
});

/** Basic authentication; tells what was given. */
function wantPassword(expected = 'me:secret') {
  const given = [];
  registry.lies.set('*', (response, { headers }) => {
    const text = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    if (headers.authorization) given.push(text);
    if (text === expected) return 'truth';
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  return given;
}

/** A token service that wants a refresh token. */
function wantIdentityToken(expected) {
  registry.lies.set('*', (response, { headers, path, body }) => {
    if (path === '/token') {
      const good = new URLSearchParams(body).get('refresh_token') === expected;
      return void response.writeHead(good ? 200 : 401).end('{"access_token":"t1"}');
    }
    if (headers.authorization === 'Bearer t1') return 'truth';
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${registry.base}/token",service="s"` }).end();
  });
}

test('a password from standard input, and from the environment', async () => {
  wantPassword();
  const args = [`${name}:v2`];
  assert.equal((await verify([...args, '--username', 'me', '--password-stdin'], { input: 'secret\n' })).status, 0);
  assert.equal((await verify([...args, '-u', 'me', '--password-stdin'], { input: 'wrong\n' })).status, 4);
  assert.equal((await verify(args, { env: { NOTATION_USERNAME: 'me', NOTATION_PASSWORD: 'secret' } })).status, 0);
  assert.equal((await verify([...args, '-u', 'me'], { env: { NOTATION_USERNAME: 'you', NOTATION_PASSWORD: 'secret' } })).status, 0);
  assert.match((await verify(args)).stderr, /it wants user name and password$/m);
  wantIdentityToken('refresh');
  assert.equal((await verify(args, { env: { NOTATION_PASSWORD: 'refresh' } })).status, 0, 'a password alone is a token');
});

test('one password is not for several registries', async () => {
  const env = { NOTATION_USERNAME: 'me', NOTATION_PASSWORD: 'secret' };
  const several = await verify([`${name}:v2`, 'other.example/x:v1'], { env });
  assert.equal(several.status, 2);
  assert.match(several.stderr, /^error: NOTATION_PASSWORD: the references name several registries \(127\.0\.0\.1:\d+, other\.example\)/);
  const both = await verify(['-', '-u', 'me', '--password-stdin'], { input: `${name}:v2\n` });
  assert.match(both.stderr, /^error: --password-stdin: standard input is the list of references already/);
  assert.equal(registry.requests.length, 0);
});

test("docker's configuration: auths, also as az acr login leaves them", async () => {
  const auth = (text) => Buffer.from(text).toString('base64');
  const given = wantPassword();
  const run = async (config, env = {}) => verify([`${name}:v2`], { env: { DOCKER_CONFIG: folder('docker', { 'config.json': config }), ...env } });
  const { host } = registry;
  assert.equal((await run({ auths: { [host]: { auth: auth('me:secret') } } })).status, 0);
  assert.equal((await run({ auths: { [`http://${host}/v2/`]: { auth: auth('me:secret') } } })).status, 0, 'an address, as old versions wrote it');
  assert.equal((await run({ auths: { [host]: { username: 'me', password: 'secret' } } })).status, 0);
  assert.equal((await run({ auths: { 'other.example': { auth: auth('you:other') } } })).status, 4);
  assert.ok(!given.includes('you:other'));
  assert.equal((await run({ auths: { [host]: { auth: auth('me:wrong') } } }, { NOTATION_USERNAME: 'me', NOTATION_PASSWORD: 'secret' })).status, 0, 'what is given counts first');
  const home = folder('home', {});
  mkdirSync(join(home, '.docker'));
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ auths: { [host]: { auth: auth('me:secret') } } }));
  assert.equal((await verify([`${name}:v2`], { env: { HOME: home } })).status, 0);

  for (const [config, message] of [
    ['no json', /config\.json: is not a JSON object/],
    [{ auths: { [host]: { auth: auth('no colon') } } }, /auth is not user name, colon and password in base64/],
    [{ credHelpers: { [host]: '../../evil' } }, /is no name of a credential helper/],
    [{ credsStore: 'nowhere' }, /docker-credential-nowhere: is not on the PATH, but docker is configured to use it/],
  ]) {
    const { status, stderr } = await run(config);
    assert.equal(status, 2, stderr);
    assert.match(stderr, message);
  }
  registry.forget();
  assert.equal((await run('no json')).status, 0, 'what nobody needs is not read');

  wantIdentityToken('acr-refresh');
  const acr = { auths: { [host]: { auth: auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'acr-refresh' } } };
  assert.equal((await run(acr)).status, 0);
  registry.lies.set('*', (response, { headers }) => (headers.authorization === 'Bearer ready' ? 'truth' : void response.writeHead(401, { 'www-authenticate': 'Bearer realm="https://nowhere.invalid"' }).end()));
  assert.equal((await run({ auths: { [host]: { registrytoken: 'ready' } } })).status, 0);
});

test("notation's configuration comes before docker's, and names registries that speak http", async () => {
  wantPassword();
  const { host } = registry;
  const entry = (text) => ({ auths: { [host]: { auth: Buffer.from(text).toString('base64') } } });
  const docker = { DOCKER_CONFIG: folder('docker2', { 'config.json': entry('me:secret') }) };
  const own = folder('notation', { 'config.json': entry('me:wrong'), 'trustpolicy.json': readFileSync(`${image.config}/trustpolicy.json`, 'utf8') });
  const args = ['ls', `${name}:v2`, '--config', own];
  assert.equal((await sealcheckMeanwhile(args, { env: docker })).status, 4);
  writeFileSync(join(own, 'config.json'), JSON.stringify({ signatureFormat: 'cose' }));
  assert.equal((await sealcheckMeanwhile(args, { env: docker })).status, 0);
  const { plainHttpFor } = await import('../dist/cli/parts.js');
  assert.deepEqual(plainHttpFor('Registry.Example:5000/x:v1', { plainHttp: ['registry.example:5000'] }), { plainHttp: true });
  assert.deepEqual(plainHttpFor('registry.example/x:v1', { plainHttp: ['registry.example:5000'] }), {});
});

test('credential helpers', { skip: process.platform === 'win32' && 'the helper of this test is a shell script' }, async () => {
  const bin = folder('bin', {
    'docker-credential-test': `#!/bin/sh
read server
[ "$1" = get ] || exit 9
case "$server" in
  ${registry.host}) echo '{"ServerURL":"x","Username":"'"$HELPER_USER"'","Secret":"secret"}';;
  broken.example) echo 'the keychain is locked'; exit 1;;
  *) echo 'credentials not found in native keychain'; exit 1;;
esac
`,
  });
  chmodSync(join(bin, 'docker-credential-test'), 0o755);
  const PATH = `${bin}:${process.env.PATH}`;
  const run = (config, user) => verify([`${name}:v2`], { env: { PATH, HELPER_USER: user, DOCKER_CONFIG: folder('docker3', { 'config.json': config }) } });
  wantPassword();
  assert.equal((await run({ credsStore: 'test', auths: { [registry.host]: {} } }, 'me')).status, 0);
  assert.equal((await run({ credHelpers: { [registry.host]: 'test' } }, 'me')).status, 0);
  wantIdentityToken('secret');
  assert.equal((await run({ credsStore: 'test' }, '<token>')).status, 0);

  const before = process.env.PATH;
  process.env.PATH = PATH;
  try {
    const directory = folder('docker4', { 'config.json': { credsStore: 'test', auths: { 'else.example': { auth: 'bWU6c2VjcmV0' } } } });
    const file = await readCredentialsFile(join(directory, 'config.json'));
    assert.deepEqual(await file.find('else.example'), { username: 'me', password: 'secret' }, 'the helper has none, the file has');
    assert.equal(await file.find('none.example'), undefined);
    await assert.rejects(file.find('broken.example'), { code: 'config', message: 'docker-credential-test: fails: the keychain is locked' });
  } finally {
    process.env.PATH = before;
  }
  assert.equal(await readCredentialsFile(join(temporary, 'nothing.json')), undefined);
});

test('a list: in its order, one line each, and what cannot be fetched fails itself alone', async () => {
  // The first answer is the last to come.
  registry.lies.set('/v2/slow/manifests/v2', () => new Promise((resolve) => setTimeout(resolve, 400, 'truth')));
  const gone = await startRegistry();
  gone.stop();
  const references = [`${registry.host}/slow:v2`, `${name}:nothing`, `${gone.host}/x:v1`, `${name}:v2`, 'no reference'];
  const { status, stdout, stderr } = await verify(['-', '-o', 'json'], { input: references.join('\n') });
  assert.equal(status, 2);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ result, error }) => result ?? error.code), ['accepted', 'registry-not-found', 'registry-unreachable', 'accepted', 'invalid-reference']);
  assert.deepEqual([lines[1].reference, lines[4].reference], [references[1], references[4]]);
  assert.match(stderr, new RegExp(`^error: ${name}:nothing: .*no such artifact\nerror: ${gone.host}/x:v1: .*refused\nerror: no reference: `));
  assert.equal((await verify([references[0], references[1]])).status, 4);
  const text = await verify([references[0], `${name}@${digest}`]);
  assert.deepEqual([text.status, text.stdout.split('\n\naccepted').length], [0, 2]);
});

test('a policy that cannot be used is said once, before any registry is asked', async () => {
  const policy = join(folder('policy', { 'policy.json': '{"version":"9"}' }), 'policy.json');
  const { status, stderr } = await sealcheckMeanwhile(['verify', '--trust-policy', policy, `${name}:v2`, `${name}:v2`]);
  assert.equal(status, 2);
  assert.equal(stderr.match(/cannot be used/g).length, 1);
  assert.equal(registry.requests.length, 0);
});

test('evidence fetch: from a registry, and for a blob', async () => {
  const out = join(temporary, 'evidence');
  const remote = await sealcheckMeanwhile(['evidence', 'fetch', `${name}:v2`, '--scope', image.scope, '--config', image.config, '--at', image.verifyAt, '--output', out]);
  assert.deepEqual([remote.status, remote.stdout], [0, '']);
  assert.match(remote.stderr, /nothing was needed/);
  const blob = flow('blob-cose');
  const args = ['evidence', 'fetch', '--signature', `${blob.folder}/${blob.signature}`, '--config', blob.config, '--at', blob.verifyAt, '--output', out];
  const done = sealcheck([...args, `${blob.folder}/${blob.blob}`]);
  assert.deepEqual([done.status, readdirSync(out)], [0, []], done.stderr);
  assert.match(sealcheck([...args, `${blob.folder}/${blob.blob}`, '--scope', 'x']).stderr, /--scope: is not for blobs/);
  const both = sealcheck(['evidence', 'fetch', 'localhost/x:v1', '--policy-name', 'x', '--config', image.config, '--output', out]);
  assert.match(both.stderr, /--policy-name: is for blobs\nright form: sealcheck evidence fetch --signature FILE BLOB/);
});

test('progress: nothing of what is quick; one line on a terminal, a line now and then elsewhere', () => {
  const run = (errorIsTerminal) => {
    let time = 0;
    let text = '';
    const progress = createProgress({ errorIsTerminal, err: (more) => void (text += more) }, () => time);
    for (; time < 12_000; time += 100) progress.list(time / 100, 120, ': 3 failed');
    progress.download({ url: 'https://r.example/v2/x/blobs/sha256:1?token=secret', received: 3 << 20, total: 12 << 20 });
    time += 10_000;
    progress.download({ url: 'https://r.example/v2/x/blobs/sha256:1?token=secret', received: 3 << 20, total: 12 << 20 });
    progress.clear();
    return text;
  };
  const terminal = run(true);
  assert.ok(terminal.startsWith('\r\u001b[K10 of 120: 3 failed\r\u001b[K12 of 120'), JSON.stringify(terminal.slice(0, 80)));
  assert.ok(terminal.endsWith('3.0 MiB of 12.0 MiB of r.example/v2/x/blobs/sha256:1\r\u001b[K'), JSON.stringify(terminal.slice(-90)));
  assert.equal(run(false), '50 of 120: 3 failed\n100 of 120: 3 failed\n3.0 MiB of 12.0 MiB of r.example/v2/x/blobs/sha256:1\n');
});
