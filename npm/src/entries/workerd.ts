import { createApi } from '../api.js';
import { load } from '../wasm/workerd.js';

export * from '../common.js';
export const { verify, verifyBlob, createVerifier, inspect, lintTrustPolicy, readCertificates, init } = /* @__PURE__ */ createApi(load);
