/** The sentences of the banner: the deciding fact first. */
import { decidingCheck } from '../accepted.js';
import type { Check, Finding, SignatureVerdict, Verdict } from '../types.js';
import { type Content, h } from './dom.js';
import { isBad, row } from './state.js';
import { commonName, count, foreign, list } from './text.js';
import type { View } from './view.js';

/** The names of the rows, for people. */
export const ROWS: Record<Check['name'], string> = {
  integrity: 'Integrity',
  authenticity: 'Authenticity',
  expiry: 'Expiry',
  authenticTimestamp: 'Authentic timestamp',
  revocation: 'Revocation',
  plugin: 'Plugin',
  binding: 'Binding',
  userMetadata: 'User metadata',
};

/** What the artifact is called. */
export function noun({ verdict }: View): string {
  if (verdict?.policy?.kind === 'blob' || (verdict !== null && verdict.artifact.reference === undefined)) return 'file';
  return /index|list/.test(verdict?.artifact.mediaType ?? '') ? 'image index' : 'image';
}

/** Paragraphs below the heading. */
export function sentences(view: View): Content[][] {
  const { state, verdict } = view;
  if (verdict === null) return decoded(view);
  switch (state) {
    case 'verified':
      return [verified(view), ...skipped(verdict)];
    case 'warnings':
      return [[...signedBy(view), ' ', countBad(view)], ...badRows(view)];
    case 'unknown':
      return unknown(view, verdict);
    case 'skip':
      return [[h('strong', {}, 'Nothing was looked at.'), ' Statement ', foreign(verdict.policy?.name ?? ''), ' says skip, so nothing is known about this ', noun(view), ', neither good nor bad.']];
    default:
      return rejected(view, verdict);
  }
}

function signedBy(view: View): Content[] {
  const accepted = view.verdict?.signatures[view.verdict.acceptedBy ?? -1];
  const identity = row(accepted, 'authenticity')?.evidence.identity;
  const who = accepted?.signer?.subject ?? '';
  const why = identity === '*' ? ', whose certificate leads to a trust store of your policy (which trusts every identity there),' : ', an identity your policy trusts,';
  return ['Signed by ', h('strong', {}, foreign(commonName(who))), why, ` for exactly this ${noun(view)}.`];
}

function verified(view: View): Content[] {
  const all = view.verdict?.signatures.length ?? 0;
  const accepted = view.verdict?.signatures.filter(({ result }) => result === 'accepted').length ?? 0;
  if (all === 1) return [...signedBy(view), ' Every check the policy enforces passed.'];
  const rest = accepted === all ? `All ${all} signatures are accepted.` : `${accepted} of ${all} signatures ${accepted === 1 ? 'is' : 'are'} accepted, and one is enough; the others are listed with their reasons.`;
  return [...signedBy(view), ` ${rest}`];
}

function skipped({ policy }: Verdict): Content[][] {
  const names = Object.entries(policy?.enforcement ?? {}).flatMap(([name, action]) => (action === 'skip' ? [ROWS[name as Check['name']]] : []));
  if (names.length === 0) return [];
  return [[h('strong', {}, `${list(names)} ${names.length === 1 ? 'was' : 'were'} not checked:`), ' the policy says skip.']];
}

function badOf(view: View): Check[] {
  return view.verdict?.signatures[view.verdict.acceptedBy ?? -1]?.checks.filter(isBad) ?? [];
}

function countBad(view: View): string {
  const number = badOf(view).length;
  return number === 1 ? 'One check did not pass, and the policy only logs it.' : `${count(number, 'check')} did not pass, and the policy only logs them.`;
}

function badRows(view: View): Content[][] {
  return badOf(view).map((check) => [
    h('strong', {}, `${ROWS[check.name]} ${check.status === 'inconclusive' ? 'unknown' : 'failed'}:`),
    ' ',
    foreign(check.finding?.message ?? check.status),
    '.',
  ]);
}

function unknown(view: View, verdict: Verdict): Content[][] {
  return [
    [
      'The signature is intact, but nobody you trust vouches for its maker. Level ',
      h('strong', {}, verdict.policy?.level ?? ''),
      ' accepts it all the same. ',
      h('strong', {}, 'Anyone could have made it.'),
    ],
    ...badRows(view).slice(0, 1),
  ];
}

function rejected(view: View, verdict: Verdict): Content[][] {
  const { signatures, reason } = verdict;
  if (reason === null) return [];
  if (reason.code === 'signature.none-found') return [[h('strong', {}, `No signature of this ${noun(view)} was found.`), ' Nobody vouches for it.']];
  const [only] = signatures;
  if (reason.code === 'signature.none-accepted' || only === undefined) return several(verdict, reason);
  const check = decidingCheck(only);
  if (check === undefined) return [[sentence(reason)]];
  if (check.name === 'integrity') return broken(check.finding ?? reason);
  if (check.name === 'binding') {
    const why = differsOnly(check) ? 'What was signed is something else: both digests stand under 2.' : sentence(check.finding ?? reason);
    return [['The signature is intact, but it does not belong to this ', noun(view), '. ', h('strong', {}, why)]];
  }
  return [[introduction(only, check), h('strong', {}, nearMiss(only) ?? sentence(check.finding ?? reason))]];
}

/** Whether the finding only repeats both descriptors, which the row of the check shows side by side. */
export function differsOnly(check: Check): boolean {
  return check.name === 'binding' && Array.isArray(check.finding?.details?.['differs']) && Boolean(check.evidence.signed && check.evidence.artifact);
}

function introduction(signature: SignatureVerdict, { name }: Check): string {
  if (name === 'authenticity' && row(signature, 'authenticity')?.evidence.anchor) {
    return 'The signature is intact and its chain leads to a certificate you trust, but the signer is not the one your policy names: ';
  }
  if (name === 'authenticity') return 'The signature is intact, but nobody you trust vouches for its maker: ';
  return `The signature is intact, but ${ROWS[name].toLowerCase()} stands against it: `;
}

/** The one trusted identity, where it differs in few attributes. */
function nearMiss(signature: SignatureVerdict): Content {
  const identities = row(signature, 'authenticity')?.evidence.identities ?? [];
  const [only] = identities;
  if (identities.length !== 1 || only === undefined) return null;
  const differing = only.attributes.filter(({ equal }) => !equal);
  if (differing.length === 0 || differing.length > 2) return null;
  return differing.map(({ attribute, policy, certificate }, index) => [
    index > 0 && '; ',
    attribute,
    certificate === null ? ' is missing' : [' is ', foreign(certificate)],
    '; the policy wants ',
    foreign(policy),
    index === differing.length - 1 && '.',
  ]);
}

function several({ signatures }: Verdict, reason: Finding): Content[][] {
  if (signatures.length === 0) return [[sentence(reason)]];
  return [[h('strong', {}, `None of the ${signatures.length} signatures is accepted.`), ' Each is listed below with its reason.']];
}

function broken(finding: Finding): Content[][] {
  const nothing = h('strong', {}, 'Nothing in this envelope is proven, not even who made it.');
  switch (finding.code) {
    case 'integrity.invalid-signature':
      return [['The signature does not match the bytes it is said to cover. They were changed after signing, or were never signed with this key. ', nothing]];
    case 'signature.fetch-failed':
      return [[sentence(finding)]];
    default:
      return [[sentence(finding), ' ', nothing]];
  }
}

function decoded({ inspections, shown }: View): Content[][] {
  const inspection = inspections[shown];
  if (inspection !== undefined && 'error' in inspection) {
    return [[h('strong', {}, 'The envelope cannot be read: '), sentence(inspection.error)]];
  }
  return [
    ['The envelope is readable. Whether to believe it is open, so ', h('strong', {}, 'everything below is only what the envelope claims.')],
  ];
}

/** A finding as a sentence. */
export function sentence({ message }: Finding): Content {
  return [foreign(message.charAt(0).toUpperCase() + message.slice(1)), /[.?]$/.test(message) ? '' : '.'];
}
