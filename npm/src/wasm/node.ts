/**
 * Node: `core.wasm` beside this module, if it is there and is the one that this package was built with. In bundled
 * servers it is not; there the wasm comes as text inside a module, which takes three times as long.
 */
import type * as FileSystem from 'node:fs';
import { decodeBase64 } from '../base64.js';
import { nodeCrypto } from '../crypto/node.js';
import { sha256 } from '../generated/integrity.js';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? own(), (bytes) => new WebAssembly.Module(bytes));

async function own(): Promise<Uint8Array<ArrayBuffer>> {
  return beside() ?? decodeBase64((await import('../generated/inline.js')).base64);
}

/** Not as `new URL('…', import.meta.url)` in one expression: bundlers would take the file for an asset to copy. */
const FILE = '../core.wasm';

function beside(): Uint8Array<ArrayBuffer> | undefined {
  try {
    const files = process.getBuiltinModule('node:fs') as typeof FileSystem;
    const bytes = files.readFileSync(new URL(FILE, import.meta.url));
    return nodeCrypto()?.createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : undefined;
  } catch {
    return undefined;
  }
}
