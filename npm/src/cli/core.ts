/** The verifier as the commands use it: the wasm inside the package. */
import { createApi } from '../api.js';
import { load } from '../wasm/inline.js';

export const api = createApi(load);
