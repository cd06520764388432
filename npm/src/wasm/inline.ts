/**
 * Deno, Bun, and whoever imports `sealcheck/inline`: the wasm travels as text inside a module.
 * Reading a file instead breaks in bundled servers, and in Deno without permissions.
 */
import { decodeBase64 } from '../base64.js';
import { base64 } from '../generated/inline.js';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? decodeBase64(base64));
