// The gate as it is used: the Worker of examples/worker-gate under workerd, on one core, asked over loopback by wrk; beside
// a Go service that calls notation.Verify for each request. Both read the same images from the same registry.
//
//   node tests/bench/gate.mjs [--rounds 3] [--seconds 4] [--out FILE]       (Linux, with wrk and taskset)
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startLayoutRegistry } from '../node/layout-registry.mjs';
import { quartiles } from './numbers.mjs';
import { buildNotation, subjects } from './runtimes.mjs';
import { bundle, startWorkerd } from './workerd.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '4' }, out: { type: 'string' } } });
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** More names than the gate keeps verdicts for: asked in turn, none is found again. */
const NAMES = 1500;
const CONNECTIONS = 8;
const SUBJECT = 'jws-rsa-2048-3-none';
/** The gates have the first core, whatever asks and answers them the last one. */
const pin = (core) => ['taskset', '-c', String(core)];
const [GATE, REST] = [0, cpus().length - 1];

const folder = mkdtempSync(join(tmpdir(), 'sealcheck-gate-'));
const closing = [() => rmSync(folder, { recursive: true, force: true })];
try {
  execFileSync('taskset', ['-cp', String(REST), String(process.pid)]);
  const subject = subjects.find(({ id }) => id === SUBJECT);
  const layout = writeLayout(join(folder, 'layout'), subject);
  const registry = await startLayoutRegistry(Object.fromEntries(Array.from({ length: NAMES }, (_, index) => [`app-${index}`, layout])));
  closing.push(() => registry.close());
  const [statement] = subject.trustPolicy.trustPolicies;
  const trust = { trustPolicy: { version: '1.0', trustPolicies: [{ ...statement, registryScopes: ['*'] }] }, trustStores: subject.trustStores };
  const gates = { sealcheck: await startWorker(trust, registry.host), 'notation-go': await startGo({ ...subject, ...trust }, registry.host) };
  const kinds = {
    'sealcheck, verdicts kept': ['sealcheck', 1],
    'sealcheck, each verified': ['sealcheck', NAMES],
    'notation-go, each verified': ['notation-go', NAMES],
  };
  const digest = subject.reference.split('@')[1];
  const load = (gate, names, seconds) => drive(gates[gate], [registry.host, digest, String(names)], seconds);
  for (const [gate, names] of Object.values(kinds)) await load(gate, names, 2);
  const runs = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [kind, [gate, names]] of Object.entries(kinds)) runs[kind].push(await load(gate, names, Number(values.seconds)));
  }
  const summary = Object.entries(runs).map(([kind, list]) => {
    const of = (what) => quartiles(list.map(what));
    return {
      kind,
      requests: list.reduce((sum, run) => sum + run.requests, 0),
      perSecond: of((run) => run.requests / run.seconds),
      p50: of((run) => run.p50),
      p99: of((run) => run.p99),
      cpu: of((run) => run.cpu / run.requests),
      memory: Math.max(...list.map((run) => run.memory)),
    };
  });
  if (values.out) writeFileSync(values.out, JSON.stringify({ connections: CONNECTIONS, subject: SUBJECT, wrk: wrkVersion(), summary }));
  console.log(`the gate on one core, ${CONNECTIONS} connections, ${values.rounds} rounds in turn; medians`);
  for (const { kind, requests, perSecond, p50, p99, cpu, memory } of summary) {
    console.log(`${kind.padEnd(28)} ${perSecond[1].toFixed(0).padStart(6)}/s  p50 ${p50[1].toFixed(1)} ms  p99 ${p99[1].toFixed(1)} ms  ${cpu[1].toFixed(3)} ms CPU each of ${requests}  ${memory} MiB`);
  }
} finally {
  for (const close of closing.reverse()) await close();
}

function wrkVersion() {
  try {
    return execFileSync('wrk', ['-v'], { encoding: 'utf8' });
  } catch ({ stdout, stderr }) {
    return /wrk (?:debian\/)?([\d.]+)/.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown';
  }
}

async function startWorker(trust, host) {
  const out = join(folder, 'worker');
  mkdirSync(out);
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(trust));
  await bundle(here('gate-worker.mjs'), out, {
    'bench:trust': join(folder, 'trust.json'),
    sealcheck: here('../../npm/dist/entries/workerd.js'),
    'sealcheck/host': here('../../npm/dist/host/index.js'),
  });
  cpSync(here('../../npm/dist/core.wasm'), join(out, 'core.wasm'));
  const worker = await startWorkerd(out, { bindings: { REGISTRIES: host }, network: ['private'], pin: pin(GATE) });
  closing.push(() => worker.close());
  return worker;
}

async function startGo(subject, host) {
  const file = join(folder, 'subject.json');
  writeFileSync(file, JSON.stringify({ subjects: [subject] }));
  const [program, ...args] = [...pin(GATE), buildNotation(folder), '-serve', '127.0.0.1:0', '-registry', host, '-trust', file];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GOMAXPROCS: '1' } });
  closing.push(() => child.kill());
  const [line] = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', (text) => resolve([text]));
    child.once('exit', (code) => reject(new Error(`the Go service ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${line.split(' ')[1]}`, pid: child.pid };
}

/** Bounded in time by wrk and in requests by the script; every answer must admit. */
async function drive({ url, pid }, args, seconds) {
  const before = cpuOf(pid);
  const [program, ...rest] = [...pin(REST), 'wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', here('gate-load.lua'), url, '--', ...args];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const text = (await child.stdout.toArray()).join('');
  const result = JSON.parse(/^RESULT (.*)$/m.exec(text)?.[1] ?? 'null');
  if (result === null || result.bad > 0 || result.errors > 0 || result.requests === 0) throw new Error(`wrk on ${url}: ${text}`);
  const memory = Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
  return { ...result, cpu: cpuOf(pid) - before, memory };
}

/** CPU time of a process so far, milliseconds (user and system, in ticks of 10 ms). */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The subject's artifact and signature as an OCI layout. */
function writeLayout(to, { manifest, envelope, mediaType }) {
  mkdirSync(join(to, 'blobs/sha256'), { recursive: true });
  const put = (type, content, more = {}) => {
    const hash = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(to, 'blobs/sha256', hash), content);
    return { mediaType: type, digest: `sha256:${hash}`, size: content.length, ...more };
  };
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const artifactType = 'application/vnd.cncf.notary.signature';
  const image = put(type, Buffer.from(manifest, 'base64'));
  const config = put(artifactType, Buffer.from('{}'));
  const layers = [put(mediaType, Buffer.from(envelope, 'base64'))];
  const signature = put(type, Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: type, config, layers, subject: image })), { artifactType });
  writeFileSync(join(to, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(to, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [image, signature] }));
  return to;
}
