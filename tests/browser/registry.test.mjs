// A registry that lets pages of other origins ask it, as a page does: tokens, redirects that only the browser can follow,
// and a layout from a tar archive.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startRegistry } from '../../npm/test/fake-registry.mjs';
import { flow } from '../../npm/test/support.mjs';
import { browserNames, launch, missing } from './launch.mjs';
import { serve } from './serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sealcheck-browser-registry-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const image = flow('extra-three-signatures');
const digest = image.reference.split('@')[1];
execFileSync('tar', ['-cf', join(folder, 'layout.tar'), '-C', image.layout, '.']);
writeFileSync(join(folder, 'page.html'), '<!doctype html><title>registry</title>');
execFileSync('cp', ['-r', fileURLToPath(new URL('../../npm/dist', import.meta.url)), join(folder, 'dist')]);

/** Answers preflights and lets every origin read. */
function open(registry, more) {
  registry.lies.set('*', (response, request, url) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, accept');
    response.setHeader('access-control-expose-headers', 'www-authenticate, docker-content-digest, link, oci-filters-applied');
    return request.method === 'OPTIONS' ? void response.writeHead(204).end() : more(response, request, url);
  });
}

for (const name of browserNames) {
  test(`${name}: readRegistry and readLayout`, { skip: missing(name) }, async (t) => {
    const [registry, storage] = [await startRegistry(), await startRegistry()];
    t.after(() => [registry, storage].forEach((server) => server.stop()));
    registry.load(image.layout);
    storage.load(image.layout);
    let basic = false;
    open(storage, () => 'truth');
    open(registry, (response, { path, headers }) => {
      if (path === '/token') return void response.end('{"token":"t1"}');
      if (!headers.authorization) {
        return void response.writeHead(401, { 'www-authenticate': basic ? 'Basic realm="x"' : `Bearer realm="${registry.base}/token",service="s"` }).end();
      }
      if (path.includes('/blobs/')) return void response.writeHead(307, { location: storage.base + path }).end();
      return 'truth';
    });
    const server = await serve(folder);
    t.after(() => server.close());
    const browser = await launch(name);
    t.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`${server.origin}/page.html`);
    const read = () => page.evaluate(async (reference, scope) => {
      const { readRegistry } = await import('/dist/host/index.js');
      const artifact = await readRegistry(reference, { scope, auth: { username: 'me', password: 'secret' } });
      return [artifact.reference, artifact.signatures.map(({ envelope, error }) => envelope?.length ?? error)];
    }, `${registry.host}/shop/web:v2`, image.scope);

    const remote = await read();
    assert.equal(remote[0], image.reference);
    assert.ok(remote[1].every(Number.isInteger), remote[1].join('\n'));
    const asked = storage.requests.filter(({ method }) => method === 'GET');
    assert.equal(asked.length, 3);
    assert.ok(asked.every(({ headers }) => headers.authorization === undefined), 'the token stays behind');

    // With a password it is not left to the browser.
    basic = true;
    storage.requests.length = 0;
    const [, refused] = await read();
    assert.ok(refused.every((error) => /redirects a request with a password, which browsers cannot judge$/.test(error)), refused.join('\n'));
    assert.equal(storage.requests.length, 0);

    const local = await page.evaluate(async (digest, scope) => {
      const { readLayout } = await import('/dist/host/index.js');
      const tar = await (await fetch('/layout.tar')).blob();
      const artifact = await (await readLayout(new File([tar], 'layout.tar'))).artifact(digest, { scope });
      return [artifact.reference, artifact.signatures.map(({ envelope, error }) => envelope?.length ?? error)];
    }, digest, image.scope);
    assert.deepEqual(local, remote);
  });
}
