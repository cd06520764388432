/** Every public type of the package. */
export type { FindingCode } from './codes.js';
export type * from './types/report.js';
export type * from './types/request.js';
export type * from './types/verdict.js';
export type { WasmSource } from './wasm/instance.js';
