// Layouts from the disk and artifacts from a registry, in every runtime with a file system and a network.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { startRegistry } from '../../npm/test/fake-registry.mjs';
import { flow } from '../../npm/test/support.mjs';
import { execute, project, runtime, temporary } from './project.mjs';

const image = flow('extra-three-signatures');
const storage = await startRegistry();
const registry = await startRegistry();
const tar = `${temporary()}/layout.tar`;
before(() => {
  execFileSync('tar', ['-cf', tar, '-C', image.layout, '.']);
  registry.load(image.layout);
  // With a token, and blobs in storage elsewhere.
  registry.lies.set('*', (response, { path, headers }) => {
    if (path === '/token') return void response.end('{"token":"t1"}');
    if (headers.authorization !== 'Bearer t1') {
      return void response.writeHead(401, { 'www-authenticate': `Bearer realm="${registry.base}/token",service="s"` }).end();
    }
    if (path.includes('/blobs/')) return void response.writeHead(307, { location: storage.base + path }).end();
    return 'truth';
  });
  storage.load(image.layout);
});
after(() => [storage, registry].forEach((server) => server.stop()));

const START = `
  import { readFile } from 'node:fs/promises';
  import { readLayout, readRegistry } from 'sealcheck/host';
  const { tar, layout, scope, digest, remote } = JSON.parse(process.argv[2]);
  const bytes = new Uint8Array(await readFile(tar));
  const seen = [];
  for (const source of [layout, tar, bytes, new Blob([bytes])]) {
    seen.push(await (await readLayout(source)).artifact(digest, { scope }));
  }
  seen.push(await readRegistry(remote, { scope, auth: { username: 'me', password: 'secret' } }));
  const refused = await readRegistry(remote + '-not', { retries: 0 }).catch(({ code }) => code);
  const text = ({ reference, signatures }) => JSON.stringify([reference, signatures.map((signature) => signature.error ?? [...signature.envelope])]);
  console.log(JSON.stringify([seen.map((artifact) => text(artifact) === text(seen[0])), seen[0].signatures.length, refused]));
`;

for (const [name, before] of [
  ['node-20', []],
  ['node-24', []],
  ['bun', []],
  ['deno', ['run', '--allow-read', '--allow-net=127.0.0.1', '--no-prompt', '--cached-only', '--no-remote', '--node-modules-dir=manual']],
]) {
  const { program, skip } = runtime(name);
  test(`${name}: layouts from a directory and tar archives, an artifact from a registry`, { skip }, async () => {
    storage.forget();
    const digest = image.reference.split('@')[1];
    const argument = JSON.stringify({ tar, layout: image.layout, scope: image.scope, digest, remote: `${registry.host}/shop/web:v2` });
    const folder = await project({ 'start.js': START });
    const { stdout } = await execute(program, [...before, 'start.js', argument], { cwd: folder, env: { DENO_NO_UPDATE_CHECK: '1' } });
    assert.deepEqual(JSON.parse(stdout), [[true, true, true, true, true], 3, 'registry-not-found']);
    assert.equal(storage.requests.length, 3);
    assert.ok(storage.requests.every(({ headers }) => headers.authorization === undefined), 'the token stays behind');
  });
}
