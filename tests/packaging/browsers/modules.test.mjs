// The packed package in Chromium and Firefox as it is: ES modules, no bundler, a strict content security policy.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browserNames } from '../../browser/launch.mjs';
import { serve, STRICT_CSP } from '../../browser/serve.mjs';
import { mainImporting, project } from '../project.mjs';
import { PAGE, pageHolds, skip, START, visit } from './pages.mjs';

const ENTRY = '/node_modules/sealcheck/dist/entries/browser.js';
const HOST = '/node_modules/sealcheck/dist/host/index.js';
const SLIM = '/node_modules/sealcheck/dist/entries/slim.js';
const WASM = '/node_modules/sealcheck/dist/core.wasm';

const importMap = JSON.stringify({ imports: { sealcheck: ENTRY, 'sealcheck/host': HOST } });
const mapped = PAGE.replace('<script', `<script type="importmap">${importMap}</script><script`);
/** An import map is a script inside the page, which the policy has to know. */
const mappedCsp = STRICT_CSP.replace(
  "script-src 'self'",
  `script-src 'self' 'sha256-${createHash('sha256').update(importMap).digest('base64')}'`,
);

/** A page that tries one verification and leaves what it came to. */
const TRY = `
import { init, verify } from '${ENTRY}';
import { requestOf } from './assertions.js';
import { fixture } from './fixture.js';
const [artifact] = fixture.artifacts;
const tried = async () => {
  try {
    return (await verify(requestOf(artifact))).result;
  } catch (error) {
    return [error.name, error.code, error.message].join(' ');
  }
};
`;

async function site(t, options, files = {}) {
  const folder = await project({ 'index.html': PAGE, 'start.js': START, ...files });
  const server = await serve(folder, { csp: STRICT_CSP, ...options });
  t.after(() => server.close());
  return { folder, server };
}

for (const name of browserNames) {
  const only = { skip: skip(name) };

  test(`${name}: an import map`, only, async (t) => {
    const files = {
      'index.html': mapped,
      'start.js': `import { run } from './main.js';
        import { runFault } from './fault.js';
        import { runHost } from './host.js';
        run().then(async (report) => { globalThis.report = { ...report, also: [await runFault(), await runHost()] }; });`,
    };
    const { server } = await site(t, { csp: mappedCsp }, files);
    const { also } = await pageHolds(name, server);
    assert.deepEqual(also, ['recovered', 'fetched and verified']);
  });

  test(`${name}: the strict policy, and a module worker`, only, async (t) => {
    const { server } = await site(t, {}, {
      'main.js': mainImporting(ENTRY),
      'worker.html': PAGE.replace('start.js', 'page.js'),
      'page.js': "new Worker('worker.js', { type: 'module' }).onmessage = ({ data }) => { globalThis.report = data; };",
      'worker.js': "import { run } from './main.js';\nrun().then((report) => postMessage(report));",
    });
    await pageHolds(name, server);
    await pageHolds(name, server, '/worker.html');
  });

  test(`${name}: slim`, only, async (t) => {
    const slim = readFileSync(new URL('../shared/slim.js', import.meta.url), 'utf8').replace("'sealcheck/slim'", `'${SLIM}'`);
    const start = `import { runSlim } from './slim.js';
      WebAssembly.compileStreaming(fetch('${WASM}')).then((module) => { globalThis.report = runSlim(module); });`;
    const { server } = await site(t, {}, { 'slim.js': slim, 'start.js': start });
    assert.deepEqual(await visit(name, `${server.origin}/`), { report: 'at once', troubles: [] });
  });

  test(`${name}: a wasm that is another is refused, and asked for again the next time`, only, async (t) => {
    let spoil = true;
    let asked = 0;
    const start = `${TRY} Promise.resolve(tried()).then(async (first) => {
      await fetch('/mend');
      globalThis.report = [first, await tried()];
    });`;
    const { folder, server } = await site(
      t,
      {
        answer({ pathname }) {
          if (pathname === '/mend') {
            spoil = false;
            return { body: 'mended' };
          }
          if (pathname !== WASM) return undefined;
          asked += 1;
          const wasm = readFileSync(join(folder, WASM));
          // One bit, inside the data: it would still compile.
          if (spoil) wasm[wasm.length - 100] ^= 1;
          return { headers: { 'content-type': 'application/wasm', 'cache-control': 'no-store' }, body: wasm };
        },
      },
      { 'start.js': start },
    );
    const { report } = await visit(name, `${server.origin}/`);
    assert.match(report[0], /^SealcheckError load-failed the wasm could not be loaded: .*core\.wasm: is not the file that this package was built with \(integrity sha384-/);
    assert.equal(report[1], 'accepted');
    // The refused answer, a look at what is wrong with it, and the good one.
    assert.equal(asked, 3);
  });

  test(`${name}: whatever the server says the wasm is`, only, async (t) => {
    const { folder, server } = await site(
      t,
      {
        answer({ pathname }) {
          if (pathname !== WASM) return undefined;
          return { headers: { 'content-type': 'application/octet-stream' }, body: readFileSync(join(folder, WASM)) };
        },
      },
      { 'start.js': `${TRY} tried().then((result) => { globalThis.report = result; });` },
    );
    const { report, troubles } = await visit(name, `${server.origin}/`);
    assert.equal(report, 'accepted');
    assert.deepEqual(troubles, []);
  });

  test(`${name}: a wasm that is not there, or not allowed, is said`, only, async (t) => {
    const files = { 'start.js': `${TRY} tried().then((result) => { globalThis.report = result; });` };
    const without = await site(t, { answer: ({ pathname }) => (pathname === WASM ? { status: 404 } : undefined) }, files);
    assert.match(
      (await visit(name, `${without.server.origin}/`)).report,
      /^SealcheckError load-failed the wasm could not be loaded: .*core\.wasm: HTTP 404; /,
    );
    const page = await site(t, { answer: ({ pathname }) => (pathname === WASM ? { headers: { 'content-type': 'text/html' }, body: PAGE } : undefined) }, files);
    assert.match((await visit(name, `${page.server.origin}/`)).report, /is not the file .*served as text\/html/);
    const forbidden = await site(t, { csp: STRICT_CSP.replace(" 'wasm-unsafe-eval'", '') }, files);
    assert.match((await visit(name, `${forbidden.server.origin}/`)).report, /^SealcheckError load-failed .*(wasm-unsafe-eval|Content Security Policy|CSP)/i);
  });

  test(`${name}: a wasm of one's own, as address, answer, bytes and module`, only, async (t) => {
    const sources = {
      address: `'${WASM}'`,
      URL: `new URL('${WASM}', location.href)`,
      answer: `fetch('${WASM}')`,
      bytes: `new Uint8Array(await (await fetch('${WASM}')).arrayBuffer())`,
      buffer: `await (await fetch('${WASM}')).arrayBuffer()`,
      module: `await WebAssembly.compileStreaming(fetch('${WASM}'))`,
    };
    const files = Object.entries(sources).map(([source, text]) => [
      `${source}.js`,
      `${TRY} (async () => { await init(${text}); globalThis.report = await tried(); })();`,
    ]);
    const pages = Object.keys(sources).map((source) => [`${source}.html`, PAGE.replace('start.js', `${source}.js`)]);
    const { server } = await site(t, {}, Object.fromEntries([...files, ...pages]));
    for (const source of Object.keys(sources)) {
      const { report, troubles } = await visit(name, `${server.origin}/${source}.html`);
      assert.equal(report, 'accepted', source);
      assert.deepEqual(troubles, [], source);
    }
  });
}
