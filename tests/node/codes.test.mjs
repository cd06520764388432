// The codes that TypeScript knows are the codes that the core has.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('codes.ts lists every code of the core, and no other', () => {
  const core = readFileSync(new URL('../vectors/codes.txt', import.meta.url), 'utf8').trim().split('\n');
  const source = readFileSync(new URL('../../npm/src/codes.ts', import.meta.url), 'utf8');
  const listed = [...source.matchAll(/'([A-Za-z-]+\.[a-z0-9-]+)'/g)].map(([, code]) => code);
  assert.deepEqual([...new Set(listed)].sort(), [...core].sort());
});
