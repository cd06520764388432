// Pages that run the assertions in a browser.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { launch, missing, openPage } from '../../browser/launch.mjs';
import { allHold } from '../project.mjs';

/** A page's module: starts the assertions and leaves the report where the test finds it. */
export const START = `
import { run } from './main.js';
run().then((report) => { globalThis.report = report; });
`;
export const PAGE = '<!doctype html><title>throw-away</title><script type="module" src="/start.js"></script>\n';

const browsers = new Map();
after(() => Promise.all([...browsers.values()].map(async (browser) => (await browser).close())));

/** Why there is no such browser, if there is none. */
export const skip = missing;

/** Opens an address in a browser, waits for what the page leaves in `globalThis.report`, and gives it with the page's troubles. */
export async function visit(name, url) {
  if (!browsers.has(name)) browsers.set(name, launch(name));
  const { page, troubles } = await openPage(await browsers.get(name));
  try {
    await page.goto(url);
    try {
      await page.waitForFunction(() => globalThis.report !== undefined, { timeout: 30_000 });
    } catch (error) {
      throw new Error(`${url}: no report; ${troubles.join('\n')}`, { cause: error });
    }
    return { report: await page.evaluate(() => globalThis.report), troubles };
  } finally {
    await page.close();
  }
}

/** Every assertion holds on a page, and nothing else happens there. Gives the report. */
export async function pageHolds(name, server, path = '/') {
  const { report, troubles } = await visit(name, server.origin + path);
  await allHold(report);
  assert.deepEqual(troubles, []);
  assert.deepEqual(server.violations, []);
  return report;
}
