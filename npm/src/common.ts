/** What every entry exports beside the functions that need the wasm. */
export { assertAccepted } from './accepted.js';
export { SealcheckError, type SealcheckErrorCode } from './errors.js';
export { version } from './version.js';
export type * from './types.js';
