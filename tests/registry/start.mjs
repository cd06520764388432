// Builds and starts the registries of this folder.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = fileURLToPath(new URL('../../target/registry-tests/', import.meta.url));
const program = `${folder}registries`;

/** Builds the program unless it is newer than its sources. Test files run side by side, so none may see half of it. */
function build() {
  const sources = readdirSync(here).filter((name) => /\.go$|^go\./.test(name));
  const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sources.every((name) => changed(here + name) < changed(program))) return;
  mkdirSync(folder, { recursive: true });
  const fresh = `${program}-${process.pid}`;
  const { status, stderr, error } = spawnSync('go', ['build', '-trimpath', '-o', fresh, '.'], { cwd: here, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go build: ${error?.message ?? stderr}`);
  renameSync(fresh, program);
}

/** What the registries hold and how to ask them; `stop` ends them, as the end of this process does. */
export async function startRegistries({ images = 0 } = {}) {
  build();
  const child = spawn(program, ['-images', String(images)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the registries ended with status ${code}`))),
  ]);
  return { ...JSON.parse(line), stop: () => child.stdin.end() };
}

/** A policy that trusts the publisher of the registries' images. */
export const trustFor = ({ Root }, level = 'strict') => ({
  trustPolicy: {
    version: '1.0',
    trustPolicies: [{ name: 'all', registryScopes: ['*'], signatureVerification: { level }, trustStores: ['ca:wabbit'], trustedIdentities: ['*'] }],
  },
  trustStores: { 'ca:wabbit': [Root] },
});
