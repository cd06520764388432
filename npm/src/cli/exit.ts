/** Exit codes, the same for every command. */
import { SealcheckError } from '../errors.js';
import type { Result } from '../types.js';

export const ACCEPTED = 0;
export const REJECTED = 1;
export const USAGE = 2;
export const NOT_VERIFIED = 3;
export const UNREADABLE = 4;

/** From the worst to the best: a list of artifacts exits with the worst. */
const WORST_FIRST = [USAGE, UNREADABLE, REJECTED, NOT_VERIFIED, ACCEPTED];

/** The exit code of a list. */
export function worst(codes: number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? ACCEPTED;
}

/** The exit code of a verdict. */
export function ofResult(result: Result): number {
  return { accepted: ACCEPTED, rejected: REJECTED, 'not-verified': NOT_VERIFIED }[result];
}

/** The exit code of something thrown. */
export function ofError(error: unknown): number {
  if (!(error instanceof SealcheckError)) return UNREADABLE;
  const { code } = error;
  return ['internal', 'layout', 'load-failed', 'unreadable'].includes(code) || code.startsWith('registry-') ? UNREADABLE : USAGE;
}
