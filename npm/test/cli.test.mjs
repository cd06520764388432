// The command line end to end: lists, standard input, scopes, JSON, exit codes.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { flow, flowArguments, sealcheck } from './support.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'sealcheck-cli-'));
after(() => rmSync(temporary, { recursive: true, force: true }));

const image = flow('extra-metadata');
const verify = (args, options) =>
  sealcheck(['verify', '--layout', image.layout, '--config', image.config, '--at', image.verifyAt, ...args], options);
const missing = `${image.scope}@sha256:${'0'.repeat(64)}`;

const jsonLines = (text) => text.trimEnd().split('\n').map((line) => JSON.parse(line));

test('one reference gives the verdict, several a line each', () => {
  const one = JSON.parse(verify([image.reference, '-o', 'json']).stdout);
  assert.equal(one.schema, 'urn:sealcheck:verdict:1');
  assert.equal(one.currentDate, image.verifyAt);
  const { status, stdout, stderr } = verify([image.reference, missing, `${image.scope}:v2`, '-o', 'json']);
  const [first, second, third] = jsonLines(stdout);
  assert.equal(status, 4);
  assert.deepEqual([first.result, third.result], ['accepted', 'accepted']);
  assert.equal(second.reference, missing);
  assert.equal(second.error.code, 'layout');
  assert.match(stderr, /^error: \S+@sha256:0+: .*index\.json: leads to no manifest/);
  assert.ok(third.warnings.some(({ code }) => code === 'reference.tag'));
});

test('- is a list on standard input', () => {
  const input = `# images\n\n  ${image.reference}\r\n${image.scope}:v2\n`;
  const { status, stdout } = verify(['-', '-o', 'json'], { input });
  assert.deepEqual([status, jsonLines(stdout).length], [0, 2]);
  const empty = verify(['-'], { input: '# nothing\n' });
  assert.deepEqual([empty.status, empty.stderr], [2, 'error: standard input names no reference\nright form: one REFERENCE a line\n']);
});

test('a list exits with the worst, and one that cannot be read does not end it', () => {
  assert.equal(verify([`${image.scope}:nothing`, image.reference]).status, 4);
  assert.equal(verify([image.reference, `elsewhere.example/x@${image.reference.split('@')[1]}`]).status, 1);
  assert.equal(verify([`${image.scope}:nothing`, 'a/b']).status, 2);
});

test('--scope takes the place of the repository', () => {
  const digest = image.reference.split('@')[1];
  for (const reference of [digest, `layout@${digest}`, 'v2', `whatever.example/x:v2`]) {
    const { status, stderr } = verify(['--scope', image.scope, reference]);
    assert.equal(status, 0, stderr);
  }
  const without = verify(['v2']);
  assert.equal(without.status, 2);
  assert.match(without.stderr, /^error: "v2" names no repository/);
  assert.equal(verify(['--scope', 'elsewhere.example/x', digest]).status, 1);
});

test('references that no verifier takes', () => {
  const digest = image.reference.split('@')[1];
  assert.match(verify([`${image.scope}:v2@${digest}`]).stderr, /names a tag and a digest: write myregistry/);
  assert.match(verify([image.scope]).stderr, /names neither tag nor digest/);
  assert.equal(verify([`NoRepository@${digest}`]).status, 2);
});

test('--max-signatures judges the first ones only', () => {
  const three = flow('extra-three-signatures');
  const run = (limit) => JSON.parse(sealcheck([...flowArguments(three), '--max-signatures', limit, '-o', 'json']).stdout);
  const verdict = run('2');
  assert.equal(verdict.result, 'rejected');
  assert.equal(verdict.signatures.length, 3);
  assert.ok(verdict.signatures[2].checks.some(({ finding }) => finding?.code === 'signature.limit'));
  assert.equal(run('3').result, 'accepted');
});

test('D-73: skip is decided before the artifact is looked for', () => {
  const skip = flow('extra-skip');
  const folder = join(temporary, 'skip');
  cpSync(skip.layout, folder, { recursive: true });
  const { status, stdout } = sealcheck([...flowArguments({ ...skip, layout: folder, reference: `${skip.scope}@sha256:${'0'.repeat(64)}` })]);
  assert.equal(status, 3);
  assert.match(stdout, /^not verified {2}/);
  assert.equal(sealcheck(flowArguments({ ...skip, layout: join(temporary, 'nothing') })).status, 3);
});

test('a blob from standard input; format by the name of the signature', () => {
  const blob = flow('blob-cose');
  const content = readFileSync(`${blob.folder}/${blob.blob}`);
  const run = (signature, extra = [], file = '-') =>
    sealcheck(['blob', 'verify', '--signature', signature, '--config', blob.config, '--at', blob.verifyAt, ...extra, file], { input: content });
  const signature = `${blob.folder}/blob.cose.sig`;
  assert.equal(run(signature).status, 0);
  assert.equal(run(signature, ['--media-type', 'application/octet-stream']).status, 0);
  assert.equal(run(signature, ['--media-type', 'text/plain']).status, 1);
  assert.equal(run(signature, ['--policy-name', 'no such']).status, 1);
  assert.equal(run(signature, ['--user-metadata', 'a=b']).status, 1);
  const wrongName = join(temporary, 'blob.JWS.sig');
  writeFileSync(wrongName, readFileSync(signature));
  const { status, stdout } = run(wrongName);
  assert.equal(status, 1);
  assert.match(stdout, /why {8}integrity: /);
  assert.deepEqual([run(join(temporary, 'no.sig')).status, run(signature, [], join(temporary, 'no')).status, run(signature, [], temporary).status], [4, 4, 4]);
});

test('JSON stands alone on standard output, and errors leave it empty', () => {
  const partial = flow('ca-permissive-unreachable');
  const { stdout, stderr } = sealcheck([...flowArguments(partial), '-o', 'json']);
  assert.equal(stderr, '');
  assert.equal(JSON.parse(stdout).trust, 'partial');
  assert.deepEqual(verify([missing, '-o', 'json']).stdout, '');
});
