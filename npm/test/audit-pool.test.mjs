// Lists on several threads: order, how many at once, how far ahead, and what happens when something fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { auditAll, inOrder } from '../dist/cli/parts.js';

test('results come in order, whoever is ready first', async () => {
  const taken = [];
  let [running, most] = [0, 0];
  await inOrder(50, 4, async (index) => {
    most = Math.max(most, (running += 1));
    await setTimeout((index * 7) % 11);
    running -= 1;
    return index;
  }, (value, index) => void taken.push([value, index]));
  assert.deepEqual(taken, Array.from({ length: 50 }, (_, index) => [index, index]));
  assert.equal(most, 4);
  await inOrder(0, 4, assert.fail, assert.fail);
});

test('a first one that takes long holds back no more than a window of others', async () => {
  let started = 0;
  let release;
  const done = inOrder(2000, 8, (index) => {
    started += 1;
    return index === 0 ? new Promise((resolve) => (release = resolve)) : Promise.resolve(index);
  }, () => undefined);
  for (let turn = 0; turn < 1000; turn += 1) await setImmediate();
  assert.equal(started, 256);
  release();
  await done;
  assert.equal(started, 2000);
});

test('whoever takes slowly is waited for', async () => {
  let [started, taken] = [0, 0];
  await inOrder(600, 8, async () => (started += 1), async () => {
    await setImmediate();
    assert.ok(started - (taken += 1) <= 256);
  });
});

test('a failure ends it, and nothing more is begun', async () => {
  let started = 0;
  await assert.rejects(inOrder(100, 2, async (index) => {
    started += 1;
    if (index === 3) throw new Error('no');
  }, () => undefined), /^Error: no$/);
  const before = started;
  await setTimeout(20);
  assert.deepEqual([started, before < 100], [before, true]);
});

test('threads that cannot work end the list with their reason', { timeout: 20_000 }, async () => {
  const references = Array.from({ length: 100 }, (_, index) => `localhost/x:${index}`);
  await assert.rejects(auditAll(references, { audit: () => Promise.reject(new Error('no settings')) }, { trust: {} }, () => undefined));
});
