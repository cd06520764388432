// What a verdict says beyond its word: the linter's findings in every place, what is still needed, chains and stores.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserNames, cases, configOf, drop, filesIn, inspector, judged, missing, openExample, set, tar, textOf, took, workbench } from './support.mjs';

const findings = (page, within) =>
  page.evaluate((selector) => [...document.querySelectorAll(`${selector} .findings li`)].map((item) => [item.querySelector('button').firstChild.textContent, item.querySelector('code.code').textContent]), within);
const marked = (page) => page.$$eval('.gutter li[class]', (items) => items.map((item) => [item.textContent, item.className]));

for (const browser of browserNames) {
  test(`${browser}: the linter's findings stand beside the line, with a verdict, without one, and alone`, { skip: missing(browser) }, async (t) => {
    const { open, violations } = await inspector(t, browser);
    const { page, troubles } = await open();
    // A policy alone.
    const broken = `{\n  "version": "1.0",\n  "trustPolicies": [\n    { "name": "a", "registryScopes": ["*"], "signatureVerification": { "level": "strickt" } }\n  ]\n}\n`;
    await drop(page, { 'trustpolicy.json': broken });
    await workbench(page);
    const alone = await findings(page, '.editor');
    assert.ok(alone.length > 0 && alone.every(([line]) => line === 'Line 4'), JSON.stringify(alone));
    assert.deepEqual(await marked(page), [['4', 'error']]);
    assert.equal(await page.$eval('.beside li', (item) => [item.style.top, item.textContent.length > 10].join()), '60px,true');
    // A verdict, with a policy that has warnings alone: in the editor and, whole, under the policy.
    await openExample(page, 'own-timestamped');
    await workbench(page);
    const policy = await page.$eval('#policy-text', (element) => element.value);
    assert.match(await set(page, 'policy-text', policy.replace('"version"', '"remark": "one",\n    "version"').replace('"name"', '"remark": "two",\n            "name"')), /^Verified\./);
    const inEditor = await findings(page, '.editor');
    assert.deepEqual(inEditor, [['Line 2', 'policy.unknown-member'], ['Line 6', 'policy.unknown-member']]);
    assert.deepEqual(await findings(page, '[slot=policy]'), inEditor);
    assert.deepEqual(await marked(page), [['2', 'warning'], ['6', 'warning']]);
    // From there to the line, whether the editor was ever open or not.
    await page.$eval('.inputs', (details) => (details.open = false));
    await page.$eval('[slot=policy] .findings button', (button) => button.click());
    await page.waitForFunction(() => document.activeElement?.id === 'policy-text' && document.querySelector('.inputs').open);
    const [line] = await page.$eval('#policy-text', (element) => [element.value.slice(0, element.selectionStart).split('\n').length]);
    assert.equal(`Line ${line}`, inEditor[0][0]);
    // Without findings it says so.
    await openExample(page, 'own-timestamped');
    assert.equal(await page.$eval('[slot=policy]', (element) => element.textContent), 'Linter: No problem found in the document.');
    // No editor keeps the policy of an example before.
    await openExample(page, 'ca-jws');
    await workbench(page);
    assert.equal(await page.$eval('#policy-text', (element) => element.value), '');
    assert.deepEqual([troubles, violations], [[], []]);
  });

  test(`${browser}: of two policies the one that is judged by is shown, linted and edited`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page, troubles } = await open();
    const name = 'own-timestamped';
    const blob = configOf('blob-cose')['trustpolicy.blob.json'].toString();
    const status = await drop(page, { 'layout.tar': tar(filesIn(`${cases}${name}/layout`)), ...configOf(name), 'blobs.json': blob });
    assert.match(status, /^Verified\./);
    await workbench(page);
    const text = await page.$eval('#policy-text', (element) => element.value);
    assert.match(text, /registryScopes/);
    await set(page, 'policy-text', text.replace('strict', 'strickt'));
    assert.match(await page.$eval('.editor .findings', (element) => element.textContent), /policy\.unknown-level/);
    assert.match(await set(page, 'policy-text', text), /^Verified\./);
    assert.equal((await took(page))['blobs.json'], 'trust policy (blob), 1 statement', 'the other is left alone');
    assert.deepEqual(troubles, []);
  });

  test(`${browser}: whoever has only an envelope learns what is missing, why, and where to get it`, { skip: missing(browser) }, async (t) => {
    const { open, violations } = await inspector(t, browser);
    const { page, troubles } = await open();
    const needs = () => page.$$eval('.needs li', (items) => items.map((item) => item.querySelector('h3').textContent));
    const press = (label) => page.evaluate((text) => [...document.querySelectorAll('.needs button')].find((button) => button.textContent === text).click(), label);
    await openExample(page, 'ca-jws');
    assert.deepEqual(await needs(), ['The artifact', 'A trust policy', 'The publisher’s root certificate']);
    const text = await page.$eval('.needs', (element) => element.textContent);
    for (const hint of [/oras manifest fetch/, /notation policy show/, /a signature cannot vouch for itself/, /~\/\.config\/notation/, /claim of the envelope, which proves nothing yet: sha256:[0-9a-f]{64}/]) assert.match(text, hint);
    assert.match(await textOf(page, '.fields'), /Still needed/);
    // Its own signature is shown as claims: with serial number and start of validity, and never green.
    assert.match(await textOf(page, '#certificates'), /Serial number.*Valid\d{4}-\d\d-\d\d .* to\d{4}/);
    assert.match(await textOf(page, '#timeline'), /Signing certificate valid from/);
    assert.equal(await page.evaluate(() => document.querySelector('sealcheck-verdict').shadowRoot.querySelector('.is-ok, .verdict--verified')), null);
    // Step by step, with the buttons that stand there.
    await press('Type the reference');
    await page.waitForFunction(() => document.activeElement?.id === 'f-reference');
    await judged(page, async () => {
      await press('Write one from a template');
      await page.waitForFunction(() => document.activeElement?.id === 'policy-text');
    });
    assert.deepEqual(await needs(), ['The artifact', 'The publisher’s root certificate']);
    // Whoever begins with anything else learns the same.
    await page.$eval('#again', (button) => button.click());
    assert.match(await drop(page, { 'root.crt': configOf('ca-jws')['root.crt'] }), /^Still needed: a signature; the artifact; a trust policy\.$/);
    await page.waitForSelector('.ask .needs');
    assert.deepEqual(await needs(), ['A signature', 'The artifact', 'A trust policy']);
    await page.$eval('#again', (button) => button.click());
    assert.deepEqual(await needs(), []);
    assert.deepEqual([troubles, violations], [[], []]);
  });
}

test('the store that the timestamp leads to is named, in checks, policy and chain', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open();
  await openExample(page, 'own-timestamped');
  assert.match(await textOf(page, '#checks'), /Its chain leads to tsa:tsa-root \(tsa-root\.crt\)/);
  assert.match(await textOf(page, '#policy'), /Timestamp storetsa:tsa-root: 1 certificate; certificate 2 of the timestamp authority’s chain is among them/);
  assert.match(await textOf(page, '#certificates .second'), /In trust store tsa:tsa-root, as tsa-root\.crt/);
});

test('a namesake in the store: both fingerprints', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open();
  await openExample(page, 'ca-wrong-store-audit');
  const [chain, store] = await page.evaluate(() => {
    const finding = document.querySelector('sealcheck-verdict').verdict.signatures[0].checks.find(({ name }) => name === 'authenticity').finding.details;
    return [finding.fingerprints.at(-1), finding.namesakeFingerprint];
  });
  assert.match(store, /^[0-9a-f]{64}$/);
  assert.notEqual(store, chain);
  const text = await textOf(page, '#certificates');
  assert.match(text, new RegExp(`Same name, other certificate\\..*In this chain.*${chain}.*In the trust store.*${store}`));
});
