// One module through each bundler, minified: for gates about what gets into a bundle and what is left out.
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';

/** The conditions of a bundle for Node: its entry brings the wasm along as text. */
const CONDITIONS = ['node', 'import'];
const FILE = 'out/bundle.mjs';

/** By name: bundle `entry.js` of a folder to `out/bundle.mjs`, and give the modules of which something is in it. */
const BUNDLERS = {
  async esbuild(folder) {
    const { metafile } = await esbuild({
      absWorkingDir: folder,
      entryPoints: ['entry.js'],
      outfile: FILE,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      metafile: true,
      logLevel: 'silent',
    });
    const [output] = Object.values(metafile.outputs);
    return Object.keys(output.inputs).filter((name) => output.inputs[name].bytesInOutput > 0);
  },
  async rolldown(folder) {
    const bundle = await rolldown({ cwd: folder, input: './entry.js', platform: 'node', resolve: { conditionNames: CONDITIONS } });
    const { output } = await bundle.write({ file: FILE, minify: true, codeSplitting: false });
    return rendered(folder, output);
  },
  async rollup(folder) {
    const input = join(folder, 'entry.js');
    const bundle = await rollup({ input, plugins: [byManifest(folder)], onwarn: refuse });
    const { output } = await bundle.write({ file: join(folder, FILE), inlineDynamicImports: true });
    return rendered(folder, output);
  },
  async vite(folder) {
    const result = await vite({
      root: folder,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: { ssr: 'entry.js', outDir: 'out', minify: true, rolldownOptions: { output: { entryFileNames: 'bundle.mjs', codeSplitting: false } } },
    });
    return rendered(folder, result.output);
  },
  async webpack(folder) {
    const { chunkGraph, modules } = await runWebpack({
      context: folder,
      mode: 'production',
      entry: './entry.js',
      target: 'node20',
      experiments: { outputModule: true },
      module: { parser: { javascript: { dynamicImportMode: 'eager' } } },
      output: { path: join(folder, 'out'), filename: 'bundle.mjs', module: true },
      optimization: { concatenateModules: false },
    });
    const used = [...modules].filter((module) => module.resource && chunkGraph.getNumberOfModuleChunks(module) > 0);
    return used.map(({ resource }) => relative(folder, resource));
  },
};

/** Runs webpack; gives the compilation, or throws its errors. */
export async function runWebpack(configuration) {
  const stats = await promisify(webpack)({ devtool: false, ...configuration });
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
  return stats.compilation;
}

export const bundlerNames = Object.keys(BUNDLERS);

/** Gives the bundle's path and size, and the modules of the package that are in it, as paths below `dist`. */
export async function bundle(name, folder) {
  const modules = await BUNDLERS[name](folder);
  const path = join(folder, FILE);
  const own = modules.map((module) => module.split(sep).join('/').split('sealcheck/dist/')[1]).filter((module) => module !== undefined);
  return { path, size: readFileSync(path).length, modules: own };
}

function rendered(folder, output) {
  const modules = output.flatMap((chunk) => Object.entries(chunk.modules ?? {}));
  return modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => relative(folder, id));
}

/** Rollup knows nothing of packages by itself: what their manifests say is a plugin's to read. */
function byManifest(folder) {
  const root = join(folder, 'node_modules/sealcheck');
  const { exports, sideEffects } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const effects = new Set(sideEffects.map((path) => join(root, path)));
  return {
    name: 'by-manifest',
    resolveId(source, importer) {
      const name = /^sealcheck(?=$|\/)/.exec(source);
      if (name === null && !importer?.startsWith(root)) return undefined;
      const target = name && exports[source.replace('sealcheck', '.')];
      const id = target ? join(root, target.node ?? target.default) : join(dirname(importer), source);
      return { id, moduleSideEffects: effects.has(id) };
    },
  };
}

function refuse({ message }) {
  throw new Error(message);
}
