// Real registries: CNCF distribution and go-containerregistry, images by crane, signatures by notation-go.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verify } from '../../npm/dist/entries/node.js';
import { readRegistry, RegistrySession } from '../../npm/dist/host/index.js';
import { startRegistries, trustFor } from './start.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'sealcheck-registries-'));
let registries;
let login;
before(async () => {
  registries = await startRegistries();
  login = { username: registries.Username, password: registries.Password };
}, { timeout: 600_000 });
after(() => {
  registries?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

const at = (host, tag = 'signed') => `${registries[host]}/${registries.Repository}:${tag}`;
const judge = async (host, tag, options) => {
  const artifact = await readRegistry(at(host, tag), options);
  assert.equal(artifact.descriptor.digest, registries.Images[tag]);
  return { artifact, verdict: await verify({ ...trustFor(registries), ...artifact }) };
};
const denied = (promise, message) => assert.rejects(promise, (error) => {
  assert.equal(error.code, 'registry-denied', error.message);
  assert.match(error.message, message);
  return true;
});

for (const [host, credentials, where] of [
  ['Referrers', false, 'referrers API'],
  ['TagSchema', false, 'tag sha256-'],
  ['Basic', true, 'tag sha256-'],
  ['Token', true, 'tag sha256-'],
]) {
  test(`${host}: signed, signed twice, not signed`, async () => {
    const options = credentials ? { auth: login } : {};
    const one = await judge(host, 'signed', options);
    assert.deepEqual([one.verdict.result, one.verdict.trust, one.verdict.signatures.length], ['accepted', 'full', 1]);
    assert.equal(one.artifact.manifestMediaType, 'application/vnd.docker.distribution.manifest.v2+json');
    assert.equal(one.artifact.signatureManifests[0].artifactType, 'application/vnd.cncf.notary.signature');
    assert.ok(one.artifact.lookedAt.some((place) => place.startsWith(where)));
    assert.equal((await readRegistry(one.artifact.reference, options)).reference, one.artifact.reference);

    const two = await judge(host, 'twice', options);
    assert.deepEqual(two.verdict.signatures.map(({ result }) => result).sort(), ['accepted', 'rejected']);
    assert.equal(two.verdict.result, 'accepted');
    const stranger = two.verdict.signatures.find(({ result }) => result === 'rejected');
    assert.equal(stranger.checks.find(({ name }) => name === 'authenticity').finding.code, 'authenticity.untrusted-chain');

    const none = await judge(host, 'unsigned', options);
    assert.deepEqual([none.verdict.result, none.verdict.reason.code, none.artifact.signatures], ['rejected', 'signature.none-found', []]);
    await assert.rejects(readRegistry(at(host, 'nothing'), options), ({ code }) => code === 'registry-not-found');
  });
}

test('Basic: without credentials, and with wrong ones', async () => {
  await denied(readRegistry(at('Basic')), /it wants user name and password/);
  await denied(readRegistry(at('Basic'), { auth: { ...login, password: 'wrong' } }), /access is denied \(status 401: UNAUTHORIZED/);
});

test('Token: by identity token, without credentials, and with wrong ones', async () => {
  const session = new RegistrySession({ auth: { identityToken: registries.Identity } });
  assert.equal((await judge('Token', 'signed', { session })).verdict.result, 'accepted');
  assert.equal((await judge('Token', 'twice', { session })).verdict.result, 'accepted');
  await denied(readRegistry(at('Token')), /the token service localhost:\d+ refuses anybody without credentials/);
  await denied(readRegistry(at('Token'), { auth: { ...login, password: 'wrong' } }), /refuses the credentials of reader/);
  await denied(readRegistry(at('Token'), { auth: { identityToken: 'wrong' } }), /refuses the identity token/);
});

test('TLS: with the certificate trusted, without, and by plain http', async () => {
  const file = join(temporary, 'root.pem');
  writeFileSync(file, registries.ServerRoot);
  const run = (env) => spawnSync(process.execPath, ['--input-type=module', '--eval', `
    import { readRegistry } from ${JSON.stringify(new URL('../../npm/dist/host/index.js', import.meta.url).href)};
    const options = { plainHttp: false, auth: ${JSON.stringify(login)}, retries: 0 };
    const { signatures } = await readRegistry(${JSON.stringify(at('TLS'))}, options).catch(({ code, message }) => ({ signatures: code + ' ' + message }));
    console.log(signatures.length === 1 ? 'one' : signatures);
  `], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } }).stdout.trim();
  assert.equal(run({ NODE_EXTRA_CA_CERTS: file }), 'one');
  assert.match(run({}), /^registry-unreachable https:\S+: the host's certificate is of an authority that is not trusted here$/);
  await assert.rejects(readRegistry(at('TLS'), { auth: login, retries: 0 }), ({ code }) => /^registry-/.test(code));
});
