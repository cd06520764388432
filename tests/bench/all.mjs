// Sealcheck beside its peers. Everything that is compared is asked in turn, round by round, so that whatever else the
// machine does hits all alike; a ratio is made of two times of the same round. On Linux the time is CPU time, of all
// threads and processes of a contestant, elsewhere that of the clock.
//
//   node tests/bench/all.mjs [--all] [--rounds 7] [--budget 25] [--out FILE]
//
// Without --all: Node alone. With it: whatever is installed here of notation's libraries (Go), the native code
// (`--native PROGRAM`), Node 22 and 24, Chromium, Firefox and workerd.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuTime, hasCpuTime } from './cpu.mjs';
import { quartiles } from './numbers.mjs';
import { browser, buildNotation, lines, node, otherNode, subjects, subjectsFile, workerd } from './runtimes.mjs';

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    budget: { type: 'string', default: '25' },
    native: { type: 'string' },
    out: { type: 'string' },
  },
});
const [ROUNDS, BUDGET] = [Number(values.rounds), Number(values.budget)];
const WARM = 60;
const folder = mkdtempSync(join(tmpdir(), 'sealcheck-bench-'));
const missing = [];

async function open(name, make) {
  try {
    const made = await make();
    if (made === undefined) missing.push(`${name}: not installed here`);
    return made;
  } catch (error) {
    missing.push(`${name}: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}

const here = await node('Node');
const extra = values.all
  ? {
      native: values.native && (await open('native', () => lines('native', values.native, [subjectsFile]))),
      notation: await open('notation-go', () => lines('notation-go', buildNotation(folder), ['-subjects', subjectsFile])),
      node22: otherNode(22) && (await open('Node 22', () => node('Node 22', otherNode(22)))),
      node24: otherNode(24) && (await open('Node 24', () => node('Node 24', otherNode(24)))),
      chromium: await open('Chromium', () => browser('chromium')),
      firefox: await open('Firefox', () => browser('firefox')),
      workerd: await open('workerd', workerd),
    }
  : {};
const nodes = [here, extra.node22, extra.node24].filter(Boolean);
const others = [extra.chromium, extra.firefox, extra.workerd].filter(Boolean);

/** Tables: each row is a subject, each column a contestant; times are divided by the first column's of the same round. */
const tables = [];
const three = subjects.filter(({ format, chain, evidence }) => format === 'jws' && chain === 3 && evidence === 'none');
const column = (label, runtime, kind, only = () => true) => runtime && { label, runtime, kind, only };
const table = (name, rows, columns) => tables.push({ name, rows, columns: columns.filter(Boolean) });

const peers = [
  column('node:crypto', here, 'node:crypto'),
  column('pkijs', here, 'pkijs'),
  column('@peculiar/x509', here, '@peculiar/x509'),
  column('node-forge', here, 'node-forge', ({ key }) => key.startsWith('rsa')),
  column('notation-go', extra.notation, ''),
];
table('peers', three, [
  column('Sealcheck, wasm', here, 'wasm'),
  column('Sealcheck, auto', here, 'auto'),
  column('Sealcheck, WebCrypto', here, 'webcrypto'),
  column('Sealcheck, native', extra.native, ''),
  ...peers,
]);
table('peers, chain known', three, [
  column('Sealcheck, wasm, chain known', here, 'wasm, chain known'),
  column('Sealcheck, wasm', here, 'wasm'),
  column('Sealcheck, auto, chain known', here, 'auto, chain known'),
  column('Sealcheck, WebCrypto, chain known', here, 'webcrypto, chain known'),
  ...peers,
]);
for (const runtime of values.all ? nodes : []) {
  table(`own path, ${runtime.name} ${runtime.version}`, three, [
    column('node:crypto', runtime, 'node:crypto'),
    column('Sealcheck, auto', runtime, 'auto'),
    column('Sealcheck, WebCrypto', runtime, 'webcrypto'),
    column('Sealcheck, wasm', runtime, 'wasm'),
    column('Sealcheck, auto, chain known', runtime, 'auto, chain known'),
    column('Sealcheck, WebCrypto, chain known', runtime, 'webcrypto, chain known'),
    column('Sealcheck, wasm, chain known', runtime, 'wasm, chain known'),
  ]);
}
if (values.all) {
  table('runtimes', three, [...nodes, ...others].flatMap((runtime) => [
    column(`${runtime.name}, wasm`, runtime, 'wasm'),
    column(`${runtime.name}, auto`, runtime, 'auto'),
    column(`${runtime.name}, wasm, chain known`, runtime, 'wasm, chain known'),
    column(`${runtime.name}, auto, chain known`, runtime, 'auto, chain known'),
  ]));
  table('matrix', subjects, [
    column(extra.notation ? 'notation-go' : 'node:crypto', extra.notation ?? here, extra.notation ? '' : 'node:crypto'),
    column('Sealcheck, native', extra.native, ''),
    column('Sealcheck, auto', here, 'auto'),
    column('Sealcheck, wasm', here, 'wasm'),
  ]);
}
for (const index of [0, 1]) {
  table(index === 0 ? 'check of the envelope' : 'check of a certificate', three, [
    column('node:crypto', here, `check:node:${index}`),
    column('native', extra.native, `check:${index}`),
    column('wasm', here, `check:wasm:${index}`),
  ]);
}

const cells = tables.flatMap(({ name, rows, columns }) =>
  rows.flatMap((row) => columns.filter(({ only }) => only(row)).map((one) => ({ table: name, id: row.id, ...one, times: [] }))),
);
/** Milliseconds per call: what counts, and by the clock. */
async function measure({ runtime, kind, id }, calls) {
  const before = hasCpuTime && cpuTime(runtime.pid);
  const elapsed = await runtime.run(kind, id, calls);
  return { time: (hasCpuTime ? cpuTime(runtime.pid) - before : elapsed) / calls, clock: elapsed / calls };
}
/** Warms up, and finds how many calls last as long as the budget. */
async function prepare(cell) {
  await measure(cell, 1);
  const first = await measure(cell, 3);
  const warm = await measure(cell, Math.ceil(WARM / Math.max(first.time, 0.05)));
  return Math.ceil(BUDGET / Math.max(warm.time, 0.02));
}
try {
  for (const cell of cells) cell.calls = await prepare(cell);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const cell of cells) cell.times.push(await measure(cell, cell.calls));
  }
} finally {
  await Promise.all([here, ...Object.values(extra)].filter(Boolean).map((runtime) => runtime.close()));
  rmSync(folder, { recursive: true, force: true });
}

function summary(times, base) {
  const ratio = (what) => quartiles(times.map((one, round) => one[what] / base[round][what]));
  return { milliseconds: quartiles(times.map(({ time }) => time)), ratio: ratio('time'), clockRatio: ratio('clock') };
}

const result = tables.map(({ name, rows, columns }) => ({
  name,
  columns: columns.map(({ label }) => label),
  rows: rows.map(({ id }) => {
    const found = columns.map(({ label }) => cells.find((cell) => cell.table === name && cell.id === id && cell.label === label));
    return { id, cells: found.map((cell) => cell && summary(cell.times, found[0].times)) };
  }),
}));
const packageOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
const versions = {
  ...Object.fromEntries([...nodes, ...Object.values(extra).filter((one) => one?.version && !nodes.includes(one))].map(({ name, version }) => [name, version])),
  ...Object.fromEntries(['pkijs', '@peculiar/x509', 'node-forge'].map((name) => [name, packageOf(name)])),
  rustc: execFileSync('rustc', ['--version'], { encoding: 'utf8' }).trim().replace(/^rustc | \(.*/g, ''),
};
const machine = { cpu: cpus()[0].model.trim(), cores: cpus().length, memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, system: `${process.platform} ${process.arch}` };
if (values.out) writeFileSync(values.out, JSON.stringify({ date: new Date().toISOString().slice(0, 10), machine, versions, missing, rounds: ROUNDS, budget: BUDGET, clock: hasCpuTime ? 'cpu' : 'wall', tables: result }));

console.log(`Node ${process.version}: ${ROUNDS} rounds, all in turn; times as a multiple of the first column's, quartiles in brackets`);
for (const { name, columns, rows } of result) {
  console.log(`\n${name}`);
  for (const { id, cells: row } of rows) {
    const texts = row.map((cell, index) => cell && `${columns[index]} ${index === 0 ? `${cell.milliseconds[1].toFixed(3)} ms` : `${cell.ratio[1].toFixed(2)} (${cell.ratio[0].toFixed(2)}–${cell.ratio[2].toFixed(2)})`}`);
    console.log(`  ${id}: ${texts.filter(Boolean).join(', ')}`);
  }
}
for (const what of missing) console.log(`NOT MEASURED ${what}`);
process.exit();
