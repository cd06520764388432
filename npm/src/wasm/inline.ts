/**
 * Node, Deno, Bun, and whoever imports `sealcheck/inline`: the wasm travels as text inside a module.
 * Reading a file instead breaks in bundled servers, and in Deno without permissions.
 */
import { base64 } from '../generated/inline.js';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? decode(base64));

function decode(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = characters.charCodeAt(index);
  return bytes;
}
