/** Which of the states a verdict is in. Read off the verdict; nothing is judged here. */
import { decidingCheck } from '../accepted.js';
import type { Check, SignatureVerdict, Verdict } from '../types.js';

/**
 * `verified`: trust full, and nothing else is ever green. `warnings`: the signer is authenticated, something else was
 * only logged. `unknown`: accepted although the signer is not authenticated. `untrusted`: intact, but not accepted.
 * `invalid`: integrity broken, or of another artifact. `skip`: the policy says skip. `decoded`: there is no verdict.
 */
export type State = 'verified' | 'warnings' | 'unknown' | 'untrusted' | 'invalid' | 'skip' | 'decoded';

/** The words of a state, the same everywhere. */
export const WORDS: Record<State, string> = {
  verified: 'Verified',
  warnings: 'Verified with warnings',
  unknown: 'Accepted by policy, signer unknown',
  untrusted: 'Not trusted',
  invalid: 'Invalid',
  skip: 'Not evaluated',
  decoded: 'Decoded, not verified',
};

/** The state of the whole verdict. */
export function stateOf(verdict: Verdict): State {
  if (verdict.result === 'not-verified') return 'skip';
  if (verdict.result === 'accepted') return OF_TRUST[verdict.trust];
  const states = verdict.signatures.map((signature) => stateOfSignature(signature, verdict));
  return states.length > 0 && states.every((state) => state === 'invalid') ? 'invalid' : 'untrusted';
}

const OF_TRUST = { full: 'verified', partial: 'warnings', none: 'unknown' } as const;

/** The state of one signature. */
export function stateOfSignature(signature: SignatureVerdict, verdict: Verdict): State {
  if (signature.result === 'not-verified' || !wasJudged(signature)) return verdict.result === 'rejected' ? 'untrusted' : 'skip';
  if (signature.result === 'rejected') {
    const deciding = decidingCheck(signature)?.name;
    return deciding === 'integrity' || deciding === 'binding' ? 'invalid' : 'untrusted';
  }
  if (!isAuthentic(signature)) return 'unknown';
  return signature.checks.some(isBad) ? 'warnings' : 'verified';
}

/** Whether a row says something at all: without a statement that applies none does. */
export function wasJudged({ checks }: SignatureVerdict): boolean {
  return checks.some(({ status, finding }) => status !== 'skipped' || finding !== null);
}

/** Failed, inconclusive, or blocked by another failure. */
export function isBad(check: Check): boolean {
  return check.status === 'failed' || check.status === 'inconclusive' || check.skippedBecause === 'blocked';
}

/** The row of a signature by its name. */
export function row<Name extends Check['name']>(signature: SignatureVerdict | undefined, name: Name): Extract<Check, { name: Name }> | undefined {
  return signature?.checks.find((check): check is Extract<Check, { name: Name }> => check.name === name);
}

/** Whether the signer is authenticated: only then is what the signer says more than a claim. */
export function isAuthentic(signature: SignatureVerdict | undefined): boolean {
  return row(signature, 'authenticity')?.status === 'passed';
}

/** The signature to begin with: the accepted one, else the one whose reason counts, else the first. */
export function firstShown(verdict: Verdict): number {
  if (verdict.acceptedBy !== null) return verdict.acceptedBy;
  const untrusted = verdict.signatures.findIndex((signature) => stateOfSignature(signature, verdict) === 'untrusted');
  return Math.max(0, untrusted);
}
