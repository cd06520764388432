// Every case that notation judged, through the package: the same results, the same codes, and byte for byte the same
// verdict as the Rust crate gives (tests/vectors/expected holds the SHA-256 of each), whoever checks the signatures.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isFiner, outcome } from './case.mjs';

const folder = new URL('../vectors/', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const groups = readdirSync(new URL('expected/', folder)).map((name) => name.replace(/\.json$/, ''));

for (const crypto of ['auto', 'wasm', 'webcrypto']) {
  for (const group of groups) {
    test(`vectors, crypto ${crypto}: ${group}`, async () => {
      const { certificates = {}, cases } = read(`notation/${group}.json`);
      const expected = read(`expected/${group}.json`);
      assert.deepEqual(cases.map(({ id }) => id).sort(), Object.keys(expected).sort());
      const differ = [];
      for (const subject of cases.filter((subject) => !isFiner(subject))) {
        const wanted = { trust: '', codes: [], verdict: '', ...expected[subject.id] };
        const found = await outcome(subject, certificates, crypto);
        try {
          assert.deepEqual(found, { ...wanted });
        } catch {
          differ.push(`${subject.id}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
        }
      }
      assert.deepEqual(differ, []);
    });
  }
}
