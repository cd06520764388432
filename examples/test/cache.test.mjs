// What the gate keeps, and under which key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint, VerdictCache } from '../worker-gate/src/gate/cache.js';

const at = (seconds) => new Date(Date.UTC(2026, 10, 21) + seconds * 1000);
const NEVER = '9999-12-31T23:59:59Z';

test('until validUntil, an hour at most, never without end', () => {
  const cache = new VerdictCache();
  cache.put('short', 1, '2026-11-21T00:00:10Z', at(0));
  cache.put('long', 2, NEVER, at(0));
  cache.put('over', 3, '2026-11-20T23:59:59Z', at(0));
  cache.put('none', 4, null, at(0));
  cache.put('odd', 5, 'tomorrow', at(0));
  assert.deepEqual(['short', 'long', 'over', 'none', 'odd'].map((key) => cache.get(key, at(0))), [1, 2, undefined, undefined, undefined]);
  assert.deepEqual([cache.get('short', at(9.999)), cache.get('short', at(10))], [1, undefined]);
  assert.deepEqual([cache.get('long', at(3599.999)), cache.get('long', at(3600))], [2, undefined]);
});

test('fractions of seconds, as RFC 3339 has them', () => {
  const cache = new VerdictCache();
  cache.put('a', 1, '2026-11-21T00:00:00.123456789Z', at(0));
  assert.deepEqual([cache.get('a', at(0.122)), cache.get('a', at(0.124))], [1, undefined]);
});

test('the oldest goes first when there are too many', () => {
  const cache = new VerdictCache({ size: 2 });
  for (const key of ['a', 'b', 'c']) cache.put(key, key, NEVER, at(0));
  assert.deepEqual(['a', 'b', 'c'].map((key) => cache.get(key, at(1))), [undefined, 'b', 'c']);
});

test('another policy, certificate or metadata is another key; the order of names is none', async () => {
  const bytes = (...values) => new Uint8Array(values);
  const base = await fingerprint(['1', bytes(1, 2), { 'ca:a': [bytes(3)], 'ca:b': ['pem'] }, { k: 'v' }]);
  assert.equal(await fingerprint(['1', bytes(1, 2), { 'ca:b': ['pem'], 'ca:a': [bytes(3)] }, { k: 'v' }]), base);
  const others = await Promise.all([
    fingerprint(['2', bytes(1, 2), { 'ca:a': [bytes(3)], 'ca:b': ['pem'] }, { k: 'v' }]),
    fingerprint(['1', bytes(1, 3), { 'ca:a': [bytes(3)], 'ca:b': ['pem'] }, { k: 'v' }]),
    fingerprint(['1', bytes(1, 2), { 'ca:a': [bytes(4)], 'ca:b': ['pem'] }, { k: 'v' }]),
    fingerprint(['1', bytes(1, 2), { 'ca:a': [bytes(3), 'pem'] }, { k: 'v' }]),
    fingerprint(['1', bytes(1, 2), { 'ca:a': [bytes(3)], 'ca:b': ['pem'] }, { k: 'w' }]),
    fingerprint(['1', 'bytes 0102', { 'ca:a': [bytes(3)], 'ca:b': ['pem'] }, {}]),
  ]);
  assert.equal(new Set([base, ...others]).size, 7);
});
