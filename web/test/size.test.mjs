// What is counted is what a browser fetches, from the address to the first verdict on an example.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUDGET, judge, measure } from '../size.mjs';
import { browserNames, inspector, missing, openExample } from './support.mjs';

/** The files that were asked for; the icon is left out, because browsers without a window need none. */
const namesOf = ({ requests }) => [...new Set(requests)].map((path) => (path === '/' ? 'index.html' : path.slice(1))).filter((name) => name !== 'icon.svg');
const counted = (rows) => rows.map(({ name }) => name).filter((name) => name !== 'icon.svg').sort();

for (const browser of browserNames) {
  test(`${browser}: the files that the table counts, and no others`, { skip: missing(browser) }, async (t) => {
    const { open, server } = await inspector(t, browser);
    const { page } = await open();
    // As somebody who has read the page before choosing.
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /below-/.test(name)));
    assert.match(await openExample(page, 'own-timestamped'), /^Verified\./);
    const { asked, later } = measure();
    assert.deepEqual(namesOf(server).sort(), counted([...asked, ...later]));
  });

  test(`${browser}: at rest comes nothing that the first verdict waits for`, { skip: missing(browser) }, async (t) => {
    const { open, server } = await inspector(t, browser);
    const { page } = await open({ hash: '#example=own-timestamped' });
    await page.waitForFunction(() => document.documentElement.dataset.elapsed !== undefined);
    const needed = counted(measure().asked);
    assert.deepEqual(namesOf(server).slice(0, needed.length).sort(), needed);
  });
}

test('first load: 350 KB', (t) => {
  const { all, page, later, over } = judge(measure());
  t.diagnostic(`to the first verdict ${all} of ${BUDGET.all} bytes after gzip, the page itself ${page}; at rest ${later} more`);
  assert.deepEqual(over, []);
});
