// The packed package in Node, Deno and Bun.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allHold, execute, packed, project, runtime, temporary, theFixture, write } from './project.mjs';

const STARTS = {
  'start.js': `
    import { run } from './main.js';
    import { runFault } from './fault.js';
    import { runHost } from './host.js';
    console.log(JSON.stringify(await run()));
    console.log(await runFault());
    console.log(await runHost());
  `,
  'require.cjs': `
    const { run } = require('./main.js');
    const { runFault } = require('./fault.js');
    const { runHost } = require('./host.js');
    (async () => {
      console.log(JSON.stringify(await run()));
      console.log(await runFault());
      console.log(await runHost());
    })();
  `,
  'start-slim.js': `
    import { readFileSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    import { runSlim } from './slim.js';
    console.log(runSlim(readFileSync(fileURLToPath(import.meta.resolve('sealcheck/core.wasm')))));
  `,
};

async function check({ stdout }) {
  await allHold(stdout);
  assert.deepEqual(stdout.trimEnd().split('\n').slice(1), ['recovered', 'fetched and verified']);
}

for (const name of ['node-20', 'node-22', 'node-24']) {
  const { program, skip } = runtime(name);
  test(`${name}: import`, { skip }, async () => {
    await check(await execute(program, ['start.js'], { cwd: await project(STARTS) }));
  });
  test(`${name}: slim`, { skip }, async () => {
    assert.equal((await execute(program, ['start-slim.js'], { cwd: await project(STARTS) })).stdout, 'at once\n');
  });
  test(`${name}: require`, { skip }, async () => {
    const folder = await project({ ...STARTS, 'plain.cjs': "console.log(require('sealcheck').version);\n" });
    await check(await execute(program, ['require.cjs'], { cwd: folder }));
    const { stdout } = await execute(program, ['plain.cjs'], { cwd: folder });
    assert.equal(stdout.trim(), (await theFixture()).version);
  });
}

{
  const { program, skip } = runtime('bun');
  test('bun: import', { skip }, async () => {
    await check(await execute(program, ['start.js'], { cwd: await project(STARTS) }));
  });
  test('bun: slim', { skip }, async () => {
    assert.equal((await execute(program, ['start-slim.js'], { cwd: await project(STARTS) })).stdout, 'at once\n');
  });
  test('bun: require', { skip }, async () => {
    await check(await execute(program, ['require.cjs'], { cwd: await project(STARTS) }));
  });
}

{
  const { program, skip } = runtime('deno');
  const args = ['run', '--no-prompt', '--cached-only', '--no-remote', '--node-modules-dir=manual', 'start.js'];
  test('deno: import, without permissions', { skip }, async () => {
    await check(await execute(program, args, { cwd: await project(STARTS), env: { DENO_NO_UPDATE_CHECK: '1' } }));
  });
}

test('npm installs the tarball, with every subpath and the command line', async () => {
  const folder = temporary();
  write(folder, { 'package.json': JSON.stringify({ name: 'throw-away', private: true, type: 'module' }) });
  // HOME as it is: npm's settings say where packages come from, though this one needs none.
  const env = { HOME: process.env.HOME };
  const args = ['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', await packed()];
  await execute('npm', args, { cwd: folder, env });
  const subpaths = ['sealcheck', 'sealcheck/inline', 'sealcheck/slim', 'sealcheck/web', 'sealcheck/host', 'sealcheck/integrity'];
  write(folder, {
    'start.mjs': `${subpaths.map((path) => `await import('${path}');`).join('\n')}
      import { readFileSync } from 'node:fs';
      import { createHash } from 'node:crypto';
      import { fileURLToPath } from 'node:url';
      import { integrity, sha256 } from 'sealcheck/integrity';
      import verdictSchema from 'sealcheck/schema/verdict.json' with { type: 'json' };
      const wasm = readFileSync(fileURLToPath(import.meta.resolve('sealcheck/core.wasm')));
      const digest = (algorithm, encoding) => createHash(algorithm).update(wasm).digest(encoding);
      if (integrity !== 'sha384-' + digest('sha384', 'base64')) throw new Error('integrity');
      if (sha256 !== digest('sha256', 'hex')) throw new Error('sha256');
      if (typeof verdictSchema.$id !== 'string') throw new Error('schema');
      console.log('whole');`,
  });
  assert.equal((await execute(process.execPath, ['start.mjs'], { cwd: folder })).stdout.trim(), 'whole');
  const { stdout } = await execute(`${folder}/node_modules/.bin/sealcheck`, ['--version'], { cwd: folder });
  assert.match(stdout, new RegExp((await theFixture()).version.replaceAll('.', '\\.')));
});
