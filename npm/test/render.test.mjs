// What the commands print, as files: `SEALCHECK_SNAPSHOTS=update node --test` writes them anew.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStyle, renderVerdict } from '../dist/cli/parts.js';
import { cases, flow, flowArguments, sealcheck } from './support.mjs';

const folder = fileURLToPath(new URL('snapshots/', import.meta.url));
const used = new Set();

function snapshot(name, text) {
  used.add(`${name}.txt`);
  const file = `${folder}${name}.txt`;
  if (process.env.SEALCHECK_SNAPSHOTS === 'update') writeFileSync(file, text);
  assert.equal(text, readFileSync(file, 'utf8'));
}

/** A command in the folder of the cases: paths in its answer are then the same everywhere. */
function transcript(args) {
  const near = args.map((arg) => arg.replaceAll(cases, ''));
  const { status, stdout, stderr } = sealcheck(near, { cwd: cases });
  return `$ sealcheck ${near.join(' ')}\n${stdout}${stderr === '' ? '' : `--- standard error\n${stderr}`}--- exit ${status}\n`;
}

for (const name of [
  'akv-certificate-removed', 'blob-changed', 'blob-cose', 'ca-permissive-unreachable', 'ca-skip-revocation',
  'ca-wrong-identity', 'ca-wrong-store', 'extra-metadata', 'extra-metadata-mismatch', 'extra-no-policy', 'extra-skip',
  'extra-three-signatures', 'own-timestamped', 'own-unsigned', 'shop-rc1-artifact-api', 'tampered-envelope-bytes',
  'tampered-jws-payload', 'tampered-manifest-bytes', 'tampered-of-another-image',
]) {
  test(`verify ${name}`, () => snapshot(`verify-${name}`, transcript(flowArguments(flow(name)))));
}

test('verify -v', () => snapshot('verify-verbose', transcript([...flowArguments(flow('extra-three-signatures')), '-v'])));

test('verify a list', () => {
  const { layout, config, verifyAt, reference, scope } = flow('extra-index');
  const args = ['verify', '--layout', layout, '--config', config, '--at', verifyAt, reference, `${scope}:v2-arm64`, `${scope}:v3`];
  snapshot('verify-list', transcript(args));
});

test('ls', () => {
  snapshot('ls', transcript(['ls', '--layout', flow('akv-jws-and-cose').layout, flow('akv-jws-and-cose').reference]));
  snapshot('ls-legacy', transcript(['ls', '--layout', flow('akv-alpha4-as-stored').layout, 'v1']));
  snapshot('ls-unsigned', transcript(['ls', '--layout', flow('own-unsigned').layout, flow('own-unsigned').reference]));
  snapshot('ls-unreadable', transcript(['ls', '--layout', flow('tampered-envelope-bytes').layout, 'v1']));
  snapshot('ls-json', transcript(['ls', '-o', 'json', '--layout', flow('akv-jws-and-cose').layout, 'v1']));
});

test('inspect', () => {
  const { layout, reference } = flow('authority-plugin-required');
  snapshot('inspect-layout', transcript(['inspect', '--layout', layout, reference]));
  snapshot('inspect-layout-json', transcript(['inspect', '--output', 'json', '--layout', layout, reference]));
  const { folder } = flow('blob-cose');
  snapshot('inspect-file', transcript(['inspect', `${folder}/blob.cose.sig`]));
  snapshot('inspect-file-json', transcript(['inspect', '-o', 'json', `${folder}/blob.sig`]));
  snapshot('inspect-malformed', transcript(['inspect', `${folder}/blob`]));
  snapshot('inspect-skipped', transcript(['inspect', '--layout', flow('akv-alpha4-cose-reattached').layout, 'v1']));
});

test('policy and certificates', () => {
  const { config, reference } = flow('ca-jws');
  snapshot('policy-show', transcript(['policy', 'show', '--config', config]));
  snapshot('policy-show-statement', transcript(['policy', 'show', '--config', config, reference]));
  snapshot('policy-lint', transcript(['policy', 'lint', '--config', config, `${config}/trustpolicy.json`]));
  snapshot('policy-lint-kind', transcript(['policy', 'lint', '--kind', 'blob', `${config}/trustpolicy.json`]));
  snapshot('cert-ls', transcript(['cert', 'ls', '--config', flow('own-timestamped').config]));
  snapshot('cert-ls-unknown', transcript(['cert', 'ls', '--config', config, 'ca:GlobalSIgn']));
});

test('colours and marks of a terminal, and what a hostile name cannot do there', () => {
  const args = flowArguments(flow('ca-wrong-identity'));
  const verdict = JSON.parse(sealcheck([...args, '--output', 'json']).stdout);
  verdict.signatures[0].signer.subject = 'CN=\u001b[2K\r✓ accepted\u202e';
  const style = createStyle(true, { LANG: 'C.UTF-8' }, 'linux');
  snapshot('terminal', renderVerdict(verdict, style).replaceAll('\u001b', '<ESC>'));
});

test('no snapshot is left over', () => {
  assert.deepEqual(readdirSync(folder).filter((file) => !used.has(file)), [], relative('.', folder));
});
