import { SealcheckError } from './errors.js';
import type { Accepted, Check, RowName, SignatureVerdict, Verdict } from './types.js';

/** The order in which rows decide: the plugin comes right after integrity. */
const PIPELINE: readonly RowName[] = [
  'integrity',
  'plugin',
  'authenticity',
  'expiry',
  'authenticTimestamp',
  'revocation',
  'binding',
  'userMetadata',
];

/** Passed, or skipped by policy or as not requested. */
export function isGood(check: Check): boolean {
  return check.status === 'passed' || (check.status === 'skipped' && check.skippedBecause !== 'blocked');
}

/** The row that decided against a signature. For messages; the result itself is the core's. */
export function decidingCheck(signature: SignatureVerdict): Check | undefined {
  if (signature.result !== 'rejected') return undefined;
  const bad = signature.checks.filter((check) => check.action === 'enforce' && !isGood(check));
  return PIPELINE.map((name) => bad.find((check) => check.name === name)).find((check) => check !== undefined);
}

/**
 * Throws a `SealcheckError` with code `not-accepted` that names the deciding check, unless the verdict is accepted
 * with at least the trust asked for: `full`, `partial` (the signer is authenticated; the default) or `any`.
 */
export function assertAccepted(
  verdict: Verdict,
  options: { trust?: 'full' | 'partial' | 'any' } = {},
): asserts verdict is Accepted {
  const wanted = options.trust ?? 'partial';
  if (!['full', 'partial', 'any'].includes(wanted)) {
    throw new SealcheckError('invalid-argument', `trust: must be "full", "partial" or "any", not ${JSON.stringify(wanted)}`);
  }
  if (verdict.result !== 'accepted') {
    throw new SealcheckError('not-accepted', `${verdict.result}: ${whyNot(verdict)}`);
  }
  const { trust } = verdict;
  if (wanted === 'any' || trust === 'full' || trust === wanted) return;
  const logged = verdict.signatures[verdict.acceptedBy]?.checks.filter((check) => !isGood(check)) ?? [];
  const why = logged.map((check) => `${check.name}: ${check.finding?.message ?? check.status}`).join('; ');
  throw new SealcheckError('not-accepted', `accepted, but trust is ${trust}, not ${wanted}: ${why} (only logged)`);
}

function whyNot(verdict: Exclude<Verdict, Accepted>): string {
  const { reason, signatures } = verdict;
  const rejected = signatures.map((signature, index) => {
    const check = decidingCheck(signature);
    const number = signatures.length > 1 ? `signature ${index + 1}: ` : '';
    return check && `${number}${check.name}: ${check.finding?.message ?? check.status} (${check.finding?.code ?? check.status})`;
  });
  const why = rejected.filter((line) => line !== undefined).join('; ');
  return why === '' ? `${reason.message} (${reason.code})` : why;
}
