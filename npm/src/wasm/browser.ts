/** Browsers: the wasm is fetched from beside this module, and must be the one that this package was built with. */
import { integrity } from '../generated/integrity.js';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) =>
  instantiate(() => source ?? fetch(new URL('../core.wasm', import.meta.url), { integrity }));
