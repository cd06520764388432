// The Action's script, bundled as it is committed, as a process of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { annotation, cell } from '../github-action/src/workflow.js';
import { needsOpenssl, startSigned } from './signed.mjs';
import { examples } from './support.mjs';

let there;
let script;

before(async () => {
  if (needsOpenssl.skip) return;
  there = await startSigned();
  script = join(there.folder, 'index.mjs');
  await build({ entryPoints: [join(examples, 'github-action/src/main.js')], bundle: true, platform: 'node', target: 'node20', format: 'esm', outfile: script, logLevel: 'error' });
});
after(() => there?.close());

/** Runs the script as the runner does. */
async function runAction(inputs) {
  const files = { GITHUB_OUTPUT: join(there.folder, 'output'), GITHUB_STEP_SUMMARY: join(there.folder, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const env = Object.fromEntries(Object.entries({ config: there.config, ...inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  const child = spawn(process.execPath, [script], { env: { PATH: process.env.PATH, ...files, ...env }, cwd: there.folder });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const [status] = await once(child, 'close');
  assert.equal(stderr, '');
  const [output, summary] = Object.values(files).map((file) => readFileSync(file, 'utf8'));
  return { status, stdout, output, summary };
}

test('all signed: passes, with the digests to deploy', needsOpenssl, async () => {
  const { status, stdout, output, summary } = await runAction({ images: `\n  ${there.signed}\r\n` });
  assert.equal(status, 0, stdout);
  assert.equal(output, `pinned=${JSON.stringify([there.signed])}\n`);
  assert.doesNotMatch(stdout, /^::/m);
  assert.match(summary, /\| ✅ accepted \| CN=signer,O=Test,ST=WA,C=US \|/);
});

test('one unsigned: fails with an annotation and no output', needsOpenssl, async () => {
  const { status, stdout, output, summary } = await runAction({ images: `${there.signed}\n${there.unsignedTag}` });
  assert.deepEqual([status, output], [1, '']);
  assert.match(stdout, /^::error title=127\.0\.0\.1%3A\d+\/unsigned%3Av1::rejected: .*\(signature\.none-found\)/m);
  assert.match(summary, /✅ accepted[^]*❌ rejected/);
});

test('what cannot be fetched fails alone', needsOpenssl, async () => {
  const { status, stdout } = await runAction({ images: `${there.registry.host}/missing:1\n${there.signed}` });
  assert.equal(status, 1);
  assert.match(stdout, /^::error .*registry has no such artifact/m);
  assert.match(stdout, /accepted, trust full/);
});

test('level skip fails unless it is allowed', needsOpenssl, async () => {
  assert.equal((await runAction({ images: there.skipped })).status, 1);
  const allowed = await runAction({ images: there.skipped, 'allow-not-verified': 'true' });
  assert.equal(allowed.status, 0);
  assert.match(allowed.stdout, /^::warning /m);
});

test('user metadata that nobody signed', needsOpenssl, async () => {
  const { status, stdout } = await runAction({ images: there.signed, 'user-metadata': 'build=7' });
  assert.equal(status, 1);
  assert.match(stdout, /userMetadata/);
});

test('wrong inputs: status 2 and the input by its name', needsOpenssl, async () => {
  const wrong = {
    images: { images: ' \n' },
    'require-trust': { 'require-trust': 'none' },
    'allow-not-verified': { 'allow-not-verified': 'yes' },
    'user-metadata': { 'user-metadata': 'build' },
    registry: { username: 'somebody', password: 'secret' },
    'trustpolicy.json': { config: '.' },
  };
  for (const [name, inputs] of Object.entries(wrong)) {
    const { status, stdout } = await runAction({ images: there.signed, ...inputs });
    assert.equal(status, 2, name);
    assert.ok(stdout.startsWith('::error title=sealcheck::') && stdout.includes(name), stdout);
    assert.doesNotMatch(stdout, /secret/);
  }
});

test('a reference cannot give commands to the runner or markup to the page', needsOpenssl, async () => {
  const { status, stdout, summary } = await runAction({ images: 'x/y:1%0A::add-mask::a|<img src=x>@everyone \u001b[2J' });
  assert.equal(status, 1);
  assert.equal(stdout.trim().split('\n').filter((line) => line.startsWith('::')).length, 1);
  assert.doesNotMatch(stdout, /\u001b/);
  assert.doesNotMatch(summary, /<img|@everyone|\u001b/);
  assert.equal(summary.split('\n').at(-2).split('|').length, 6);
});

test('annotations and cells', () => {
  assert.equal(annotation('error', 'a:b,c', '100%\n::set-output name=x::y'), '::error title=a%3Ab%2Cc::100%25%0A::set-output name=x::y');
  assert.equal(cell('a|b\nc [x](y) <b>'), 'a&#124;b c &#91;x&#93;&#40;y&#41; &lt;b&gt;');
});

test('action.yml names what the build makes and the inputs that are read', () => {
  const action = readFileSync(join(examples, 'github-action/action.yml'), 'utf8');
  const { scripts } = JSON.parse(readFileSync(join(examples, 'github-action/package.json'), 'utf8'));
  assert.ok(scripts.build.endsWith(/main: (.*)/.exec(action)[1]));
  assert.ok(existsSync(join(examples, 'github-action', /esbuild (\S+)/.exec(scripts.build)[1])));
  const source = readFileSync(join(examples, 'github-action/src/index.js'), 'utf8');
  const names = [...action.split('outputs:')[0].matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name);
  assert.equal(names.length, 8);
  for (const name of names) assert.ok(source.includes(`'${name}'`), name);
});
