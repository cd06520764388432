// `node size.mjs`: what a browser fetches from the address of the page to the first verdict on an example, compressed
// as static hosts do (gzip); then what follows at rest. Fails over the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = new URL('./dist/', import.meta.url);

/** Bytes after gzip: everything, and everything but the wasm, which has a budget of its own (wasm-pack.toml). */
export const BUDGET = { all: 350_000, page: 57_500 };

/** The first in the list of examples. */
const EXAMPLE = 'own-timestamped';

/** In the order of the requests. `asked` names what a browser asks for, `later` what it asks for at rest. */
const FILES = {
  asked: ['index.html', 'icon.svg', 'assets/index-*.css', 'assets/index-*.js', 'assets/worker-*.js', 'assets/core-*.wasm', `assets/${EXAMPLE}-*.js`],
  later: ['assets/below-*.js', 'assets/link-*.js', 'assets/linter-*.js', 'assets/workbench-*.js'],
};

/** The files with their sizes; every name has exactly one. */
export function measure() {
  const all = ['index.html', 'icon.svg', ...readdirSync(new URL('assets/', dist)).map((name) => `assets/${name}`)];
  const find = (pattern) => {
    const [start, end = ''] = pattern.split('*');
    const found = all.filter((name) => name.startsWith(start) && name.endsWith(end) && (end === '' || /^[\w-]{8}$/.test(name.slice(start.length, -end.length))));
    if (found.length !== 1) throw new Error(`${pattern}: ${found.length} files, not one; is web/dist fresh?`);
    const [name] = found;
    const bytes = readFileSync(new URL(name, dist));
    return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  };
  return { asked: FILES.asked.map(find), later: FILES.later.map(find) };
}

/** Sums, and what is over the budget. */
export function judge({ asked, later }) {
  const sum = (rows) => rows.reduce((total, { gzip }) => total + gzip, 0);
  const isPage = ({ name }) => !name.endsWith('.wasm');
  const [all, page] = [sum(asked), sum(asked.filter(isPage))];
  const over = [
    all > BUDGET.all && `the first load is ${all - BUDGET.all} bytes over its budget of ${BUDGET.all}`,
    page > BUDGET.page && `the page without the wasm is ${page - BUDGET.page} bytes over its budget of ${BUDGET.page}`,
  ];
  return { all, page, later: sum(later), over: over.filter(Boolean) };
}

function print() {
  const sizes = measure();
  const { all, page, later, over } = judge(sizes);
  const line = (name, raw, gzip) => console.log(`${name.padEnd(44)} ${String(raw).padStart(9)} ${String(gzip).padStart(9)}`);
  line('bytes, to the first verdict on an example', 'raw', 'gzip');
  for (const { name, raw, gzip } of sizes.asked) line(name, raw, gzip);
  line('together', '', all);
  line('of which the page itself', '', page);
  for (const { name, raw, gzip } of sizes.later) line(`${name}, at rest`, raw, gzip);
  line('with these', '', all + later);
  console.log(`budget: ${all} of ${BUDGET.all} bytes after gzip (${Math.floor((all * 100) / BUDGET.all)} %), the page itself ${page} of ${BUDGET.page}`);
  for (const why of over) console.error(why);
  process.exitCode = over.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print();
