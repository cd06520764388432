/** Why an artifact is not accepted: what was compared with what, and what someone can do. */
import { decidingCheck } from '../../accepted.js';
import type { Accepted, Check, Finding, IdentityComparison, SignatureVerdict, Verdict } from '../../types.js';

/** A line: a label, a text, and lines under it. */
export interface Fact {
  label: string;
  text: string;
  under?: Fact[];
}

/** The lines under the first one. */
export function explain(verdict: Exclude<Verdict, Accepted>, { lookedAt = [] }: { lookedAt?: string[] }): Fact[] {
  const { reason, signatures } = verdict;
  const [only] = signatures;
  const check = signatures.length === 1 && only ? decidingCheck(only) : undefined;
  if (only && check) return because(check, only, verdict);

  const looked = reason.code === 'signature.none-found' && lookedAt.length > 0 ? ` (looked at: ${lookedAt.join(', ')})` : '';
  return [{ label: 'why', text: `${reason.message}${looked}  (${reason.code})` }, ...whatNow(adviceOf(reason, signatures))];
}

function because(check: Check, signature: SignatureVerdict, verdict: Verdict): Fact[] {
  const { finding, name, status } = check;
  if (finding === null) return [{ label: 'why', text: `${name}: ${status}` }];
  const why = { label: 'why', text: `${name}: ${finding.message}  (${finding.code})`, under: comparison(check, signature, verdict) };
  return [why, ...whatNow(finding.advice)];
}

/** Of several signatures, each has its own; `-v` shows them. */
function adviceOf(reason: Finding, signatures: SignatureVerdict[]): string | undefined {
  return signatures.length > 1 ? 'See the reason of each signature below; -v shows every check.' : reason.advice;
}

function whatNow(advice: string | undefined): Fact[] {
  return advice === undefined ? [] : [{ label: 'what now', text: advice }];
}

/** What was compared with what, where the evidence has both sides. */
function comparison(check: Check, signature: SignatureVerdict, verdict: Verdict): Fact[] {
  if (check.name === 'authenticity') return identities(check.evidence.identities ?? [], signature, verdict);
  if (check.name === 'userMetadata') {
    const { required = {}, signed = {} } = check.evidence;
    const shown = (map: Record<string, string>): string =>
      Object.entries(map).map(([key, value]) => `${key}=${value}`).join(', ') || 'nothing';
    return [
      { label: 'required', text: shown(required) },
      { label: 'signed', text: shown(signed) },
    ];
  }
  return [];
}

function identities(identities: IdentityComparison[], signature: SignatureVerdict, { policy }: Verdict): Fact[] {
  if (identities.length === 0 || identities.some(({ matches }) => matches)) return [];
  const differences = ({ attributes }: IdentityComparison): number => attributes.filter(({ equal }) => !equal).length;
  const [closest] = [...identities].sort((left, right) => differences(left) - differences(right));
  if (closest === undefined) return [];
  const among = identities.length > 1 ? `, the nearest of ${identities.length}` : '';
  const differs = closest.attributes
    .filter(({ equal }) => !equal)
    .map(({ attribute, policy, certificate }) => {
      const has = certificate === null ? `${attribute} is missing` : `${attribute} is "${certificate}"`;
      return `${has}, the policy wants "${policy}"`;
    });
  return [
    { label: 'signer', text: signature.signer?.subject ?? 'not known' },
    { label: 'policy', text: `${closest.identity}   (statement "${policy?.name ?? ''}"${among})` },
    ...differs.map((text) => ({ label: 'differs', text })),
  ];
}
