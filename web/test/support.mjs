// The page in a browser, as people use it.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from '../../tests/browser/launch.mjs';
import { serve, STRICT_CSP } from '../../tests/browser/serve.mjs';

export { browserNames, missing } from '../../tests/browser/launch.mjs';

export const dist = fileURLToPath(new URL('../dist/', import.meta.url));
export const cases = fileURLToPath(new URL('../../tests/vectors/flows/cases/', import.meta.url));
const artifacts = fileURLToPath(new URL('../../tests/artifacts/inspector/', import.meta.url));

/** One browser and one server for a test; `open` gives a page with the inspector, and fails the test for its troubles. */
export async function inspector(t, name) {
  const server = await serve(dist, { csp: STRICT_CSP });
  const opened = [];
  t.after(() => server.close());
  const browser = await launch(name);
  t.after(() => browser.close());
  // Whatever else a test is about: no violation of the policy, no uncaught error, no request to another origin. Last,
  // because hooks after one that fails are not run.
  t.after(() => assert.deepEqual([...opened.flatMap(({ troubles }) => troubles), ...server.violations], []));
  return {
    server,
    async open({ hash = '', width = 1280, height = 900, theme = 'light' } = {}) {
      const { page, troubles } = await openPage(browser);
      opened.push({ troubles });
      await page.setViewport({ width, height });
      await page.goto(`${server.origin}/${hash}`);
      await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
      return { page, troubles };
    },
    /** What must be empty at the end: violations that no page hears of. */
    violations: server.violations,
  };
}

/** Does something, and waits for what the page then says: the words of its status line. */
export async function judged(page, act, timeout = 20_000) {
  await page.evaluate(() => ['elapsed', 'complete'].forEach((name) => delete document.documentElement.dataset[name]));
  await act();
  await page.waitForFunction(() => {
    const { elapsed, complete } = document.documentElement.dataset;
    return elapsed !== undefined && (complete !== undefined || document.querySelector('sealcheck-verdict').hidden);
  }, { timeout });
  return page.$eval('#status', (element) => element.textContent);
}

/** Opens what can be changed by hand, which is loaded only then; waits until it shows the policy there is. */
export async function workbench(page) {
  await page.$eval('.inputs', (details) => (details.open = true));
  await page.waitForSelector('#policy-text');
  await page.waitForFunction(() => document.querySelector('#policy-text').value !== '' || !/trust policy/.test(document.querySelector('.inputs').textContent.replace('Trust policy', '')));
}

/** The same for an example. */
export function openExample(page, name) {
  return judged(page, () =>
    page.evaluate((hash) => {
      if (location.hash === hash) dispatchEvent(new HashChangeEvent('hashchange'));
      else location.hash = hash;
    }, `#example=${name}`),
  );
}

/** Drops files: `{ path: Buffer }`. Folders cannot be dropped by a script, so paths are plain names. */
export async function drop(page, files, timeout) {
  const list = Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString('base64')]);
  return judged(
    page,
    () =>
      page.evaluate((given) => {
        const transfer = new DataTransfer();
        for (const [name, base64] of given) {
          transfer.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name));
        }
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, list),
    timeout,
  );
}

/** The files of a folder, by their path in it. */
export function filesIn(folder) {
  const walk = (path) => (statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => walk(join(path, name))) : [path]);
  return Object.fromEntries(walk(folder).map((path) => [relative(folder, path), readFileSync(path)]));
}

/** A tar archive (ustar). */
export function tar(files) {
  const blocks = Object.entries(files).flatMap(([path, content]) => {
    const header = Buffer.alloc(512);
    const cut = path.length > 100 ? path.lastIndexOf('/', 100) : -1;
    header.write(cut < 0 ? path : path.slice(cut + 1), 0, 'latin1');
    if (cut > 0) header.write(path.slice(0, cut), 345, 'latin1');
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('ustar\x0000', 257);
    header.write('0', 156);
    header.fill(' ', 148, 156);
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The configuration of a case as flat files, as somebody would drop them. */
export function configOf(name) {
  const files = filesIn(`${cases}${name}/config`);
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path.split('/').at(-1), content]));
}

/** The case itself. */
export function caseOf(name) {
  return JSON.parse(readFileSync(`${cases}${name}/case.json`, 'utf8'));
}

/** A picture among the artefacts of the test run; whole pages in Chromium, where they are exact. */
export async function picture(page, name) {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
}

/** Text of the page and of the element, as somebody reads it. */
export function textOf(page, selector) {
  return page.evaluate((wanted) => {
    const root = document.querySelector('sealcheck-verdict')?.shadowRoot;
    return (root?.querySelector(wanted) ?? document.querySelector(wanted))?.textContent ?? null;
  }, selector);
}

/** What each input was taken for. */
export function took(page) {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.inputs > div > table tbody tr')].map((row) => [row.cells[0].textContent, row.cells[1].textContent])));
}

/** Types into a field of the workbench, and waits for what comes of it. */
export async function set(page, id, value) {
  await workbench(page);
  return judged(page, () =>
    page.$eval(
      `#${id}`,
      (element, text) => {
        element.value = text;
        element.dispatchEvent(new Event(element.id === 'policy-text' ? 'input' : 'change', { bubbles: true }));
      },
      value,
    ),
  );
}
