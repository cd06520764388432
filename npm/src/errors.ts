import type { Problem } from './types.js';

/** What can be wrong on this side: the caller's mistakes, files that cannot be read, and faults of ours. */
export type SealcheckErrorCode =
  /** A notation configuration cannot be used. */
  | 'config'
  /** A fault in Sealcheck itself; nothing is known about the signature. */
  | 'internal'
  /** An argument has the wrong shape. */
  | 'invalid-argument'
  /** A date is not a date, or outside the years 1 to 9999. */
  | 'invalid-date'
  /** Not `repository@digest` or `repository:tag`. */
  | 'invalid-reference'
  /** The document cannot be used; `problems` has every reason. */
  | 'invalid-trust-policy'
  /** The name of a trust store is not `type:name`. */
  | 'invalid-trust-store'
  /** An OCI image layout cannot be read. */
  | 'layout'
  /** The wasm could not be loaded. */
  | 'load-failed'
  /** {@link assertAccepted} met a verdict that is not good enough. */
  | 'not-accepted'
  /** A registry wants credentials, or others. */
  | 'registry-denied'
  /** A registry's answer is not what the protocol, the digest or the descriptor says. */
  | 'registry-invalid'
  /** A registry has no such artifact. */
  | 'registry-not-found'
  /** A registry does not answer, or cannot now. */
  | 'registry-unreachable'
  // Codes that the core adds later.
  | (string & {});

/** Thrown for the caller's mistakes and for internal faults; that a signature does not verify is a verdict. */
export class SealcheckError extends Error {
  /** Always this, also where `instanceof` fails because the package is there twice. */
  override readonly name = 'SealcheckError';
  /** Stable, for programs. */
  readonly code: SealcheckErrorCode;
  /** With `invalid-trust-policy`: every problem of the document. */
  readonly problems?: Problem[];

  constructor(code: SealcheckErrorCode, message: string, options: { cause?: unknown; problems?: Problem[] } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    if (options.problems !== undefined) this.problems = options.problems;
  }
}

/** What anything that was thrown has to say. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
