// notation's configuration directory: what is read, what is passed over with a warning, what makes a store unusable.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { after, test } from 'node:test';
import { defaultNotationConfigDirectory, loadNotationConfig } from '../dist/host/index.js';
import { flow, flowArguments, sealcheck } from './support.mjs';

const root = mkdtempSync(join(tmpdir(), 'sealcheck-config-'));
after(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A directory with these files; `null` makes a directory, `{ link }` a symbolic link. */
function directory(files) {
  const folder = join(root, String((count += 1)));
  mkdirSync(folder);
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(join(file, content === null ? '.' : '..'), { recursive: true });
    if (typeof content?.link === 'string') symlinkSync(content.link, file);
    else if (content !== null) writeFileSync(file, content);
  }
  return folder;
}

const text = (bytes) => bytes && Buffer.from(bytes).toString();
const config = (message) => ({ name: 'SealcheckError', code: 'config', message });

test('POL-01, POL-02: trustpolicy.oci.json comes first, and nothing falls back from it', async () => {
  const both = directory({ 'trustpolicy.oci.json': 'new', 'trustpolicy.json': 'old', 'trustpolicy.blob.json': 'blob' });
  const { trustPolicy, blobTrustPolicy, files } = await loadNotationConfig(both);
  assert.deepEqual([text(trustPolicy), text(blobTrustPolicy)], ['new', 'blob']);
  assert.equal(files.trustPolicy, join(both, 'trustpolicy.oci.json'));
  assert.equal(text((await loadNotationConfig(directory({ 'trustpolicy.json': 'old' }))).trustPolicy), 'old');
  const none = await loadNotationConfig(directory({}));
  assert.deepEqual([none.trustPolicy, none.blobTrustPolicy, none.trustStores, none.warnings], [undefined, undefined, {}, []]);
  const broken = directory({ 'trustpolicy.oci.json': { link: 'nowhere' }, 'trustpolicy.json': 'old' });
  await assert.rejects(loadNotationConfig(broken), config(/trustpolicy\.oci\.json: is a symbolic link/));
});

test('POL-03: a policy is a regular file; the one that is not asked for does not matter', async () => {
  const folder = directory({ 'trustpolicy.json': null, 'trustpolicy.blob.json': 'blob' });
  await assert.rejects(loadNotationConfig(folder), config(/trustpolicy\.json: is not a regular file/));
  assert.equal(text((await loadNotationConfig(folder, { kind: 'blob' })).blobTrustPolicy), 'blob');
  await assert.rejects(loadNotationConfig(join(root, 'nothing')), config(/does not exist/));
  await assert.rejects(loadNotationConfig(join(folder, 'trustpolicy.blob.json')), config(/is not a directory/));
});

test('STORE-01, D-29, D-30: stores by type, certificates by extension, the rest with a warning', async () => {
  const folder = directory({
    'truststore/x509/ca/two/b.pem': 'b',
    'truststore/x509/ca/two/a.crt': 'a',
    'truststore/x509/ca/two/c.CER': 'c',
    'truststore/x509/ca/two/.DS_Store': 'x',
    'truststore/x509/ca/two/sub/d.pem': 'd',
    'truststore/x509/ca/empty': null,
    'truststore/x509/ca/file.pem': 'x',
    'truststore/x509/ca/bad name/a.pem': 'x',
    'truststore/x509/signingAuthority/s/a.pem': 'a',
    'truststore/x509/tsa/t/a.pem': 'a',
    'truststore/x509/CA/x/a.pem': 'a',
  });
  const { trustStores, warnings } = await loadNotationConfig(folder);
  const names = Object.fromEntries(Object.entries(trustStores).map(([store, files]) => [store, files.map(({ name }) => name)]));
  assert.deepEqual(names, {
    'ca:empty': [],
    'ca:two': ['a.crt', 'b.pem', 'c.CER'],
    'signingAuthority:s': ['a.pem'],
    'tsa:t': ['a.pem'],
  });
  assert.deepEqual(
    warnings.map((warning) => warning.slice(folder.length + 1).replaceAll(sep, '/')),
    [
      'truststore/x509/ca/bad name: ignored, the name of a store has only letters, digits, "_", "." and "-"',
      'truststore/x509/ca/file.pem: ignored, a store is a directory',
      'truststore/x509/ca/two/.DS_Store: ignored, certificates are in .pem, .crt and .cer files',
      'truststore/x509/ca/two/sub: ignored, stores have no sub-directories',
    ],
  );
});

test('STORE-05, STORE-07: links make their store unusable, and the verdict says so', async () => {
  const subject = flow('ca-jws');
  const certificate = join(subject.config, 'truststore/x509/ca/GlobalSign/root.crt');
  const policy = readFileSync(join(subject.config, 'trustpolicy.json'));
  for (const [files, reason] of [
    [{ 'truststore/x509/ca/GlobalSign': { link: join(certificate, '..') } }, /because of GlobalSign \(a symbolic link, not followed\)/],
    [
      { 'truststore/x509/ca/GlobalSign/good.crt': readFileSync(certificate), 'truststore/x509/ca/GlobalSign/link.crt': { link: certificate } },
      /because of link\.crt \(a symbolic link, not followed\)/,
    ],
  ]) {
    const folder = directory({ 'trustpolicy.json': policy, ...files });
    const { status, stdout, stderr } = sealcheck([...flowArguments({ ...subject, config: folder }), '-o', 'json']);
    const { reason: finding } = JSON.parse(stdout);
    assert.deepEqual([status, finding.code], [1, 'authenticity.trust-store-malformed']);
    assert.match(finding.message, reason);
    assert.match(stderr, /^warning: .*symbolic link, which is not followed: the store cannot be used\n/);
  }
  // STORE-19: a broken store that the statement does not name does not matter.
  const folder = directory({
    'trustpolicy.json': policy,
    'truststore/x509/ca/GlobalSign/root.crt': readFileSync(certificate),
    'truststore/x509/ca/other': { link: 'nowhere' },
  });
  assert.equal(sealcheck(flowArguments({ ...subject, config: folder })).status, 0);
});

test('a file that may not be read makes its store unusable', { skip: process.getuid?.() === 0 && 'root may read everything' }, async () => {
  const folder = directory({ 'truststore/x509/ca/s/a.pem': 'a' });
  chmodSync(join(folder, 'truststore/x509/ca/s/a.pem'), 0);
  const { trustStores, warnings } = await loadNotationConfig(folder);
  assert.deepEqual([trustStores['ca:s'][0].name, warnings.length], ['a.pem (permission denied)', 1]);
});

test("notation's own directory on each system", () => {
  const at = (platform, environment) => defaultNotationConfigDirectory(environment, platform)?.replaceAll(sep, '/');
  assert.equal(at('linux', { HOME: '/home/u' }), '/home/u/.config/notation');
  assert.equal(at('linux', { HOME: '/home/u', XDG_CONFIG_HOME: '/x' }), '/x/notation');
  assert.equal(at('linux', { HOME: '/home/u', XDG_CONFIG_HOME: 'relative' }), '/home/u/.config/notation');
  assert.equal(at('darwin', { HOME: '/Users/u' }), '/Users/u/Library/Application Support/notation');
  assert.equal(at('win32', { APPDATA: 'C:/Users/u/AppData/Roaming' }), 'C:/Users/u/AppData/Roaming/notation');
  assert.equal(at('linux', {}), undefined);
});

test('the command line: configuration from the default place, from files, or from both', () => {
  const { config: folder, layout, reference, verifyAt } = flow('ca-jws');
  const verify = (args, env) => sealcheck(['verify', '--layout', layout, '--at', verifyAt, ...args, reference], { env });
  const home = directory({});
  const store = join(folder, 'truststore/x509/ca/GlobalSign');
  const policy = join(folder, 'trustpolicy.json');
  const given = ['--trust-policy', policy, '--trust-store', `ca:GlobalSign=${join(store, 'root.crt')}`];
  symlinkSync(folder, join(home, 'notation'));
  assert.equal(verify([], { XDG_CONFIG_HOME: home }).status, 0);
  assert.equal(verify(given).status, 0);
  assert.equal(verify(['--trust-policy', policy, '--trust-store', `ca:GlobalSign=${store}`]).status, 0, 'a directory of certificates');
  assert.equal(verify(['--config', folder, '--trust-policy', policy]).status, 0);
  assert.equal(verify(['--trust-policy', policy]).status, 1, 'a policy given as a file brings no stores');

  const missing = verify([], { HOME: home });
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /^error: no notation configuration: .*does not exist\nright form: --config DIR, or --trust-policy FILE/);
  const empty = verify(['--config', home]);
  assert.equal(empty.status, 2);
  assert.match(empty.stderr, /^error: no trust policy: there is no trustpolicy\.json in /);
  const bad = directory({ 'trustpolicy.json': '{\n "version": "1.0",\n "trustPolicies": [] }' });
  const refused = verify(['--config', bad]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /trustpolicy\.json: the trust policy cannot be used\n.*trustpolicy\.json:3:\d+ {2}error {2}policy\.missing {2}/);
  assert.equal(verify(['--trust-policy', join(home, 'no.json')]).status, 2);
});
