import { createApi } from '../api.js';
import { load } from '../wasm/slim.js';

export * from '../common.js';
export { createVerifierSync, initSync, inspectSync, lintTrustPolicySync, verifyBlobSync, verifySync } from '../sync.js';
export const { verify, verifyBlob, createVerifier, inspect, lintTrustPolicy, readCertificates, init } = /* @__PURE__ */ createApi(load);
