// `node bundle.mjs MODULES DIST`: what ships, from the modules that tsc wrote. Every file takes a runtime time to find
// and read, so what is always loaded together is one file. Names stay as they are and nothing is minified: people read
// stack traces, and bundlers minify what they take.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';

/** Files that somebody names: package.json, an `import()`, a `new URL`, the page, the benchmarks. */
const NAMED = [
  /^entries\//,
  /^(host|element)\/index\.js$/,
  /^element\/define\.js$/,
  /^generated\/(inline|integrity)\.js$/,
  /^cli\/(main|audit-worker)\.js$/,
  /^cli\/commands\//,
];

/**
 * Files that several of those import, and the modules in them. What has state is here: the instance of the core, the
 * engines, the class of errors are one, whichever entries a program uses.
 */
const SHARED = {
  'shared.js': /^(accepted|base64|errors|nearest|shape|version)\.js$/,
  'core.js': /^(api|blob|core|input|questions|verify|crypto\/.*|generated\/glue|wasm\/instance)\.js$/,
  'element/style.js': /^element\/style\//,
  'cli/parts.js': /^cli\/(?!commands\/)/,
  // Apart, because it imports `sealcheck` when it is called: webpack takes that along with the file.
  'host/online.js': /^host\/online\.js$/,
  'host/parts.js': /^host\/(?!online\.js)/,
};

/** Modules without state or much code, of which every file that imports them has a copy. */
const COPIED = /^(common|generated\/integrity)\.js$/;

const [modules, dist] = process.argv.slice(2).map((path) => resolve(path));
const all = readdirSync(modules, { recursive: true }).map((name) => name.split(sep).join('/'));
const scripts = all.filter((name) => name.endsWith('.js'));

/** The file that a module is in; none if it is in the one file that imports it. */
function fileOf(module) {
  if (NAMED.some((pattern) => pattern.test(module))) return module;
  return Object.keys(SHARED).find((file) => SHARED[file].test(module));
}

const members = (file) => (file in SHARED ? scripts.filter((module) => fileOf(module) === file) : [file]);

/** Leaves an import of another file alone, but for its path. */
function apart(file) {
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const target = relative(modules, join(resolveDir, path)).split(sep).join('/');
        const other = fileOf(target) ?? (target.includes('.wasm') ? target : file);
        if (other === file || COPIED.test(target)) return undefined;
        const address = posix.relative(posix.dirname(file), other);
        return { path: address.startsWith('.') ? address : `./${address}`, external: true };
      });
    },
  };
}

async function write(file) {
  const own = members(file);
  const { metafile } = await build({
    ...(file in SHARED
      ? { stdin: { contents: own.map((module) => `export * from './${module}';`).join('\n'), resolveDir: modules } }
      : { entryPoints: [join(modules, file)] }),
    absWorkingDir: modules,
    bundle: true,
    charset: 'utf8',
    external: ['node:*', 'sealcheck'],
    format: 'esm',
    logLevel: 'warning',
    metafile: true,
    outfile: join(dist, file),
    plugins: [apart(file)],
    target: 'es2022',
  });
  const [output] = Object.values(metafile.outputs);
  const imports = output.imports.filter(({ kind, path }) => kind === 'import-statement' && path.startsWith('.'));
  return { file, modules: Object.keys(output.inputs), imports: imports.map(({ path }) => posix.join(posix.dirname(file), path)) };
}

/** A module in two files would have its state twice. */
function demandOnce(written) {
  const seen = new Map();
  for (const { file, modules: inside } of written) {
    for (const module of inside) {
      if (seen.has(module)) throw new Error(`${module} is in ${seen.get(module)} and in ${file}: name a file for it`);
      if (!COPIED.test(module) && module !== '<stdin>') seen.set(module, file);
    }
  }
}

/** Files that import each other hinder bundlers, and the first to run finds nothing in the other. */
function demandNoCycle(written) {
  const imports = new Map(written.map(({ file, imports }) => [file, imports]));
  const follow = (path) => {
    const file = path.at(-1);
    if (path.indexOf(file) < path.length - 1) throw new Error(`a cycle: ${path.join(', ')}`);
    for (const next of imports.get(file) ?? []) follow([...path, next]);
  };
  for (const file of imports.keys()) follow([file]);
}

/** Everything that is imported is exported. */
async function demandWhole(files) {
  const entryPoints = files.map((file) => join(dist, file));
  await build({ entryPoints, bundle: true, external: ['node:*', 'sealcheck', '*.wasm', '*.wasm?module'], format: 'esm', logLevel: 'warning', outdir: dist, write: false });
}

/** As they are: of the types, all that those of the entries name. */
const isShipped = (name) => name.endsWith('.wasm') || (name.endsWith('.d.ts') && !name.startsWith('cli/'));

rmSync(dist, { recursive: true, force: true });
for (const name of all.filter(isShipped)) cpSync(join(modules, name), join(dist, name));
const files = [...new Set(scripts.map(fileOf))].filter((file) => file !== undefined);
const written = await Promise.all(files.map(write));
demandOnce(written);
demandNoCycle(written);
await demandWhole(files);
