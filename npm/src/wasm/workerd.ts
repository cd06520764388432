/** Workers on workerd: the import gives a compiled module; making one from bytes is forbidden there. */
import module from '../core.wasm';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? module);
