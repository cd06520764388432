// For everybody: axe-core on every state in both themes, the keyboard alone, announcements, focus, target sizes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browserNames, cases, drop, inspector, judged, missing, openExample, set, textOf, workbench } from './support.mjs';

const axe = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

const STATES = [
  'own-timestamped',
  'ca-permissive-unreachable',
  'ca-wrong-store-audit',
  'ca-wrong-identity',
  'tampered-jws-payload',
  'extra-skip',
  'extra-three-signatures',
  'ca-jws',
  'extra-no-policy',
  'blob-changed',
];

async function violations(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(' | ')}`);
}

for (const browser of browserNames) {
  test(`${browser}: axe-core finds nothing, in any state and theme`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    for (const theme of ['light', 'dark']) {
      const { page, troubles } = await open({ theme });
      await page.evaluate(axe);
      assert.deepEqual(await violations(page), [], `empty, ${theme}`);
      await page.$eval('.lead', (element) => (element.style.color = '#7a7a7a'));
      assert.deepEqual((await violations(page)).map((line) => line.split(':')[0]), ['color-contrast'], 'axe-core sees what is planted');
      await page.$eval('.lead', (element) => (element.style.color = ''));
      await workbench(page);
      assert.deepEqual(await violations(page), [], `by hand, ${theme}`);
      for (const name of STATES) {
        await openExample(page, name);
        await workbench(page);
        await page.evaluate(() => {
          for (const root of [document, document.querySelector('sealcheck-verdict').shadowRoot]) {
            for (const details of root.querySelectorAll('details:not(.raw details)')) details.open = true;
            root.querySelector('.raw details')?.setAttribute('open', '');
          }
        });
        assert.deepEqual(await violations(page), [], `${name}, ${theme}`);
      }
      await openExample(page, 'own-timestamped');
      await workbench(page);
      const policy = await page.$eval('#policy-text', (element) => element.value);
      await set(page, 'policy-text', policy.replace('strict', 'strickt').replace('"version"', '"remark": "", "version"'));
      assert.deepEqual(await violations(page), [], `a policy with problems, ${theme}`);
      assert.deepEqual(troubles, []);
      await page.close();
    }
  });

  test(`${browser}: the keyboard alone, from the empty page to the command`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page, troubles } = await open();
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.textContent?.trim() ?? '';
      });
    const tabTo = async (wanted, most = 120) => {
      for (let step = 0; step < most; step += 1) {
        await page.keyboard.press('Tab');
        const text = await focused();
        if (wanted.test(text)) return text;
      }
      throw new Error(`${wanted} is not reached; the focus is on "${await focused()}"`);
    };
    await page.evaluate(() => document.body.focus());
    assert.match(await tabTo(/^Skip to/), /Skip/);
    await tabTo(/^Choose files$/);
    await tabTo(/^Choose a folder$/);
    await tabTo(/^Three signatures$/);
    const status = await judged(page, () => page.keyboard.press('Enter'));
    assert.match(status, /^Verified\./);
    assert.equal(await focused(), 'Verified', 'the focus is on the heading of the verdict');
    await tabTo(/^Judged from/);
    await page.keyboard.press('Enter');
    await tabTo(/^Show signature 1$/);
    await page.keyboard.press('Enter');
    assert.equal(await focused(), '2 Checks');
    assert.match(await textOf(page, '.checks'), /Failed/);
    await tabTo(/^Download PEM/);
    await tabTo(/^Command/);
    // Backwards to the beginning: nothing holds the focus.
    await page.keyboard.down('Shift');
    for (let step = 0; step < 200 && !/^Start over$/.test(await focused()); step += 1) await page.keyboard.press('Tab');
    await page.keyboard.up('Shift');
    assert.equal(await focused(), 'Start over');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'Who signed this image, and do you trust it?');
    assert.deepEqual(troubles, []);
  });
}

test('targets have 24 px, in width and height', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open({ width: 320 });
  for (const name of ['extra-three-signatures', 'ca-jws']) {
    await openExample(page, name);
    await workbench(page);
    const small = await page.evaluate(() => {
      const roots = [document, document.querySelector('sealcheck-verdict').shadowRoot];
      const all = roots.flatMap((root) => [...root.querySelectorAll('a, button, input, select, textarea, summary')]);
      return all
        .filter((element) => element.checkVisibility() && !element.classList.contains('skip'))
        .map((element) => [element.textContent.trim().slice(0, 30) || element.id, element.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24)
        .map(([text, { width, height }]) => `${text}: ${width} × ${height}`);
    });
    assert.deepEqual(small, [], name);
  }
});

test('the status region exists from the start, and says what came out; print shows everything', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open();
  const region = await page.$eval('#status', (element) => [element.getAttribute('role'), element.textContent]);
  assert.deepEqual(region, ['status', 'Ready. Nothing has been read yet.']);
  const { readFileSync: read } = await import('node:fs');
  const status = await drop(page, { 'blob.sig': read(`${cases}blob-cose/blob.sig`) });
  assert.match(status, /^Decoded, not verified\. Still needed: the artifact; a trust policy; a trust store\./);
  await openExample(page, 'own-timestamped');
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMediaType('print');
  const closed = await page.evaluate(() => [...document.querySelector('sealcheck-verdict').shadowRoot.querySelectorAll('details:not([open])')].length);
  assert.equal(closed, 0);
  assert.equal(await page.$eval('.statusline', (element) => getComputedStyle(element).display), 'none');
});
