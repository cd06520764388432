import { createApi, pick } from '../api.js';
import { load } from '../wasm/slim.js';

export * from '../common.js';
export { createVerifierSync, initSync, inspectSync, lintTrustPolicySync, verifyBlobSync, verifySync } from '../sync.js';

const api = /* @__PURE__ */ createApi(load);
export const verify = /* @__PURE__ */ pick(api, 'verify');
export const verifyBlob = /* @__PURE__ */ pick(api, 'verifyBlob');
export const createVerifier = /* @__PURE__ */ pick(api, 'createVerifier');
export const inspect = /* @__PURE__ */ pick(api, 'inspect');
export const lintTrustPolicy = /* @__PURE__ */ pick(api, 'lintTrustPolicy');
export const readCertificates = /* @__PURE__ */ pick(api, 'readCertificates');
export const init = /* @__PURE__ */ pick(api, 'init');
