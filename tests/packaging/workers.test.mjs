// The packed package in edge functions: Cloudflare's workerd, bundled by wrangler and by esbuild, and Vercel's edge-runtime.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { EdgeRuntime } from 'edge-runtime';
import { build } from 'esbuild';
import { allHold, execute, installed, project, runtime } from './project.mjs';
import { serveWorker } from './workerd.mjs';

const WORKER = `
import { run } from './main.js';
import { runFault } from './fault.js';
import { runHost } from './host.js';
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/fault') return new Response(await runFault());
    return pathname === '/host' ? new Response(await runHost()) : Response.json(await run());
  },
};
`;
/** What a user of the package writes at least: the bundle that counts for the platform's limits. */
const SMALL_WORKER = `
import { verify } from 'sealcheck';
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    return pathname === '/ping' ? new Response('pong') : Response.json(await verify(await request.json()));
  },
};
`;
const NO_WORKER = "export default { fetch: () => new Response('pong') };\n";

/** Limits of the platform: size of the script after gzip on the free plan, CPU time of the start. */
const MAX_GZIP = 3_000_000;
const MAX_START = 400;

const workerd = runtime('workerd');
// wrangler wants a newer Node than the rest of the tests.
const modernNode = runtime('node-24');

/** Bundles as wrangler does: the wasm stays a module of its own. */
async function wrangler(folder, flags = []) {
  const args = ['deploy', 'worker.js', '--dry-run', '--outdir', 'out', '--name', 'throw-away', '--compatibility-date', '2026-11-01'];
  const env = { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: '1' };
  await execute(modernNode.program, [installed('wrangler/bin/wrangler.js'), ...args, ...flags], { cwd: folder, env });
  const files = readdirSync(join(folder, 'out'));
  const modules = [...files.filter((name) => name.endsWith('.js')), ...files.filter((name) => name.endsWith('.wasm'))];
  return { out: join(folder, 'out'), modules };
}

for (const nodejs of [false, true]) {
  const name = `workerd ${nodejs ? 'with' : 'without'} Node compatibility`;
  test(`${name}, bundled by wrangler`, { skip: workerd.skip ?? modernNode.skip }, async (t) => {
    const folder = await project({ 'worker.js': WORKER });
    const { out, modules } = await wrangler(folder, nodejs ? ['--compatibility-flags', 'nodejs_compat'] : []);
    assert.equal(modules.filter((module) => module.endsWith('.wasm')).length, 1, modules.join(', '));
    const worker = await serveWorker(workerd.program, out, modules, { nodejs });
    t.after(() => worker.close());
    await allHold(await worker.fetch('/'));
    assert.equal(await worker.fetch('/fault'), 'recovered');
    assert.equal(await worker.fetch('/host'), 'fetched and verified');
  });

  test(`${name}, bundled by esbuild`, { skip: workerd.skip }, async (t) => {
    const folder = await project({ 'worker.js': WORKER });
    const out = await bundleForWorkerd(folder);
    const worker = await serveWorker(workerd.program, out, ['worker.js', 'core.wasm'], { nodejs });
    t.after(() => worker.close());
    await allHold(await worker.fetch('/'));
    assert.equal(await worker.fetch('/fault'), 'recovered');
    assert.equal(await worker.fetch('/host'), 'fetched and verified');
  });
}

test('workerd: slim, with the wasm that the package exports', { skip: workerd.skip ?? modernNode.skip }, async (t) => {
  const worker = `
    import wasm from 'sealcheck/core.wasm';
    import { runSlim } from './slim.js';
    export default { fetch: () => new Response(runSlim(wasm)) };
  `;
  const { out, modules } = await wrangler(await project({ 'worker.js': worker }));
  const served = await serveWorker(workerd.program, out, modules);
  t.after(() => served.close());
  assert.equal(await served.fetch('/'), 'at once');
});

/** Leaves the import of the wasm alone; workerd resolves it. */
async function bundleForWorkerd(folder) {
  const out = join(folder, 'out');
  await build({
    entryPoints: [join(folder, 'worker.js')],
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    outdir: out,
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    logLevel: 'silent',
  });
  return out;
}

test('a Worker starts within the limits of the platform', { skip: workerd.skip }, async (t) => {
  const folder = await project({ 'worker.js': SMALL_WORKER });
  const out = await bundleForWorkerd(folder);
  const files = ['worker.js', 'core.wasm'];
  const gzip = files.map((name) => gzipSync(readFileSync(join(out, name)), { level: 9 }).length).reduce((sum, size) => sum + size);

  const start = async (modules, path) => {
    const worker = await serveWorker(workerd.program, path, modules);
    try {
      assert.equal(await worker.fetch('/ping'), 'pong');
      return worker.cpu();
    } finally {
      await worker.close();
    }
  };
  const empty = await project({ 'worker.js': NO_WORKER });
  const best = async (...args) => Math.min(await start(...args), await start(...args), await start(...args));
  const cost = (await best(files, out)) - (await best(['worker.js'], empty));
  t.diagnostic(`${gzip} bytes after gzip of ${MAX_GZIP}; start ${cost} ms of ${MAX_START} ms CPU, beside an empty Worker`);
  assert.ok(gzip <= MAX_GZIP, `${gzip} bytes after gzip`);
  assert.ok(cost <= MAX_START, `${cost} ms`);
});

/** As Vercel's builds do: a wasm that is imported with \`?module\` arrives compiled, by another realm. */
const wasmModules = {
  name: 'wasm-module',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('?module', '')),
      namespace: 'wasm-module',
    }));
    onLoad({ filter: /.*/, namespace: 'wasm-module' }, () => ({ contents: 'export default globalThis.wasm_module;' }));
  },
};

test("Vercel's edge-runtime", async () => {
  const folder = await project({ 'edge.js': "export { run } from './main.js';\nexport { runFault } from './fault.js';\nexport { runHost } from './host.js';\n" });
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'edge.js')],
    bundle: true,
    format: 'iife',
    globalName: 'app',
    conditions: ['edge-light', 'browser'],
    plugins: [wasmModules],
    write: false,
    logLevel: 'silent',
  });
  const wasm = await WebAssembly.compile(readFileSync(join(folder, 'node_modules/sealcheck/dist/core.wasm')));
  const edge = new EdgeRuntime({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, { wasm_module: wasm }),
  });
  edge.evaluate(outputFiles[0].text);
  await allHold(JSON.stringify(await edge.evaluate('app.run()')));
  assert.equal(await edge.evaluate('app.runFault()'), 'recovered');
  assert.equal(await edge.evaluate('app.runHost()'), 'fetched and verified');
});
