/** One row of a signature in words: what was looked at, or what was found. */
import type { Check, CheckOf, RowName, SignatureVerdict } from '../../types.js';

/** What stands behind the status. `decides`: the row is explained above already. */
export function describeRow(check: Check, signature: SignatureVerdict, decides: boolean): string {
  if (check.status === 'passed') return passed(check, signature);
  if (check.status === 'skipped') {
    const reasons = { blocked: 'not judged, because integrity failed', policy: 'the policy says skip', 'not-requested': 'nothing asked for it' };
    return check.skippedBecause ? reasons[check.skippedBecause] : '';
  }
  const action = check.action === 'enforce' ? 'enforced' : 'only logged';
  if (decides || check.finding === null) return action;
  return `${action}: ${check.finding.message}  (${check.finding.code})`;
}

function passed(check: Check, signature: SignatureVerdict): string {
  switch (check.name) {
    case 'integrity':
      return [check.evidence.envelope, check.evidence.algorithm].filter(Boolean).join(', ');
    case 'authenticity':
      return authenticity(check, signature);
    case 'expiry':
      return check.evidence.expiry ? `expires ${check.evidence.expiry}` : 'none set';
    case 'authenticTimestamp':
      return timestamp(check);
    case 'revocation':
      return revocation(check);
    case 'plugin':
      return [check.evidence.name, check.evidence.version].filter(Boolean).join(' ');
    case 'binding':
      return check.evidence.signed ? `${check.evidence.signed.digest} is what was signed` : '';
    case 'userMetadata':
      return Object.entries(check.evidence.required ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(', ');
  }
}

type Row<Name extends RowName> = CheckOf<Name>;

function authenticity({ evidence: { anchor, identities, identity } }: Row<'authenticity'>, signature: SignatureVerdict): string {
  const parts: string[] = [];
  if (anchor) {
    const last = (signature.certificates?.length ?? 0) - 1;
    const where = `${anchor.store}/${anchor.entry}`;
    if (anchor.certificate === last) parts.push(`chain ends in ${where}`);
    else parts.push(`certificate ${anchor.certificate + 1} of ${last + 1} of the chain is ${where}`);
  }
  const index = identities?.findIndex(({ matches }) => matches) ?? -1;
  if (identities && index >= 0) parts.push(`identity ${index + 1} of ${identities.length} matches`);
  else if (identity === '*') parts.push('any identity');
  return parts.join('; ');
}

function timestamp({ evidence: { method, time, authority } }: Row<'authenticTimestamp'>): string {
  switch (method) {
    case 'authentic-signing-time':
      return `certificates valid at ${time}, the signing authority's time`;
    case 'timestamp':
      return `certificates valid at ${time}, as the timestamp of ${authority ?? 'the authority'} attests`;
    case 'verification-time':
      return `certificates valid at ${time}`;
    case undefined:
      return '';
  }
}

function revocation({ evidence: { certificates = [] } }: Row<'revocation'>): string {
  if (certificates.length === 0) return '';
  const asked = certificates.filter(({ status }) => status !== 'non-revokable');
  if (asked.length === 0) return 'no certificate names a revocation service';
  const methods = { crl: 'CRL', ocsp: 'OCSP', 'ocsp-fallback-crl': 'CRL, for want of an OCSP answer' };
  return asked.map(({ subject, status, method }) => `${subject}: ${status}${method ? ` (${methods[method]})` : ''}`).join('; ');
}
