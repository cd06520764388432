// Files made to break the page or to inject into it; the page stays what it is, and keeps answering.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { browserNames, cases, configOf, drop, filesIn, inspector, judged, missing, openExample, picture, tar, textOf } from './support.mjs';

const MARKUP = '<img src=x onerror="document.title=\'injected\'"><script>document.title="injected"</script>\u202egnp.exe\u200b';

/** Elements that only injected markup could have made. */
const strangers = (page) =>
  page.evaluate(() =>
    [document, document.querySelector('sealcheck-verdict').shadowRoot].reduce((sum, root) => sum + root.querySelectorAll('img, iframe, script:not([src]), object, embed, form, style').length, 0),
  );

for (const browser of browserNames) {
  test(`${browser}: markup and invisible characters in every text of a verdict are text`, { skip: missing(browser) }, async (t) => {
    const { open, violations } = await inspector(t, browser);
    const { page, troubles } = await open();
    for (const name of ['own-timestamped', 'ca-wrong-identity', 'ca-permissive-unreachable', 'extra-no-policy', 'blob-changed', 'tampered-jws-payload']) {
      await openExample(page, name);
      const marked = await page.evaluate((markup) => {
        const element = document.querySelector('sealcheck-verdict');
        const ours = new Set(['result', 'status', 'action', 'name', 'trust', 'skippedBecause', 'level', 'method', 'kind', 'code', 'chain']);
        const spoil = (value, key) => {
          if (typeof value === 'string') return ours.has(key) && key !== 'code' ? value : `CN=${markup},${value}`;
          if (Array.isArray(value)) return value.map((item) => spoil(item, key));
          if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === 'enforcement' ? item : spoil(item, key)]));
          return value;
        };
        element.verdict = spoil(element.verdict, '');
        const text = element.shadowRoot.querySelector('.verdict').parentElement.parentElement.parentElement.textContent;
        return { hasMarkup: text.includes('<img src=x'), hasMark: text.includes('⟨U+202E⟩'), raw: /[\u202e\u200b]/.test(text) };
      }, MARKUP);
      assert.deepEqual(marked, { hasMarkup: true, hasMark: true, raw: false }, name);
      assert.equal(await strangers(page), 0, name);
    }
    // An envelope that was only decoded: names, attributes, digests are the envelope's own words.
    await openExample(page, 'ca-jws');
    const decoded = await page.evaluate((markup) => {
      const element = document.querySelector('sealcheck-verdict');
      const spoil = (value) => {
        if (typeof value === 'string') return `CN=${markup},${value}`;
        if (Array.isArray(value)) return value.map(spoil);
        return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spoil(item)])) : value;
      };
      element.inspections = spoil(element.inspections);
      const text = element.shadowRoot.textContent;
      return { hasMarkup: text.includes('<img src=x'), hasMark: text.includes('⟨U+202E⟩'), raw: /[\u202e\u200b]/.test(text) };
    }, MARKUP);
    assert.deepEqual(decoded, { hasMarkup: true, hasMark: true, raw: false });
    assert.equal(await strangers(page), 0);
    assert.notEqual(await page.title(), 'injected');
    assert.deepEqual([troubles, violations], [[], []]);
  });

  test(`${browser}: files with hostile names and contents`, { skip: missing(browser) }, async (t) => {
    const { open, violations } = await inspector(t, browser);
    const { page, troubles } = await open();
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 2654435761) >>> 24));
    const deep = Buffer.from('['.repeat(100_000));
    const policy = JSON.stringify({ version: '1.0', trustPolicies: [{ name: MARKUP, registryScopes: ['*'], signatureVerification: { level: MARKUP } }] });
    const files = {
      'binary.jws': noise,
      'deep.json': Buffer.concat([Buffer.from('{"payload":'), deep]),
      'empty.cose': Buffer.alloc(0),
      'half.cose': readFileSync(`${cases}blob-cose/blob.sig`).subarray(0, 700),
      'deep.cose': Buffer.concat([Buffer.from([0xd2, 0x84]), Buffer.alloc(60_000, 0x81)]),
      'huge-length.cose': Buffer.from([0xd2, 0x84, 0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      'null.jws': Buffer.from('{"payload":null,"protected":null,"signature":null,"header":null}'),
      'proto.jws': Buffer.from('{"__proto__":{"payload":1},"payload":"e30","protected":"e30","signature":"","header":{"x5c":[]}}'),
      'oci-layout': Buffer.from('{"imageLayoutVersion":"1.0.0"}'),
      'bad.der': Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30, 0x03]),
      'trustpolicy.json': Buffer.from(policy),
      'bad-policy.json': Buffer.from('{"trustPolicies":{"length":1000000000}}'),
      [`${MARKUP.replaceAll('/', '')}.jws`]: Buffer.from('{"payload":"e30","protected":"e30","signature":"AA","header":{}}'),
    };
    for (const [name, content] of Object.entries(files)) {
      const status = await drop(page, { [name]: content });
      assert.notEqual(status, '', name);
      assert.doesNotMatch(status, /^(Verified|Accepted)/, name);
      assert.equal(await strangers(page), 0, name);
    }
    const names = await page.$eval('.inputs > div > table', (table) => table.textContent);
    assert.match(names, /⟨U\+202E⟩gnp/);
    assert.doesNotMatch(names, /\u202e/);
    assert.notEqual(await page.title(), 'injected');
    assert.deepEqual([troubles, violations], [[], []]);
  });

  test(`${browser}: 1,000 signatures, of which 100 are judged and listed`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page, troubles } = await open();
    const files = filesIn(`${cases}ca-jws/layout`);
    const index = JSON.parse(files['index.json']);
    const path = Object.keys(files).find((name) => files[name].includes('"subject"'));
    const manifest = JSON.parse(files[path]);
    for (let number = 0; number < 1000; number += 1) {
      const content = Buffer.from(JSON.stringify({ ...manifest, annotations: { ...manifest.annotations, number: String(number) } }));
      const hex = createHash('sha256').update(content).digest('hex');
      files[`blobs/sha256/${hex}`] = content;
      index.manifests.push({ mediaType: manifest.mediaType, digest: `sha256:${hex}`, size: content.length, artifactType: 'application/vnd.cncf.notary.signature' });
    }
    files['index.json'] = Buffer.from(JSON.stringify(index));
    const status = await drop(page, { 'many.tar': tar(files), ...configOf('ca-jws') }, 60_000);
    assert.match(status, /^Verified\./);
    const shown = await page.evaluate(() => {
      const root = document.querySelector('sealcheck-verdict').shadowRoot;
      return [root.querySelectorAll('.sigs tbody tr').length, root.querySelector('#signatures .matter > .note').textContent];
    });
    assert.deepEqual(shown, [100, '901 more signatures are not listed.']);
    assert.deepEqual(troubles, []);
  });

  test(`${browser}: a blob of 100 MB is hashed while the page answers, and can be cancelled`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page, troubles } = await open();
    await drop(page, { 'blob.sig': readFileSync(`${cases}blob-cose/blob.sig`), ...configOf('blob-cose') });
    const dropLarge = () =>
      page.evaluate(() => {
        globalThis.gap = 0;
        let last = performance.now();
        clearInterval(globalThis.watch);
        globalThis.watch = setInterval(() => {
          const now = performance.now();
          globalThis.gap = Math.max(globalThis.gap, now - last);
          last = now;
        }, 10);
        const transfer = new DataTransfer();
        transfer.items.add(new File(Array.from({ length: 100 }, () => new Uint8Array(1 << 20)), 'large.bin'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      });
    const status = await judged(page, dropLarge, 60_000);
    assert.match(status, /^Invalid\./);
    assert.match(await textOf(page, '.say'), /does not belong to this file/);
    const gap = await page.evaluate(() => globalThis.gap);
    t.diagnostic(`${browser}: ${status} The page was busy for ${gap.toFixed(0)} ms at most`);
    assert.ok(gap < 1000, `the page did not answer for ${gap} ms`);
    // Again, and cancelled as soon as the button is there.
    await dropLarge();
    const wasCancelled = await page
      .waitForFunction(() => !document.querySelector('#cancel').hidden && (document.querySelector('#cancel').click(), true), { timeout: 20_000, polling: 5 })
      .then(() => page.waitForFunction(() => document.querySelector('#status').textContent === 'Cancelled. Nothing was judged.', { timeout: 5000 }));
    assert.ok(wasCancelled);
    assert.deepEqual(troubles, []);
  });
}

test('a name of 300 characters without a break does not widen the page; one of 5,000 is shortened', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page } = await open({ width: 320 });
  await openExample(page, 'own-timestamped');
  for (const [length, more] of [[300, false], [5000, true]]) {
    const found = await page.evaluate((size) => {
      const element = document.querySelector('sealcheck-verdict');
      const verdict = structuredClone(element.verdict);
      verdict.signatures[0].signer.subject = verdict.signatures[0].certificates[0].subject = `CN=${'W'.repeat(size)}`;
      element.verdict = verdict;
      return { wide: document.documentElement.scrollWidth > innerWidth, more: /\d+ more characters/.test(element.shadowRoot.textContent) };
    }, length);
    assert.deepEqual(found, { wide: false, more });
  }
  await picture(page, 'long-names-320');
});
