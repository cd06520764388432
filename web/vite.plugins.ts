/** What Vite does not know by itself: the examples, the look shared with the element, the engine of each build. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const CASES = fileURLToPath(new URL('../tests/vectors/flows/cases', import.meta.url));

/**
 * Each case is a module of its own, or all are `inside` the one script. `ca-wrong-store-audit` is the case
 * ca-wrong-store at another level.
 */
export function examples({ inside = false } = {}): Plugin {
  const list = readFileSync(new URL('./src/page/examples.ts', import.meta.url), 'utf8');
  const names = [...list.matchAll(/name: '([^']+)'/g)].map(([, name]) => name as string);
  return {
    name: 'examples',
    resolveId: (id) => (id.startsWith('virtual:example') ? `\0${id}` : undefined),
    load(id) {
      if (id === '\0virtual:examples') {
        const module = (name: string): string =>
          inside ? `Promise.resolve({ default: ${JSON.stringify(readCase(name))} })` : `import(${JSON.stringify(`virtual:example/${name}`)})`;
        const entries = names.map((name) => `${JSON.stringify(name)}: () => ${module(name)}`);
        return `export const load = { ${entries.join(', ')} };`;
      }
      if (!id.startsWith('\0virtual:example/')) return undefined;
      return `export default ${JSON.stringify(readCase(id.slice('\0virtual:example/'.length)))};`;
    },
  };
}

function readCase(name: string): object {
  const folder = join(CASES, name.replace(/-audit$/, ''));
  const about = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as Record<string, unknown>;
  const files: Record<string, Buffer> = {};
  for (const part of ['layout', 'config', 'crl', 'blob', 'blob.sig']) {
    if (!existsSync(join(folder, part))) continue;
    for (const file of walk(join(folder, part))) {
      let content = readFileSync(file);
      if (name.endsWith('-audit') && file.endsWith('trustpolicy.json')) content = Buffer.from(audit(content.toString()));
      files[relative(folder, file)] = content;
    }
  }
  const envelope = envelopeIn(files);
  if (name === 'ca-jws' && envelope) files['signature.envelope'] = envelope;
  const metadata = Object.entries((about['userMetadata'] as Record<string, string> | undefined) ?? {}).map(([key, value]) => `${key}=${value}`).join('\n');
  return { files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, packed(content)])), reference: about['reference'] ?? '', at: about['verifyAt'] ?? '', metadata };
}

/** The same statement at level audit, without overrides. */
function audit(policy: string): string {
  const document = JSON.parse(policy) as { trustPolicies: { signatureVerification: object }[] };
  for (const statement of document.trustPolicies) statement.signatureVerification = { level: 'audit' };
  return JSON.stringify(document, null, 2);
}

function envelopeIn(files: Record<string, Buffer>): Buffer | undefined {
  return Object.values(files).find((content) => content.subarray(0, 2000).includes('"payload":'));
}

/** Text as it is, which compresses well; other bytes in base64. */
function packed(content: Buffer): string | { base64: string } {
  const text = content.toString();
  return Buffer.from(text).equals(content) ? text : { base64: content.toString('base64') };
}

function walk(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => walk(join(path, name))) : [path];
}

/** Tokens and base styles of the element, as a style sheet of the page. */
export function look(): Plugin {
  return {
    name: 'look',
    resolveId: (id) => (id === 'virtual:look.css' ? '\0look.css' : undefined),
    async load(id) {
      if (id !== '\0look.css') return undefined;
      const { css } = (await import('../npm/dist/element/style.js')) as { css: string };
      return css.replaceAll(':host, :root', ':root');
    },
  };
}

/**
 * The page asks for `crypto: 'wasm'`, so nothing of the package that probes and asks other engines is ever reached: it
 * is left out. Such engines only speed up a yes; the verdicts are the same.
 */
export function wasmAlone(): Plugin {
  const instead = [
    ['async function answer(questions, choice)', 'return questions.map(() => false);'],
    ['function answerSync(questions, choice)', 'return questions.map(() => false);'],
    ['function nodeCrypto()', 'return undefined;'],
  ] as const;
  return {
    name: 'wasm-alone',
    transform(code, id) {
      if (!/\/dist\/core\.js$/.test(id)) return undefined;
      return instead.reduce((script, [head, body]) => {
        const start = script.indexOf(`\n${head} {\n`);
        const end = script.indexOf('\n}\n', start);
        if (start < 0 || end < 0) throw new Error(`${id} has no ${head}`);
        return `${script.slice(0, start)}\n${head} {\n${body}${script.slice(end)}`;
      }, code);
    },
  };
}

/** The style of the element without comments and indentation. */
export function terseStyle(): Plugin {
  return {
    name: 'terse-style',
    transform: (code, id) => (/\/dist\/element\/style\.js$/.test(id) ? code.replace(/`[^`]*`/g, (css) => css.replace(/\/\*.*?\*\/|\n */g, '').replace(/ *([{};]) */g, '$1')) : undefined),
  };
}

/** Vite's own helper preloads the style sheets of a chunk; no chunk here has any. */
export function plainImport(): Plugin {
  return {
    name: 'plain-import',
    enforce: 'pre',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined),
  };
}

/** `remote` runs in a worker, `local` on the page. */
export function engine(kind: 'remote' | 'local'): Plugin {
  return {
    name: 'engine',
    resolveId: (id) => (id === 'virtual:engine' ? fileURLToPath(new URL(`./src/engine/${kind}.ts`, import.meta.url)) : undefined),
  };
}
