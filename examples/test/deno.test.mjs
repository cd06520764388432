// The Deno server, as a user installs and runs it: real Deno, type-checked, with no permission but those it names.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from '../../tests/node/authority.mjs';
import { needsOpenssl, startSigned } from './signed.mjs';
import { examples } from './support.mjs';

const deno = join(examples, 'node_modules/.bin/deno');
let there;
let project;
let environment;
let url;
let server;

before(async () => {
  if (needsOpenssl.skip) return;
  there = await startSigned();
  project = join(there.folder, 'deno-server');
  cpSync(join(examples, 'deno-server'), project, { recursive: true });
  cpSync(there.config, join(project, 'trust'), { recursive: true, force: true });
  // Installed, not linked: Deno takes what is linked for sources of the project.
  const installed = join(project, 'node_modules/sealcheck');
  mkdirSync(installed, { recursive: true });
  const source = fileURLToPath(new URL('../../npm/', import.meta.url));
  for (const part of ['package.json', ...JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).files]) {
    cpSync(join(source, part), join(installed, part), { recursive: true });
  }
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  environment = { PATH: process.env.PATH, HOME: there.folder, DENO_DIR: join(there.folder, 'deno'), NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', PORT: String(port) };
  server = spawn(
    deno,
    ['run', '--node-modules-dir=manual', '--cached-only', '--no-prompt', `--allow-net=0.0.0.0:${port},${there.registry.host}`, '--allow-read=trust', '--allow-env=PORT', 'main.ts'],
    { cwd: project, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  await new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        log += text;
        if (/Listening on/i.test(log)) resolve();
      });
    }
    server.once('exit', () => reject(new Error(`deno ended: ${log}`)));
  });
});

after(() => {
  server?.kill('SIGKILL');
  there?.close();
});

async function verdictOf(image) {
  const response = await fetch(`${url}/verify?image=${encodeURIComponent(image)}`);
  return { status: response.status, body: await response.json() };
}

test('a signed image', needsOpenssl, async () => {
  const { status, body } = await verdictOf(there.signed);
  assert.deepEqual([status, body.result, body.trust, body.artifact?.reference], [200, 'accepted', 'full', there.signed], JSON.stringify(body));
});

test('an unsigned image, also by its tag', needsOpenssl, async () => {
  for (const image of [there.unsigned, there.unsignedTag]) {
    const { status, body } = await verdictOf(image);
    assert.deepEqual([status, body.result, body.artifact?.reference], [200, 'rejected', there.unsigned]);
  }
});

test('no verdict: errors with a code, and no request that the policy does not cover', needsOpenssl, async () => {
  const missing = await verdictOf(`${there.registry.host}/signed@sha256:${'0'.repeat(64)}`);
  assert.deepEqual([missing.status, missing.body.code], [404, 'registry-not-found']);
  const before = there.registry.requests.length;
  for (const image of [`${there.registry.host}/other:1`, '169.254.169.254/latest:1', 'nginx', '\u0000']) {
    const { status, body } = await verdictOf(image);
    assert.equal(status, 422, JSON.stringify(body));
    assert.ok(body.code);
  }
  assert.equal(there.registry.requests.length, before);
  assert.equal((await fetch(`${url}/verify`)).status, 400);
  assert.equal((await fetch(`${url}/`)).status, 404);
});

test('deno check', needsOpenssl, () => {
  const { status, stderr } = spawnSync(deno, ['check', '--node-modules-dir=manual', '--cached-only', 'main.ts'], { cwd: project, env: environment, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
