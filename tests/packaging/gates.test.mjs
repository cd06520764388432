// What must hold of the package itself: its manifest, its types, and what bundlers take from it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { bundle, bundlerNames } from './bundle.mjs';
import { execute, installed, packed, project, theFixture } from './project.mjs';

test('publint', async () => {
  await execute(process.execPath, [installed('publint/src/cli.js'), await packed(), '--strict'], { cwd: tmpdir() });
});

test('attw, for packages of ES modules alone', async () => {
  const args = ['--profile', 'esm-only', '--no-definitely-typed', '--no-color', await packed()];
  const { stdout } = await execute(process.execPath, [installed('@arethetypeswrong/cli/dist/index.js'), ...args], { cwd: tmpdir() });
  assert.match(stdout, /"sealcheck\/core\.wasm"/);
});

const CONSUMER = `
import { assertAccepted, createVerifier, inspect, SealcheckError, verify, verifyBlob, version } from 'sealcheck';
import type { Accepted, Check, Evidence, FindingCode, Verdict, VerifyRequest, WasmSource } from 'sealcheck';
import * as inline from 'sealcheck/inline';
import * as slim from 'sealcheck/slim';
import * as web from 'sealcheck/web';
import { type OnlineOptions, readLayout, verifyOnline } from 'sealcheck/host';
import { integrity, sha256 } from 'sealcheck/integrity';
import wasm from 'sealcheck/core.wasm';

const verifiers: OnlineOptions['verifier'][] = [inline, slim, web];
const source: WasmSource = wasm;
export async function use(request: VerifyRequest, files: Map<string, Uint8Array>): Promise<string> {
  await slim.init(source);
  const verdict: Verdict = await verify(request);
  const layout = await readLayout(files);
  const online = await verifyOnline({ ...request, ...(await layout.artifact(request.reference)) }, { verifier: verifiers[0] ?? inline });
  assertAccepted(verdict);
  const accepted: Accepted = verdict;
  const codes: (FindingCode | undefined)[] = online.signatures.flatMap(({ checks }) => checks.map((check: Check) => check.finding?.code));
  // @ts-expect-error there is no such code
  codes.push('no.such-code');
  // @ts-expect-error a request needs signatures
  await verify({ ...request, signatures: undefined });
  return [accepted.trust, integrity, sha256, version, codes, createVerifier, inspect, SealcheckError, verifyBlob].join();
}
`;

// Without the types of Node: whoever writes for browsers has none. The declarations themselves are checked too.
for (const [module, moduleResolution] of [['NodeNext', 'NodeNext'], ['ESNext', 'Bundler']]) {
  test(`types, as TypeScript resolves them by ${moduleResolution}`, async () => {
    const options = {
      allowArbitraryExtensions: true,
      exactOptionalPropertyTypes: true,
      lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      module,
      moduleResolution,
      noEmit: true,
      skipLibCheck: false,
      strict: true,
      target: 'ES2022',
      types: [],
    };
    const folder = await project({
      'use.ts': CONSUMER,
      'tsconfig.json': JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
    });
    await execute(process.execPath, [installed('typescript/bin/tsc'), '--project', folder], { cwd: folder });
  });
}

/** Text of the wasm: base64 of its first bytes. */
const WASM = 'AGFzbQ';

for (const name of bundlerNames) {
  test(`${name}: a bundle of verify alone initialises itself`, async () => {
    const entry = `
      import { verify } from 'sealcheck';
      import { requestOf } from './assertions.js';
      import { fixture } from './fixture.js';
      verify(requestOf(fixture.artifacts[0])).then((verdict) => console.log(JSON.stringify(verdict)));
    `;
    const folder = await project({ 'entry.js': entry });
    const { path, modules } = await bundle(name, folder);
    const { stdout } = await execute(process.execPath, [path], { cwd: folder });
    assert.equal(stdout.trim(), (await theFixture()).artifacts[0].verdict);
    assert.ok(modules.includes('generated/inline.js'), modules.join(', '));
    assert.deepEqual(modules.filter((module) => /^(cli|host)\//.test(module)), []);
  });

  test(`${name}: what needs no wasm brings none, and a bundle has nothing that nobody asked for`, async (t) => {
    const sizes = [];
    const bundled = async (entry) => {
      const folder = await project({ 'entry.js': entry });
      const { size, path, modules } = await bundle(name, folder);
      sizes.push(size);
      return { text: readFileSync(path, 'utf8'), size, modules };
    };
    const accepted = await bundled("import { assertAccepted, SealcheckError, version } from 'sealcheck';\nconsole.log(assertAccepted, SealcheckError, version);\n");
    assert.ok(!accepted.text.includes(WASM) && accepted.size < 8_000, `${accepted.size} bytes: ${accepted.modules.join(', ')}`);

    const nothing = await bundled("import 'sealcheck';\nimport 'sealcheck/inline';\nimport 'sealcheck/host';\nimport 'sealcheck/element';\nconsole.log('nothing');\n");
    assert.deepEqual(nothing.modules, []);
    assert.ok(nothing.size < 2_000, `${nothing.size} bytes`);

    // The one import that is made for what it does.
    const element = await bundled("import 'sealcheck/element/define';\n");
    assert.ok(element.text.includes('sealcheck-verdict') && !element.text.includes(WASM), element.modules.join(', '));

    const lint = await bundled("import { lintTrustPolicy } from 'sealcheck';\nlintTrustPolicy('{}').then(console.log);\n");
    assert.ok(lint.text.includes(WASM));
    assert.deepEqual(lint.modules.filter((module) => /^(cli|host)\//.test(module)), []);

    const layout = await bundled("import { readLayout } from 'sealcheck/host';\nreadLayout('.').then(console.log);\n");
    assert.ok(!layout.text.includes(WASM) && layout.size < 60_000, `${layout.size} bytes: ${layout.modules.join(', ')}`);
    assert.deepEqual(layout.modules.filter((module) => /^(core\.js$|(cli|generated|entries)\/)/.test(module)), []);

    const slim = await bundled("import { init, verify } from 'sealcheck/slim';\nconsole.log(init, verify);\n");
    assert.ok(!slim.text.includes(WASM), slim.modules.join(', '));
    t.diagnostic(`bytes: assertAccepted ${sizes[0]}, nothing ${sizes[1]}, element ${sizes[2]}, lintTrustPolicy ${sizes[3]}, readLayout ${sizes[4]}, slim ${sizes[5]}`);
  });
}
