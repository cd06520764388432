// The package as npm packs it, in throw-away projects outside the repository.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeFixture } from './fixture.mjs';
import { assertionNames } from './shared/assertions.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const npm = fileURLToPath(new URL('../../npm/', import.meta.url));

const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new folder under the system's temporary one, removed after the tests of this process. */
export function temporary() {
  const folder = mkdtempSync(join(tmpdir(), 'sealcheck-packaging-'));
  folders.push(folder);
  return folder;
}

let tarball;
let fixture;

/** The path of the packed package; packed once. */
export async function packed() {
  tarball ??= (async () => {
    const folder = temporary();
    const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder];
    const { stdout } = await run('npm', args, { cwd: npm, maxBuffer: 16 << 20 });
    return join(folder, JSON.parse(stdout)[0].filename);
  })();
  return tarball;
}

/** What the assertions run on; made once. */
export async function theFixture() {
  fixture ??= makeFixture();
  return fixture;
}

/**
 * A project that has the packed package in its `node_modules`, unpacked as npm would, and the shared files of the
 * assertions. `files` are further ones, by name.
 */
export async function project(files = {}) {
  const folder = temporary();
  const installed = join(folder, 'node_modules/sealcheck');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', await packed(), '--strip-components=1', '-C', installed]);
  cpSync(join(here, 'shared'), folder, { recursive: true });
  write(folder, {
    'package.json': JSON.stringify({ name: 'throw-away', private: true, type: 'module', dependencies: { sealcheck: '*' } }),
    'fixture.js': `export const fixture = ${JSON.stringify(await theFixture())};\n`,
    ...files,
  });
  return folder;
}

/** shared/main.js with the package imported by another name. */
export function mainImporting(specifier) {
  const text = readFileSync(join(here, 'shared/main.js'), 'utf8');
  const changed = text.replace("from 'sealcheck'", `from '${specifier}'`);
  assert.notEqual(changed, text);
  return changed;
}

export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Lets a project use an npm package of this folder, for instance a bundler's. */
export function link(folder, name) {
  const path = join(folder, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(here, 'node_modules', name), path);
}

/** A file of an npm package of this folder. */
export function installed(path) {
  return join(here, 'node_modules', path);
}

/** Runs a program to its end; gives what it wrote, or throws with both outputs. Ends it after a minute. */
export function execute(program, args, { cwd, env = {}, timeout = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout };
    const child = spawn(program, args, options);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ stdout, stderr });
      else reject(new Error(`${program} ${args.join(' ')}: ${signal ?? `exit ${code}`}\n${stdout}\n${stderr}`));
    });
  });
}

/**
 * The program of a runtime, from the npm package for this system; npm's install scripts, which copy it about, need
 * not run. A system without one gives `{ skip }`, unless nothing may be skipped.
 */
export function runtime(name) {
  const system = `${process.platform}-${process.arch}`;
  const path = PROGRAMS[name](process.arch);
  if (process.platform === 'linux' && existsSync(installed(path))) return { program: installed(path) };
  const skip = `tests/packaging/package.json has no ${name} for ${system}`;
  if (process.env.SEALCHECK_REQUIRE === 'all') throw new Error(`${skip} (SEALCHECK_REQUIRE=all)`);
  return { skip };
}

const PROGRAMS = {
  bun: (arch) => `@oven/bun-linux-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`,
  deno: (arch) => `@deno/linux-${arch}-glibc/deno`,
  'node-20': (arch) => `node-20-linux-${arch}/bin/node`,
  'node-22': (arch) => `node-22-linux-${arch}/bin/node`,
  'node-24': (arch) => `node-24-linux-${arch}/bin/node`,
  workerd: (arch) => `@cloudflare/workerd-linux-${arch === 'x64' ? '64' : arch}/bin/workerd`,
};

/** What `run()` of shared/main.js gave, as a line of output or itself: every assertion has run, and holds. */
export async function allHold(report) {
  if (typeof report === 'string') {
    const line = report.split('\n').find((candidate) => candidate.startsWith('{'));
    if (line === undefined) throw new Error(`no report in:\n${report}`);
    return allHold(JSON.parse(line));
  }
  if (report.error !== undefined) throw new Error(report.error);
  assert.deepEqual(report.passed, assertionNames(await theFixture()));
  return report;
}

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
