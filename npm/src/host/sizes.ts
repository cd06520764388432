/** How much is read at most. */

/** An OCSP response. */
export const MAX_OCSP = 64 << 10;
/** A certificate revocation list. */
export const MAX_CRL = 32 << 20;
