// Every example reaches its verdict, within the policy of the page, without a request to anybody, and quickly.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { browserNames, inspector, missing, openExample, picture, textOf } from './support.mjs';

/** The word of each, and something that its sentence must say. */
const EXPECTED = {
  'own-timestamped': ['Verified', /wabbit-networks\.io.*for exactly this image/],
  'ca-permissive-unreachable': ['Verified with warnings', /Revocation unknown/],
  'ca-wrong-store-audit': ['Accepted by policy, signer unknown', /Anyone could have made it/],
  'ca-wrong-identity': ['Not trusted', /OU is Finance; the policy wants Marketing/],
  'tampered-jws-payload': ['Invalid', /does not match the bytes/],
  'extra-skip': ['Not evaluated', /Nothing was looked at/],
  'extra-three-signatures': ['Verified', /1 of 3 signatures is accepted/],
  'ca-jws': ['Decoded, not verified', /only what the envelope claims/],
  'crl-revoked-strict': ['Not trusted', /was revoked at/],
  'short-timestamped-expired': ['Verified', /for exactly this image/],
  'extra-no-policy': ['Not trusted', /no statement/i],
  'blob-changed': ['Invalid', /does not belong to this file/],
};

test('the list of examples is this list', () => {
  const source = readFileSync(new URL('../src/page/examples.ts', import.meta.url), 'utf8');
  assert.deepEqual([...source.matchAll(/name: '([^']+)'/g)].map(([, name]) => name).sort(), Object.keys(EXPECTED).sort());
});

for (const browser of browserNames) {
  test(`${browser}: each example reaches its verdict`, { skip: missing(browser) }, async (t) => {
    const { open, violations } = await inspector(t, browser);
    const { page, troubles } = await open();
    const times = [];
    for (const [name, [word, sentence]] of Object.entries(EXPECTED)) {
      const status = await openExample(page, name);
      assert.ok(status.startsWith(`${word}.`), `${name}: ${status}`);
      assert.equal(await textOf(page, '.word'), word);
      assert.match(await textOf(page, '.say'), sentence, name);
      assert.equal(await page.title(), `${word} · Sealcheck inspector`);
      const isGreen = await page.evaluate(() => document.querySelector('sealcheck-verdict').shadowRoot.querySelector('.verdict--verified, .is-ok') !== null);
      assert.equal(isGreen, word === 'Verified', `${name}: green is for trust full alone`);
      const runs = [];
      for (let run = 0; run < 3; run += 1) {
        await openExample(page, name);
        runs.push(await page.evaluate(() => Number(document.documentElement.dataset.elapsed)));
      }
      times.push([name, Math.min(...runs)]);
    }
    t.diagnostic(`${browser}: drop to verdict, best of 3, in ms: ${times.map(([name, time]) => `${name} ${time.toFixed(0)}`).join(', ')}`);
    for (const [name, time] of times) assert.ok(time < 100, `${name}: ${time} ms`);
    assert.deepEqual([troubles, violations], [[], []]);
  });
}

test('pictures: every state, both themes, three widths', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  for (const theme of ['light', 'dark']) {
    for (const width of [320, 768, 1440]) {
      const { page, troubles } = await open({ width, theme });
      await picture(page, `empty-${theme}-${width}`);
      for (const name of Object.keys(EXPECTED)) {
        await openExample(page, name);
        const { scroll, shown } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, shown: innerWidth }));
        assert.ok(scroll <= shown, `${name} at ${width} px scrolls sideways: ${scroll}`);
        await picture(page, `${name}-${theme}-${width}`);
      }
      assert.deepEqual(troubles, []);
      await page.close();
    }
  }
});
