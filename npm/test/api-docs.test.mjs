// docs/api is what typedoc makes of the source, and every public name has a comment.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const npm = fileURLToPath(new URL('..', import.meta.url));
const committed = fileURLToPath(new URL('../../docs/api', import.meta.url));

const pages = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, path, name }) => join(parentPath ?? path, name).slice(folder.length + 1))
    .sort();

test('the API reference is up to date; every public name says what it is', (t) => {
  const out = mkdtempSync(join(tmpdir(), 'sealcheck-docs-'));
  t.after(() => rmSync(out, { recursive: true }));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/typedoc/bin/typedoc', '--out', out], { cwd: npm, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  // Members of a nameless object are covered by the comment of what holds it.
  const lines = (stdout + stderr).replace(/\x1b\[[0-9;]*m/g, '').split('\n');
  const warnings = lines.filter((line) => line.startsWith('[warning]') && !/\.__type\.| warnings$/.test(line));
  assert.deepEqual(warnings, []);
  const stale = 'docs/api is stale: npm --prefix npm run docs';
  assert.deepEqual(pages(committed), pages(out), stale);
  for (const page of pages(out)) {
    assert.equal(readFileSync(join(committed, page), 'utf8'), readFileSync(join(out, page), 'utf8'), `${stale} (${page})`);
  }
});
