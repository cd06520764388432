// The page as one file, opened from disk: the same verdicts, and nobody is asked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, openPage } from '../../tests/browser/launch.mjs';
import { browserNames, dist, drop, cases, configOf, filesIn, judged, missing, openExample, tar } from './support.mjs';

const file = `${dist}sealcheck-inspector.html`;

for (const browser of browserNames) {
  test(`${browser}: one file, from disk`, { skip: missing(browser) }, async (t) => {
    const started = await launch(browser);
    t.after(() => started.close());
    const { page, troubles } = await openPage(started);
    const requests = [];
    page.on('request', (request) => requests.push(request.url().split('#')[0]));
    await page.goto(pathToFileURL(file).href);
    assert.match(await openExample(page, 'own-timestamped'), /^Verified\./);
    assert.match(await openExample(page, 'tampered-jws-payload'), /^Invalid\./);
    await page.$eval('#again', (button) => button.click());
    await drop(page, { 'layout.tar': tar(filesIn(`${cases}ca-jws/layout`)) });
    assert.match(await drop(page, configOf('ca-jws')), /^Verified\./);
    // Long work goes in slices: the page can cancel it.
    await page.$eval('#again', (button) => button.click());
    await drop(page, { 'blob.sig': readFileSync(`${cases}blob-cose/blob.sig`), ...configOf('blob-cose') });
    const status = await judged(
      page,
      () =>
        page.evaluate(() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(Array.from({ length: 30 }, () => new Uint8Array(1 << 20)), 'large.bin'));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }),
      60_000,
    );
    assert.match(status, /^Invalid\./);
    assert.deepEqual(troubles, []);
    // Firefox does not report the document itself under file:.
    assert.deepEqual([...new Set(requests)].filter((url) => !url.startsWith('data:') && url !== pathToFileURL(file).href), [], 'no other request');
  });
}

test('the policy of each page is strict, and the files are complete', () => {
  const policy = (name) => /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(`${dist}${name}`, 'utf8'))?.[1] ?? '';
  assert.match(policy('index.html'), /default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'.*require-trusted-types-for 'script'/);
  assert.match(policy('sealcheck-inspector.html'), /default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval'; style-src 'sha256-/);
  for (const name of ['index.html', 'sealcheck-inspector.html']) assert.doesNotMatch(policy(name), /'unsafe-(?:eval|inline)'|\*/);
});
