/**
 * Node: `core.wasm` beside this module, if it is there and is the one that this package was built with. In bundled
 * servers it is not; there the wasm comes as text inside a module, which takes longer.
 */
import type * as FileSystem from 'node:fs';
import { decodeBase64 } from '../base64.js';
import { nodeCrypto } from '../crypto/node.js';
import { sha256 } from '../generated/integrity.js';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? own());

async function own(): Promise<WebAssembly.Module | Uint8Array<ArrayBuffer>> {
  return (await beside()) ?? decodeBase64((await import('../generated/inline.js')).base64);
}

/** Not as `new URL('…', import.meta.url)` in one expression: bundlers would take the file for an asset to copy. */
const FILE = '../core.wasm';

/** The file, compiled. V8 does that on other threads, and its digest is made meanwhile: another file is never run. */
async function beside(): Promise<WebAssembly.Module | undefined> {
  const bytes = read();
  if (bytes === undefined) return undefined;
  const compiling = WebAssembly.compile(bytes);
  // Of another file nobody awaits it.
  compiling.catch(() => undefined);
  const found = nodeCrypto()?.createHash('sha256').update(bytes).digest('hex');
  return found === sha256 ? compiling : undefined;
}

function read(): Uint8Array<ArrayBuffer> | undefined {
  try {
    const files = process.getBuiltinModule('node:fs') as typeof FileSystem;
    return files.readFileSync(new URL(FILE, import.meta.url));
  } catch {
    return undefined;
  }
}
