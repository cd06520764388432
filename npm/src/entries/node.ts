/**
 * How an entry is put together. `src/api.ts` (the facade) exports `createApi(load: Load): Api`, which returns
 * `{ verify, verifyBlob, createVerifier, inspect, lintTrustPolicy, readCertificates, init }` as closures over `load`, and does nothing
 * else: no `load()` before the first call of one of them, so that importing the package costs and changes nothing
 * (`"sideEffects": false` is then true, and no bundler can drop the initialisation). `init(source)` is `load(source)`.
 * What needs no wasm (`assertAccepted`, `SealcheckError`, `version`) and every type come from the facade's modules
 * by way of `src/common.ts`, the same for every entry.
 *
 * The entries differ in one import: the `load` of `src/wasm` that fits the runtime. Node, Deno and Bun share
 * `inline.ts`; package.json maps the conditions.
 */
export * from './inline.js';
