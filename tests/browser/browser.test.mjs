// What the helpers of this folder see: a test that relies on them must not pass because they are blind.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { browserNames, launch, missing, openPage } from './launch.mjs';
import { serve, STRICT_CSP } from './serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sealcheck-browser-'));
after(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(join(folder, 'good.html'), '<!doctype html><title>good</title><script type="module" src="good.js"></script>');
writeFileSync(join(folder, 'good.js'), "document.title = 'ran';");
writeFileSync(join(folder, 'bad.html'), '<!doctype html><title>bad</title><script type="module" src="bad.js"></script>');
writeFileSync(
  join(folder, 'bad.js'),
  "new Worker('worker.js'); try { new Function('0')(); } catch { document.title = 'refused'; } fetch('http://127.0.0.1:9/').catch(() => 0); throw new Error('thrown');",
);
writeFileSync(join(folder, 'worker.js'), "try { eval('0'); } catch {}");

for (const name of browserNames) {
  test(`${name}: good pages have no troubles, others have them all`, { skip: missing(name) }, async (t) => {
    const server = await serve(folder, { csp: STRICT_CSP });
    t.after(() => server.close());
    const browser = await launch(name);
    t.after(() => browser.close());

    const good = await openPage(browser);
    await good.page.goto(`${server.origin}/good.html`);
    await good.page.waitForFunction(() => document.title === 'ran');
    assert.deepEqual(good.troubles, []);
    assert.deepEqual(server.violations, []);

    const bad = await openPage(browser);
    await bad.page.goto(`${server.origin}/bad.html`);
    await bad.page.waitForFunction(() => document.title === 'refused');
    const until = Date.now() + 10_000;
    const wanted = [/CSP violation: script-src/, /CSP violation: connect-src/, /error: .*thrown/];
    const seen = () => wanted.every((pattern) => bad.troubles.some((line) => pattern.test(line)));
    while (!(seen() && server.violations.some((text) => text.includes('worker.js'))) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const pattern of wanted) assert.ok(bad.troubles.some((line) => pattern.test(line)), `${pattern}: ${bad.troubles.join('\n')}`);
    assert.ok(server.violations.some((text) => text.includes('worker.js')), server.violations.join('\n'));
  });
}

test('the server gives no file outside its folder', async (t) => {
  const server = await serve(folder);
  t.after(() => server.close());
  assert.equal((await fetch(`${server.origin}/good.js`)).headers.get('content-type'), 'text/javascript');
  for (const path of ['/none', '/..%2f..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd']) {
    assert.equal((await fetch(server.origin + path)).status, 404, path);
  }
});
