// What goes in: drop, dialogs, paste; recognition by content; everything that can be changed; links.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { browserNames, caseOf, cases, configOf, drop, filesIn, inspector, judged, missing, openExample, set, tar, textOf, took, workbench } from './support.mjs';

const envelopeOf = (name) => {
  const files = filesIn(`${cases}${name}/layout`);
  const manifests = Object.values(files).filter((content) => content.includes('"subject"'));
  const { layers } = JSON.parse(manifests[0]);
  return { manifest: manifests[0], envelope: files[`blobs/sha256/${layers[0].digest.slice(7)}`], image: files[`blobs/sha256/${JSON.parse(manifests[0]).subject.digest.slice(7)}`] };
};

for (const browser of browserNames) {
  test(`${browser}: a layout as tar, then the policy, then the root, all dropped`, { skip: missing(browser) }, async (t) => {
    const { open, violations } = await inspector(t, browser);
    const { page, troubles } = await open();
    const { verifyAt, reference } = caseOf('ca-jws');
    assert.match(await drop(page, { 'layout.tar': tar(filesIn(`${cases}ca-jws/layout`)) }), /^Decoded, not verified\. Still needed: a trust policy; a trust store\./);
    const config = configOf('ca-jws');
    assert.match(await drop(page, { 'trustpolicy.json': config['trustpolicy.json'] }), /^Decoded, not verified\. Still needed: a trust store/);
    assert.equal(await page.evaluate(() => document.querySelector('sealcheck-verdict').shadowRoot.querySelector('.verdict--verified')), null, 'never green without a trust store');
    assert.match(await drop(page, { 'root.crt': config['root.crt'] }), /^Verified\./);
    assert.deepEqual(await took(page), {
      'layout.tar': 'tar archive, read as an OCI layout',
      'trustpolicy.json': 'trust policy (OCI), 1 statement',
      'root.crt': '1 certificate, into store ca:GlobalSign',
    });
    assert.match(await textOf(page, '.fields'), /repository taken from the policy’s only scope/);
    assert.match(await set(page, 'f-at', verifyAt), /^Verified\./);
    assert.match(await textOf(page, '.fields'), /date set by you/);
    assert.match(await set(page, 'f-reference', reference.replace('code-signed', 'other')), /^Not trusted\./);
    assert.match(await set(page, 'f-reference', reference), /^Verified\./);
    assert.match(await set(page, 'f-at', '1999-01-01T00:00:00Z'), /^Not trusted\./);
    assert.match(await set(page, 'f-at', 'yesterday'), /^Not judged: .*is no date/);
    await set(page, 'f-at', verifyAt);
    assert.match(await set(page, 'f-metadata', 'key=value'), /^Not trusted\./);
    assert.match(await set(page, 'f-metadata', ''), /^Verified\./);
    assert.deepEqual([troubles, violations], [[], []]);
  });

  test(`${browser}: loose files: manifest, signature manifest, envelope; each is named`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page, troubles } = await open();
    const { manifest, envelope, image } = envelopeOf('own-timestamped');
    const status = await drop(page, { a: image, b: manifest, c: envelope, ...configOf('own-timestamped') });
    assert.match(status, /^Verified\./);
    assert.deepEqual(await took(page), {
      a: 'image manifest',
      b: 'signature manifest',
      c: 'signature envelope (COSE)',
      'trustpolicy.json': 'trust policy (OCI), 1 statement',
      'wabbit-networks-io.pem': '1 certificate, into store ca:wabbit-networks.io',
      'tsa-root.crt': '1 certificate, into store tsa:tsa-root',
    });
    // Without the image: its digest in the reference decides.
    const { reference } = caseOf('own-timestamped');
    const remove = (name) => judged(page, () => page.evaluate((wanted) => [...document.querySelectorAll('.inputs td button')].find((button) => button.textContent.endsWith(` ${wanted}`)).click(), name));
    assert.match(await remove('a'), /Still needed: the artifact/);
    assert.match(await set(page, 'f-reference', reference), /^Verified\./);
    assert.match(await textOf(page, '.fields'), /digest typed by you/);
    assert.match(await set(page, 'f-reference', reference.replace(/.$/, '0')), /^Invalid\./);
    assert.deepEqual(troubles, []);
  });

  test(`${browser}: paste, at the page and in the box`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page } = await open();
    const { envelope } = envelopeOf('ca-jws');
    const paste = (text) =>
      judged(page, () =>
        page.evaluate((content) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', content);
          document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, dataType: 'text/plain', data: content, bubbles: true }));
        }, text),
      );
    assert.match(await paste(envelope.toString()), /^Decoded, not verified/);
    const cose = envelopeOf('own-timestamped').envelope;
    await workbench(page);
    await page.$eval('#f-paste', (element, text) => (element.value = text), cose.toString('base64'));
    assert.match(await judged(page, () => page.$eval('#read-paste', (button) => button.click())), /^Decoded/);
    assert.match(JSON.stringify(await took(page)), /signature envelope \(COSE\)/);
    assert.match(await paste('-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'), /./);
    assert.match(JSON.stringify(await page.$$eval('.inputs tbody tr', (rows) => rows.map((row) => row.textContent))), /a private key: it was not read/);
  });

  test(`${browser}: the policy editor has the linter's findings beside the line`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page } = await open();
    await openExample(page, 'own-timestamped');
    await workbench(page);
    const text = await page.$eval('#policy-text', (element) => element.value);
    const broken = text.replace('"strict"', '"strickt"');
    assert.notEqual(broken, text);
    assert.match(await set(page, 'policy-text', broken), /^Not judged: /);
    const line = broken.split('\n').findIndex((part) => part.includes('strickt')) + 1;
    assert.equal(await page.$eval('.gutter .error', (element) => element.textContent), String(line));
    assert.match(await page.$eval('.findings', (element) => element.textContent), /policy\.unknown-level/);
    await page.$eval('.findings button', (button) => button.click());
    const selected = await page.$eval('#policy-text', (element) => element.value.slice(element.selectionStart, element.selectionEnd));
    assert.match(selected, /strickt/);
    assert.match(await set(page, 'policy-text', text), /^Verified\./);
    assert.equal(await page.$('.gutter .error'), null);
    // Another store for the root: then nobody vouches for the signer.
    const status = await judged(page, () =>
      page.evaluate(() => {
        const field = [...document.querySelectorAll('.stores input')].find((input) => input.value === 'wabbit-networks.io');
        field.value = 'other';
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }),
    );
    assert.match(status, /^Not trusted\./);
  });

  test(`${browser}: a link holds the inputs, and nothing is sent`, { skip: missing(browser) }, async (t) => {
    const { open, server } = await inspector(t, browser);
    const { page, troubles } = await open();
    await openExample(page, 'own-timestamped');
    await page.$eval('#share', (button) => button.click());
    await page.waitForFunction(() => location.hash.startsWith('#v1='));
    const hash = await page.evaluate(() => location.hash);
    const other = await open();
    const status = await judged(other.page, () => other.page.goto(`${server.origin}/${hash}`).then(() => other.page.evaluate((to) => { location.hash = ''; location.hash = to; }, hash)));
    assert.match(status, /^Verified\./);
    assert.match(await textOf(other.page, '.fields'), /9bff0671.*date set by you/s);
    const damaged = `${hash.slice(0, 200)}AAAA${hash.slice(220)}`;
    await other.page.evaluate((to) => (location.hash = to), damaged);
    await other.page.waitForFunction(() => /could not be read/.test(document.querySelector('#status').textContent));
    // A link that cannot be read, while the one before it is being judged: its verdict does not come up under the other.
    await other.page.evaluate(async ([good, damaged]) => {
      for (const to of [good, damaged]) {
        location.hash = to;
        await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
      }
    }, [hash, damaged]);
    await other.page.waitForFunction(() => /could not be read/.test(document.querySelector('#status').textContent));
    await other.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    assert.match(await textOf(other.page, '#status'), /could not be read/);
    assert.deepEqual([troubles, other.troubles], [[], []]);
  });
}

test('evidence: the CRL that is wanted changes the verdict', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open();
  const name = 'crl-revoked-strict';
  const { reference, verifyAt } = caseOf(name);
  await drop(page, { 'layout.tar': tar(filesIn(`${cases}${name}/layout`)), ...configOf(name) });
  await set(page, 'f-reference', reference);
  assert.match(await set(page, 'f-at', verifyAt), /^Not trusted\./);
  assert.match(await textOf(page, '#revocation'), /What a host would ask/);
  assert.match(await drop(page, { 'x.bin': readFileSync(`${cases}${name}/crl/leaf.crl`) }), /^Not trusted\./);
  assert.match(await textOf(page, '.say'), /was revoked at/);
  assert.equal((await took(page))['x.bin'], '1 CRL');
});

test('the zone itself opens the dialog', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open();
  const status = await judged(page, async () => {
    const [chooser] = await Promise.all([page.waitForFileChooser(), page.click('#drop .note')]);
    await chooser.accept([`${cases}blob-cose/blob.sig`]);
  });
  assert.match(status, /^Decoded, not verified\./);
});
