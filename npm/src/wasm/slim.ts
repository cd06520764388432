/** `sealcheck/slim`: no wasm of its own; `init(source)` comes first. */
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) =>
  instantiate(() => {
    if (source === undefined) throw new Error('sealcheck/slim carries no wasm: call init(source) first');
    return source;
  });
