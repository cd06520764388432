// The packed package through bundlers, and the bundles in Chromium under the strict policy.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build as esbuild } from 'esbuild';
import { build as vite, createServer } from 'vite';
import { serve, STRICT_CSP } from '../../browser/serve.mjs';
import { runWebpack } from '../bundle.mjs';
import { allHold, mainImporting, project, write } from '../project.mjs';
import { PAGE, pageHolds, skip, visit } from './pages.mjs';

const BROWSER = 'chromium';
const only = { skip: skip(BROWSER) };
const files = {
  'index.html': PAGE,
  'start.js': "import { runAll } from './all.js';\nrunAll().then((report) => { globalThis.report = report; });\n",
};

async function holds(t, folder) {
  const server = await serve(folder, { csp: STRICT_CSP });
  t.after(() => server.close());
  assert.equal((await pageHolds(BROWSER, server)).host, 'fetched and verified');
}

/** webpack and esbuild write scripts, and the page is ours. */
const writePage = (out) => writeFileSync(join(out, 'index.html'), PAGE);

const wasmOf = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.wasm'));

test('Vite, build', only, async (t) => {
  const folder = await project(files);
  await vite({ root: folder, configFile: false, logLevel: 'error', build: { assetsInlineLimit: 0 } });
  assert.equal(wasmOf(join(folder, 'dist')).length, 1);
  await holds(t, join(folder, 'dist'));
});

test('Vite, dev server', only, async (t) => {
  const folder = await project({ ...files, 'public/favicon.ico': '' });
  // The client that reloads the page is Vite's own, and so is what it needs of a policy: none is set.
  const server = await createServer({ root: folder, configFile: false, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
  t.after(() => server.close());
  await server.listen();
  const { port } = server.httpServer.address();
  const { report, troubles } = await visit(BROWSER, `http://127.0.0.1:${port}/`);
  assert.equal((await allHold(report)).host, 'fetched and verified');
  assert.deepEqual(troubles, []);
});

test('webpack, for browsers', only, async (t) => {
  const folder = await project(files);
  const out = join(folder, 'out');
  await runWebpack({ context: folder, mode: 'production', entry: './start.js', target: 'web', output: { path: out, filename: 'start.js' } });
  assert.equal(wasmOf(out).length, 1);
  writePage(out);
  await holds(t, out);
});

const esbuildOptions = { bundle: true, format: 'esm', logLevel: 'silent' };

test('esbuild, with sealcheck/inline', only, async (t) => {
  const folder = await project({ ...files, 'main.js': mainImporting('sealcheck/inline') });
  const out = join(folder, 'out');
  await esbuild({ ...esbuildOptions, entryPoints: [join(folder, 'start.js')], outdir: out });
  writePage(out);
  await holds(t, out);
});

test('esbuild, which does not copy the wasm: init(address), and an error that says so', only, async (t) => {
  const start = (source) => `
    import { init, verify } from 'sealcheck';
    import { requestOf } from './assertions.js';
    import { fixture } from './fixture.js';
    const tried = async () => (await verify(requestOf(fixture.artifacts[0]))).result;
    init(${source}).then(tried, (error) => error.message).then((result) => { globalThis.report = result; });
  `;
  const folder = await project({ 'start.js': start("'/wasm/core.wasm'"), 'missing.js': start('') });
  const out = join(folder, 'out');
  const entryPoints = ['start.js', 'missing.js'].map((name) => join(folder, name));
  await esbuild({ ...esbuildOptions, entryPoints, outdir: out });
  writePage(out);
  write(out, { 'missing.html': PAGE.replace('start.js', 'missing.js') });
  cpSync(join(folder, 'node_modules/sealcheck/dist/core.wasm'), join(out, 'wasm/core.wasm'));
  const server = await serve(out, { csp: STRICT_CSP });
  t.after(() => server.close());
  assert.equal((await visit(BROWSER, `${server.origin}/`)).report, 'accepted');
  const { report } = await visit(BROWSER, `${server.origin}/missing.html`);
  assert.match(report, /core\.wasm: HTTP 404; .*"sealcheck\/inline", or init\(source\)/);
});

