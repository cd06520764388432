/** Edge functions of the `edge-light` kind: as workerd, with an import of their own spelling. */
import module from '../core.wasm?module';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? module);
