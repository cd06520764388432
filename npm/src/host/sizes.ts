/** How much is read at most. */
import { SealcheckError } from '../errors.js';

/** An OCSP response. */
export const MAX_OCSP = 64 << 10;
/** A certificate revocation list. */
export const MAX_CRL = 32 << 20;

/** Throws if a file is larger than anything that belongs there. */
export function checkLimit(name: string, size: number, limit: number): void {
  if (size > limit) throw new SealcheckError('layout', `${name}: has ${size} bytes, at most ${limit} are read`);
}
