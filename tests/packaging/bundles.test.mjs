// The packed package through bundlers, and the bundles in Node.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { build as esbuild } from 'esbuild';
import { bundle, bundlerNames, runWebpack } from './bundle.mjs';
import { allHold, execute, project } from './project.mjs';

const PROGRAM = "import { runAll } from './all.js';\nrunAll().then((report) => console.log(JSON.stringify(report)));\n";

async function holds(folder, file) {
  const { host } = await allHold((await execute(process.execPath, [file], { cwd: folder })).stdout);
  assert.equal(host, 'fetched and verified');
}

for (const name of bundlerNames) {
  test(`${name}, to an ES module`, async () => {
    const folder = await project({ 'entry.js': PROGRAM });
    await holds(folder, (await bundle(name, folder)).path);
  });
}

// There a module's own address is not to be had.
test('esbuild, to CommonJS', async () => {
  const folder = await project({ 'entry.js': PROGRAM });
  const outfile = join(folder, 'out.cjs');
  await esbuild({ entryPoints: [join(folder, 'entry.js')], bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'silent' });
  await holds(folder, outfile);
});

test('webpack, to CommonJS', async () => {
  const folder = await project({ 'entry.js': PROGRAM });
  await runWebpack({
    context: folder,
    mode: 'production',
    entry: './entry.js',
    target: 'node20',
    optimization: { minimize: false },
    output: { path: folder, filename: 'out.cjs' },
  });
  await holds(folder, 'out.cjs');
});
