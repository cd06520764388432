/**
 * How an entry is put together. `createApi(load)` of `src/api.ts` returns the functions as closures over `load` and
 * does nothing else: no `load()` before the first call of one of them, so that importing the package costs and changes
 * nothing (`"sideEffects": false` is then true, and no bundler can drop the initialisation). `init(source)` is
 * `load(source)`. What needs no wasm (`assertAccepted`, `SealcheckError`, `version`) comes from `src/common.ts`, the
 * same for every entry; the types of all are `src/declarations.ts`.
 *
 * The entries differ in one import: the `load` of `src/wasm` that fits the runtime.
 */
import { createApi, pick } from '../api.js';
import { load } from '../wasm/inline.js';

export * from '../common.js';

const api = /* @__PURE__ */ createApi(load);
export const verify = /* @__PURE__ */ pick(api, 'verify');
export const verifyBlob = /* @__PURE__ */ pick(api, 'verifyBlob');
export const createVerifier = /* @__PURE__ */ pick(api, 'createVerifier');
export const inspect = /* @__PURE__ */ pick(api, 'inspect');
export const lintTrustPolicy = /* @__PURE__ */ pick(api, 'lintTrustPolicy');
export const readCertificates = /* @__PURE__ */ pick(api, 'readCertificates');
export const init = /* @__PURE__ */ pick(api, 'init');
