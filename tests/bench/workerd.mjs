// workerd with a Worker of the benchmarks, on a free port of loopback, pinned to a core if there is one to pin to.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folders = { arm64: 'workerd-linux-arm64', x64: 'workerd-linux-64' };
const path = fileURLToPath(new URL(`node_modules/@cloudflare/${folders[process.arch]}/bin/workerd`, import.meta.url));

/** The program, if npm has it for this system. */
export const workerdProgram = existsSync(path) ? path : undefined;

/** One module and the wasm beside it, as wrangler would upload them. */
export async function bundle(entry, folder, alias = {}) {
  await build({
    entryPoints: [entry],
    alias,
    bundle: true,
    conditions: ['workerd'],
    format: 'esm',
    loader: { '.pem': 'text' },
    logLevel: 'error',
    outfile: join(folder, 'worker.js'),
    plugins: [{ name: 'wasm', setup: ({ onResolve }) => onResolve({ filter: /core\.wasm$/ }, () => ({ path: './core.wasm', external: true })) }],
  });
}

/** Starts it; `network`: whom the Worker may ask. Gives `{ url, pid, close() }`. */
export async function startWorkerd(folder, { bindings = {}, network = [], pin = [] } = {}) {
  const texts = Object.entries(bindings).map(([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`);
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "./core.wasm", wasm = embed "core.wasm")],
      compatibilityDate = "2026-11-01",
      bindings = [${texts.join(', ')}],
      globalOutbound = "outbound",
    )),
    (name = "outbound", network = (allow = ${JSON.stringify(network)})),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  );
  const [program, ...args] = [...pin, path, 'serve', '--control-fd=3', join(folder, 'config.capnp')];
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const port = await new Promise((resolve, reject) => {
    createInterface(child.stdio[3]).on('line', (line) => line.includes('"listen"') && resolve(JSON.parse(line).port));
    child.on('error', reject);
    ended.then((code) => reject(new Error(`workerd ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    async close() {
      child.kill();
      await ended;
    },
  };
}
