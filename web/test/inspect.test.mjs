// What the page shows of an envelope is what `notation inspect --output json` shows: the same names and values.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { drop, inspector, missing } from './support.mjs';

const fixtures = JSON.parse(readFileSync(new URL('../../tests/vectors/notation/inspect.json', import.meta.url), 'utf8'));

/** Where the package shows something else on purpose: the rows of tests/conformance/inspect.rs. */
const DIFFERENT = new Set(
  [...readFileSync(new URL('../../tests/conformance/inspect.rs', import.meta.url), 'utf8').matchAll(/\("(inspect-[\w-]+)", "/g)].map(([, name]) => name),
);

const list = fixtures.cases;

test('fields and values are those of notation inspect', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open();
  let compared = 0;
  for (const { id: name, envelope, inspect: theirs } of list) {
    if (DIFFERENT.has(name) || !theirs || typeof theirs !== 'object') continue;
    if (compared > 0) await page.$eval('#again', (button) => button.click());
    await drop(page, { 'signature.bin': Buffer.from(envelope, 'base64') });
    const text = await page.evaluate(() => document.querySelector('pre.inspection code')?.textContent ?? 'null');
    const shown = JSON.parse(text);
    assert.ok(shown && !shown.error, name);
    const { verified, digest, chain, warnings, extendedAttributes, ...ours } = shown;
    for (const { key, value } of extendedAttributes) ours.signedAttributes[key] ??= value;
    assert.deepEqual(withoutWords(ours), withoutWords(theirs), name);
    compared += 1;
  }
  t.diagnostic(`${compared} envelopes compared`);
  assert.ok(compared >= 10, `only ${compared} compared`);
});

/** Times in UTC; errors in nobody's words. */
function withoutWords(inspection) {
  const copy = structuredClone(inspection);
  for (const name of ['signingTime', 'expiry']) {
    const time = copy.signedAttributes[name];
    if (time !== undefined) copy.signedAttributes[name] = new Date(time).toISOString();
  }
  const stamp = copy.unsignedAttributes?.timestampSignature;
  if (stamp?.error !== undefined) stamp.error = '…';
  return copy;
}
