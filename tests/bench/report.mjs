// Writes docs/benchmarks.md and docs/benchmarks.svg from what a run left in a folder.
//
//   node tests/bench/report.mjs FOLDER        all.json and size.json, and gate.json, main.txt and cold-start.txt where they were made
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plot } from './plot.mjs';

const folder = process.argv[2];
const text = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim() : undefined);
const json = (name) => JSON.parse(text(name) ?? 'null');
const [all, gate, sizes, load] = [json('all.json'), json('gate.json'), json('size.json'), json('load.json')];
const [main, coldStart] = [text('main.txt'), text('cold-start.txt')];

/** Load before the run that is more than the build it comes after. */
const busy = load?.before > 1.5;
const LABELS = { 'rsa-2048': 'RSA-2048', 'rsa-4096': 'RSA-4096', 'p-256': 'P-256', 'p-384': 'P-384' };
const keyOf = (id) => LABELS[/(rsa-\d+|p-\d+)/.exec(id)[1]];
const two = (number) => number.toFixed(2);
const spread = ([low, middle, high]) => `${two(middle)} (${two(low)}–${two(high)})`;
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
const tableOf = (name) => all.tables.find((one) => one.name === name);
const cellOf = (name, id, label) => {
  const found = tableOf(name);
  return found?.rows.find((row) => row.id === id)?.cells[found.columns.indexOf(label)] ?? undefined;
};

/** Contestants as rows, keys as columns: times of the first. */
function across(name) {
  const { columns, rows } = tableOf(name);
  const body = columns.map((label, index) => [
    label,
    ...rows.map(({ cells }) => (!cells[index] ? 'n/a' : index === 0 ? `1 (${cells[0].milliseconds[1].toFixed(3)} ms)` : spread(cells[index].ratio))),
  ]);
  return table(['', ...rows.map(({ id }) => keyOf(id))], body);
}

function matrix() {
  const { columns, rows } = tableOf('matrix');
  const body = rows.map(({ id, cells }) => {
    const [, format, , chain, evidence] = /^(jws|cose)-(.+)-(\d)-(\w+)$/.exec(id);
    const what = { none: '', timestamp: 'timestamp', revocation: 'OCSP', both: 'timestamp, OCSP' }[evidence];
    return [format.toUpperCase(), keyOf(id), chain, what, `${cells[0].milliseconds[1].toFixed(3)} ms`, ...cells.slice(1).map((cell) => (cell ? spread(cell.ratio) : 'n/a'))];
  });
  return table(['', 'keys', 'certificates', 'evidence', columns[0], ...columns.slice(1)], body);
}

/** The goals, each with what was measured. A machine that had other work is no judge of what goes by its clock. */
function goals() {
  const rows = [];
  const speed = (goal, cell, good) => {
    if (cell === undefined) return rows.push([goal, 'not measured', '', '']);
    const [time, clock] = [good(cell.ratio[1]), good(cell.clockRatio[1])];
    const verdict = time && clock ? 'met' : time ? `met, but **missed** by the clock` : clock ? 'met by the clock, **missed** by CPU time' : '**missed**';
    return rows.push([goal, spread(cell.ratio), spread(cell.clockRatio), verdict]);
  };
  for (const [key, bound] of [['rsa-2048', 2.5], ['p-256', 1.7]]) {
    for (const peer of ['pkijs', '@peculiar/x509']) {
      for (const [table, chain] of [['peers', 'chain new'], ['peers, chain known', 'chain known']]) {
        const goal = `${LABELS[key]}, wasm in Node 20, ${chain}: ≥ ${bound} times as fast as ${peer}`;
        speed(goal, cellOf(table, `jws-${key}-3-none`, peer), (ratio) => ratio >= bound);
      }
    }
  }
  for (const { name } of all.tables.filter((one) => /^own path, Node (22|24)/.test(one.name))) {
    for (const key of ['rsa-2048', 'p-256']) {
      for (const engine of ['Sealcheck, auto', 'Sealcheck, WebCrypto']) {
        for (const chain of ['chain new', 'chain known']) {
          const label = chain === 'chain known' ? `${engine}, ${chain}` : engine;
          const goal = `${name.replace('own path, ', '').replace(/ v.*/, '')}, ${LABELS[key]}, ${engine.replace('Sealcheck, ', '')}, ${chain}: ≤ 1.5 times Node's own path`;
          speed(goal, cellOf(name, `jws-${key}-3-none`, label), (ratio) => ratio <= 1.5);
        }
      }
    }
  }
  const byClock = (goal, value, unit, bound) => {
    const verdict = busy ? 'not judged' : Number(value) <= bound ? 'met' : '**missed**';
    rows.push([goal, '', value === undefined ? 'not measured' : `${value}${unit}`, value === undefined ? '' : verdict]);
  };
  byClock('a verification, also with revocation and timestamp evidence, ≤ 1.3 times its signature checks', /costs at most ([\d.]+) times/.exec(main ?? '')?.[1], '', 1.3);
  byClock('a CRL of twice the entries ≤ 2.5 times as much', /twice the entries costs ([\d.]+) times/.exec(main ?? '')?.[1], '', 2.5);
  const memory = /grew by \d+ bytes, ([\d.]+) times/.exec(main ?? '')?.[1];
  rows.push(['a CRL of 100,000 entries: memory ≤ 2 times its size', memory ?? 'not measured', '', memory === undefined ? '' : Number(memory) <= 2 ? 'met' : '**missed**']);
  byClock('cold start ≤ 35 ms', /first verdict after ([\d.]+) ms/.exec(coldStart ?? '')?.[1], ' ms', 35);
  return table(['goal (JWS, three certificates)', 'measured', 'by the clock', ''], rows);
}

function gateTable() {
  const base = gate.summary.find(({ kind }) => kind.startsWith('notation-go'));
  const body = gate.summary.map(({ kind, perSecond, p50, p99, cpu, memory, requests }) => [
    kind,
    `${perSecond[1].toFixed(0)} (${perSecond[0].toFixed(0)}–${perSecond[2].toFixed(0)})`,
    two(perSecond[1] / base.perSecond[1]),
    `${p50[1].toFixed(1)} ms`,
    `${p99[1].toFixed(1)} ms`,
    `${memory} MiB`,
    `${cpu[1].toFixed(3)} ms`,
    `${((cpu[1] * 1e6) / 1000 / 60).toFixed(1)} min`,
    String(requests),
  ]);
  return table(['', 'requests/s', 'of notation-go', 'p50', 'p99', 'memory', 'CPU each', 'CPU of a million*', 'requests measured'], body);
}

const fenced = (output) => `\`\`\`\n${output}\n\`\`\``;
const part = (title, ...body) => `## ${title}\n\n${body.filter(Boolean).join('\n\n')}\n`;
const { machine, versions, date, rounds, budget, clock, missing } = all;
const document = [
  '# Benchmarks\n',
  `Made by \`cargo xtask bench --all --report\` on ${date}; do not edit. The numbers are of one machine, so they are given as ratios: all contestants are asked in turn, ${rounds} rounds of about ${budget} ms each, and a ratio is made of two times of the same round. ${clock === 'cpu' ? 'Times are CPU time, of all threads and processes of a contestant.' : 'Times are by the clock.'} Shown are the median and, in brackets, the quartiles.\n`,
  `Machine: ${machine.cores} × ${machine.cpu}, ${machine.memory}, ${machine.system}. Load average ${load ? `${load.before.toFixed(2)} before and ${load.after.toFixed(2)} after the run${busy ? ': **the machine was not idle**. CPU times bear that; what goes by the clock (costs beside signature checks, cold start, requests per second, latency) is not judged' : ''}` : 'not recorded'}.\n`,
  `Versions: ${Object.entries(versions).map(([name, version]) => (name === 'notation-go' ? version : `${name} ${version}`)).filter((one) => !one.startsWith('native ')).join(', ')}.\n`,
  missing.length > 0 ? `Not measured: ${missing.join('; ')}.\n` : '',
  part(
    'The goals',
    'With a **new chain**, all four signatures are computed, as for the first artifact of a signer. With a **known chain**, the verifier has seen those certificates before and computes the signature of the envelope alone: so it goes on in a portal, a gate or an audit, where the same few authorities sign everything (`createVerifier` remembers, `verify` never does). The peers remember nothing and compute four each time.',
    goals(),
  ),
  part(
    'Beside the peers, in Node',
    'One JWS with three certificates: four signatures. Times as a multiple of Sealcheck in wasm; above 1 is slower than Sealcheck. Sealcheck gives a whole verdict (envelope, policy, certificate rules, identities, expiry, signatures); the others only check the signatures, pkijs and @peculiar/x509 dates too. notation-go gives a whole verdict, on one thread (GOMAXPROCS=1), its trust stores in memory.',
    '![Times beside the peers](benchmarks.svg)',
    across('peers'),
    'The same with a known chain; times as a multiple of Sealcheck in wasm with a known chain:',
    across('peers, chain known'),
    '`auto` is what the package does by itself: `node:crypto` in Node, WebCrypto elsewhere, wasm for whatever they do not accept. WebCrypto, pkijs and @peculiar/x509 compute on threads of their own, the rest on one; CPU time counts all threads.',
  ),
  ...all.tables.filter(({ name }) => name.startsWith('own path')).map(({ name }) => part(`Beside the own crypto of ${name.replace('own path, ', '')}`, "The same JWS; times as a multiple of that Node's X509Certificate and verify, which give no verdict.", across(name))),
  tableOf('runtimes') && part('In each runtime', 'The same JWS; times as a multiple of the first row. Of a browser all processes count, so what it does besides counts too.', across('runtimes')),
  part('Single signature checks', 'The signature of the envelope (RSASSA-PSS, ECDSA), as a multiple of `node:crypto`, which parses the key each time as the others do:', across('check of the envelope'), 'The signature of a certificate (RSASSA-PKCS1-v1_5, ECDSA):', across('check of a certificate')),
  tableOf('matrix') && part('Formats, chains, keys and evidence', `Times as a multiple of ${tableOf('matrix').columns[0]}. OCSP: a response for each certificate but the root. The timestamp's authority has keys of the same kind.`, matrix()),
  main && part('A verification beside its signature checks', fenced(main)),
  coldStart && part('Cold start', 'Milliseconds, side by side in one run; a peer verifies the same signatures.', fenced(coldStart)),
  sizes && part('Size', 'Bundled and minified for browsers, with the wasm. The peers use the crypto of the runtime (node-forge has its own) and hold nothing of the Notary Project.', table(['', 'bytes', 'gzip', 'of Sealcheck'], sizes.map(({ name, raw, gzip }) => [name, raw, gzip, two(gzip / sizes[0].gzip)]))),
  gate && part(
    'The gate as it is used',
    `\`examples/worker-gate\` under workerd beside a Go service that calls \`notation.Verify\` for each request; each on one core (taskset, GOMAXPROCS=1), asked over loopback by wrk ${gate.wrk} with ${gate.connections} connections from the other core, where the registry runs too. Every request asks \`/check\` for one image with a ${keyOf(gate.subject)} JWS; every answer must admit it. "Verdicts kept": the gate answers from memory until \`validUntil\`. "Each verified": as many names as it cannot keep, so manifest, referrers, signature manifest and envelope are fetched and verified each time.`,
    gateTable(),
    '\\* Extrapolated from the CPU time of the requests measured, by multiplication: nobody asked a million times.',
  ),
  part('What stands in the way', readFileSync(new URL('remarks.md', import.meta.url), 'utf8').trim()),
].filter(Boolean).join('\n');
const docs = new URL('../../docs/', import.meta.url);
writeFileSync(new URL('benchmarks.md', docs), `${document.trimEnd()}\n`);
writeFileSync(new URL('benchmarks.svg', docs), plot(tableOf('peers'), keyOf));
console.log('written: docs/benchmarks.md, docs/benchmarks.svg');
