// The programs that verify, each a process that stays until the end, so that every one is warm and asked in turn.
// A runtime: { name, version, pid, run(kind, id, calls) → milliseconds by the clock, close() }.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const subjectsFile = here('subjects.json');
export const { subjects } = JSON.parse(readFileSync(subjectsFile, 'utf8'));

/** A Node; without a path, the one that runs this. */
export async function node(name, execPath = process.execPath) {
  const child = fork(here('child.mjs'), { execPath });
  const [{ version }] = await once(child, 'message');
  return {
    name,
    version,
    pid: child.pid,
    async run(kind, id, calls) {
      child.send({ kind, id, calls });
      const [{ milliseconds, error }] = await once(child, 'message');
      if (error !== undefined) throw new Error(`${name}, ${kind}, ${id}: ${error}`);
      return milliseconds;
    },
    close: () => child.kill(),
  };
}

/** The npm package of another Node, if this system has one. */
export const otherNode = (major) => {
  const path = here(`node_modules/node-${major}-linux-${process.arch}/bin/node`);
  return existsSync(path) ? path : undefined;
};

/** A program that answers `ID CALLS` with `NANOSECONDS`. */
export async function lines(name, program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const first = (await answers.next()).value;
  if (!first?.startsWith('ready')) throw new Error(`${name} does not start`);
  return {
    name,
    version: first.slice('ready'.length).trim(),
    pid: child.pid,
    async run(kind, id, calls) {
      child.stdin.write(`${kind === '' ? id : `${kind}:${id}`} ${calls}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${name} ended at ${id}`);
      return Number(value) / 1e6;
    },
    close: () => child.kill(),
  };
}

/** notation's libraries; built where there is Go. */
export function buildNotation(folder) {
  const program = join(folder, 'bench-notation');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: here('notation'), stdio: 'inherit' });
  return program;
}

/** A browser on a page that verifies. */
export async function browser(name) {
  const { launch, missing } = await import('../browser/launch.mjs');
  if (missing(name) !== undefined) return undefined;
  const { serve } = await import('../browser/serve.mjs');
  const server = await serve(here('../../'));
  const started = await launch(name);
  const page = await started.newPage();
  await page.goto(`${server.origin}/tests/bench/page.html`);
  await page.waitForFunction(() => 'ask' in window, { timeout: 60_000 });
  return {
    name,
    version: (await started.version()).replace(/^.*\//, ''),
    pid: started.process().pid,
    async run(kind, id, calls) {
      return page.evaluate((...asked) => window.ask(...asked), kind, id, calls);
    },
    async close() {
      await started.close();
      await server.close();
    },
  };
}

/** workerd, whose clock stands still while it computes: the time is taken from outside. */
export async function workerd() {
  const { bundle, startWorkerd, workerdProgram } = await import('./workerd.mjs');
  if (workerdProgram === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'sealcheck-bench-'));
  await bundle(here('worker.mjs'), folder);
  cpSync(here('../../npm/dist/core.wasm'), join(folder, 'core.wasm'));
  const server = await startWorkerd(folder);
  return {
    name: 'workerd',
    version: execFileSync(workerdProgram, ['--version'], { encoding: 'utf8' }).trim().replace(/^workerd /, ''),
    pid: server.pid,
    async run(kind, id, calls) {
      const start = performance.now();
      const response = await fetch(`${server.url}/?kind=${kind}&id=${id}&calls=${calls}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`workerd, ${kind}, ${id}: ${text}`);
      return performance.now() - start;
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
