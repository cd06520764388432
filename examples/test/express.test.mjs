// The Express handler, inside a real application.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import express from 'express';
import { verdicts } from '../express/verdicts.js';
import { needsOpenssl, startSigned } from './signed.mjs';
import { examples, flow, startRegistry, trustOf } from './support.mjs';

const closing = [];
after(() => closing.reverse().forEach((close) => close()));

async function start(name, { intercept, ...options } = {}) {
  const subject = flow(name);
  const registry = await startRegistry([name], { intercept });
  const app = express();
  app.get('/verdicts', verdicts(await trustOf(subject), { fetch: registry.fetch, now: () => new Date(subject.verifyAt), ...options }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => registry.close(), () => (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${server.address().port}/verdicts`;
  const ask = async (image) => {
    const response = await fetch(`${url}?image=${encodeURIComponent(image)}`);
    return { status: response.status, cache: response.headers.get('cache-control'), body: await response.json() };
  };
  return { subject, registry, url, ask };
}

test('verdicts, good and bad', async () => {
  for (const name of ['own-tag-schema', 'own-unsigned', 'extra-skip', 'short-timestamped-expired']) {
    const { subject, ask } = await start(name);
    const { status, cache, body } = await ask(subject.reference);
    assert.deepEqual([status, cache, body.result], [200, 'no-store', subject.expected], name);
    const tagged = await ask(`${subject.scope}:${subject.tag}`);
    assert.deepEqual([tagged.body.result, tagged.body.artifact.reference], [subject.expected, subject.reference]);
  }
});

test('no verdict: a code, and no request that the policy does not cover', async () => {
  const { subject, registry, url, ask } = await start('own-tag-schema');
  assert.deepEqual((await ask(`${subject.scope}@sha256:${'0'.repeat(64)}`)).body.code, 'registry-not-found');
  const before = registry.requests.length;
  const results = [];
  for (const image of ['169.254.169.254/a:1', 'myregistry.azurecr.io/other:1', 'nginx', '<script>alert(1)</script>']) results.push((await ask(image)).status);
  assert.deepEqual(results, [422, 422, 422, 422]);
  assert.equal((await fetch(url)).status, 400);
  assert.equal((await fetch(`${url}?image=a&image=b`)).status, 400);
  assert.equal((await fetch(`${url}?image[a]=b`)).status, 400);
  assert.equal(registry.requests.length, before);
});

test('a registry that fails, and one that does not answer', async () => {
  const failing = await start('own-tag-schema', { intercept: () => ({ status: 500 }) });
  const failed = await failing.ask(failing.subject.reference);
  assert.deepEqual([failed.status, failed.body.code], [502, 'registry-unreachable']);
  const silent = await start('own-tag-schema', { intercept: () => 'silence', timeout: 200 });
  const late = await silent.ask(silent.subject.reference);
  assert.deepEqual([late.status, late.body], [504, { error: 'no answer in time', code: 'timeout' }]);
});

test('twenty at once, and places become free when browsers leave', async () => {
  const { subject, ask, url } = await start('own-tag-schema', { intercept: () => 'silence', timeout: 60_000 });
  const leaving = new AbortController();
  const waiting = Array.from({ length: 20 }, () => fetch(`${url}?image=${subject.reference}`, { signal: leaving.signal }).catch((error) => error.name));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal((await ask(subject.reference)).status, 503);
  leaving.abort();
  assert.deepEqual(new Set(await Promise.all(waiting)), new Set(['AbortError']));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const probe = await Promise.race([ask(subject.reference), new Promise((resolve) => setTimeout(resolve, 300, 'it waits'))]);
  assert.equal(probe, 'it waits');
});

/** A module and all that it imports can be had. */
async function loads(url, known = new Set()) {
  known.add(url);
  const response = await fetch(url);
  assert.deepEqual([response.status, /javascript/.test(response.headers.get('content-type'))], [200, true], url);
  const imports = [...(await response.text()).matchAll(/^(?:import|export)\b[^'"]*['"](\.[^'"]+)['"]/gm)].map(([, name]) => new URL(name, url).href);
  for (const name of imports) if (!known.has(name)) await loads(name, known);
  return known;
}

test('the server as it is, at the real time', needsOpenssl, async () => {
  const there = await startSigned();
  closing.push(() => there.close());
  const server = spawn(process.execPath, ['server.js'], { cwd: join(examples, 'express'), env: { PATH: process.env.PATH, NOTATION_CONFIG: there.config, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  closing.push(() => server.kill());
  const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
  const port = /listening on (\d+)/.exec(line)[1];
  const ask = async (image) => (await fetch(`http://127.0.0.1:${port}/verdicts?image=${encodeURIComponent(image)}`)).json();
  const page = await fetch(`http://127.0.0.1:${port}/`);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'; script-src 'self';/);
  assert.match(await page.text(), /<sealcheck-verdict>/);
  const modules = await loads(`http://127.0.0.1:${port}/portal.js`);
  // Also what the element imports from outside its folder.
  assert.ok(modules.has(`http://127.0.0.1:${port}/sealcheck/shared.js`), [...modules].join());
  assert.deepEqual([(await ask(there.signed)).result, (await ask(there.unsigned)).result, (await ask(there.skipped)).result], ['accepted', 'rejected', 'not-verified']);
});
