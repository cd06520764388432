import { launch, openPage } from './launch.mjs';
import { serve } from './serve.mjs';
const [names = '', widths = '1440', themes = 'light'] = process.argv.slice(2);
const server = await serve('/work/page/web/dist');
const browser = await launch(process.env.B ?? 'chromium');
for (const theme of themes.split(',')) for (const width of widths.split(',')) for (const name of names.split(',')) {
  const { page, troubles } = await openPage(browser);
  await page.setViewport({ width: Number(width), height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]).catch(() => {});
  await page.goto(`${server.origin}/${name === 'empty' ? '' : `#example=${name}`}`);
  if (name !== 'empty') await page.waitForFunction(() => document.documentElement.dataset.elapsed, { timeout: 10000 }).catch(() => console.log('timeout', name));
  if (process.env.OPEN) await page.evaluate(() => { document.querySelector('.inputs').open = true; });
  console.log(name, theme, width, await page.evaluate(() => document.querySelector('#status').textContent + ' | sw ' + document.documentElement.scrollWidth), troubles);
  await page.screenshot({ path: `/tmp/shots/${name}-${theme}-${width}.png`, fullPage: true });
  await page.close();
}
await browser.close(); await server.close();
