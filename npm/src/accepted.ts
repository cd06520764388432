import { SealcheckError } from './errors.js';
import { demandObject } from './shape.js';
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

/**
 * The row that decided against a signature. For messages; the result itself is the core's. If no statement applies,
 * nothing was judged, and the verdict's `reason` says why.
 */
export function decidingCheck(signature: SignatureVerdict): Check | undefined {
  if (signature.result !== 'rejected') return undefined;
  const bad = signature.checks.filter((check) => check.action === 'enforce' && !isGood(check) && check.finding !== null);
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
  demandObject(verdict, 'verdict', 'a verdict');
  demandObject(options, 'options');
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
  const lines = signatures.flatMap((signature, index) => {
    const { name, finding } = decidingCheck(signature) ?? {};
    const number = signatures.length > 1 ? `signature ${index + 1}: ` : '';
    return finding ? [`${number}${name}: ${finding.message} (${finding.code})`] : [];
  });
  return lines.length === 0 ? `${reason.message} (${reason.code})` : lines.join('; ');
}
