/** The verifier as the commands use it: the wasm inside the package. */
import { createApi, readCertificates } from '../api.js';
import type { CertificateSummary } from '../types.js';
import { load } from '../wasm/inline.js';

export const api = createApi(load);

/** The certificates of a file. */
export function certificatesIn(data: Uint8Array): Promise<CertificateSummary[]> {
  return readCertificates(load, data);
}
