// The real workerd, as a process: a Worker is served on a free port of loopback until it is closed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { write } from './project.mjs';

/** After this date Workers get new behaviour only when they ask for it; the tests are about this much of it. */
const COMPATIBILITY_DATE = '2026-11-01';

/**
 * Serves the modules of a folder: `main` first, then everything it imports. Gives `{ fetch(path), cpu(), close() }`;
 * throws what workerd wrote when it does not start.
 */
export async function serveWorker(program, folder, modules, { nodejs = false } = {}) {
  const flags = nodejs ? '["nodejs_compat"]' : '[]';
  const entries = modules.map((name) => `(name = "${name}", ${name.endsWith('.wasm') ? 'wasm' : 'esModule'} = embed "${name}")`);
  write(folder, {
    'config.capnp': `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [${entries.join(', ')}],
      compatibilityDate = "${COMPATIBILITY_DATE}",
      compatibilityFlags = ${flags},
      globalOutbound = "nowhere",
    )),
    (name = "nowhere", network = (allow = [])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  });
  const args = ['serve', '--control-fd=3', join(folder, 'config.capnp')];
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const port = await new Promise((resolve, reject) => {
    let control = '';
    child.stdio[3].on('data', (data) => {
      control += data;
      const listening = control.split('\n').find((line) => line.includes('"listen"'));
      if (listening !== undefined) resolve(JSON.parse(listening).port);
    });
    child.on('error', reject);
    ended.then((code) => reject(new Error(`workerd ended with ${code}: ${output}`)));
  });
  return {
    async fetch(path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(60_000) });
      const text = await response.text();
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}\n${output}`);
      return text;
    },
    /** CPU time of the process so far in milliseconds (Linux: user and system, in ticks of 10 ms). */
    cpu() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    async close() {
      child.kill();
      await ended;
    },
  };
}
