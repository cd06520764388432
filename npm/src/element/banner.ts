/** The verdict: the word, one sentence with the deciding fact, and the fields of a form. */
import { decidingCheck } from '../accepted.js';
import { type Content, h } from './dom.js';
import { seal } from './icons.js';
import { WORDS } from './state.js';
import { digest, foreign, NO_END, time } from './text.js';
import type { View } from './view.js';
import { ROWS, sentences } from './words.js';

/** Draws it. */
export function banner(view: View): HTMLElement {
  const { state, level } = view;
  return h(
    'section',
    { class: `verdict verdict--${state}`, 'aria-labelledby': 'word', part: 'verdict' },
    h(
      'div',
      { class: 'say' },
      seal(state),
      h(`h${level}` as 'h1', { id: 'word', class: 'word', tabindex: '-1' }, WORDS[state]),
      h('div', {}, sentences(view).map((content) => h('p', {}, content))),
    ),
    h('dl', { class: 'fields' }, artifact(view), signer(view), signed(view), judged(view), last(view)),
  );
}

function field(label: string, value: Content, note?: Content, wide = false): HTMLElement {
  return h('div', { class: wide ? 'wide' : null }, h('dt', {}, label), h('dd', {}, value, note && h('small', {}, note)));
}

function artifact({ verdict, said, notes }: View): HTMLElement {
  const known = verdict?.artifact;
  const sha = known?.digest ?? (verdict === null ? said.signedArtifact?.digest : null);
  const reference = known?.reference?.replace(/@[^@]*$/, '');
  return field(
    verdict === null ? 'Claims to be the signature of' : 'Artifact',
    [reference !== undefined && [foreign(reference), h('br')], sha ? digest(sha) : 'no digest: nothing was hashed'],
    [notes.artifact, verdict === null && 'not proven'].filter(Boolean).join('; ') || null,
    true,
  );
}

function signer(view: View): HTMLElement {
  const { said, authentic, unproven, verdict } = view;
  const name = said.signer?.subject;
  if (name === undefined) return field('Signer', 'not known', verdict?.signatures.length === 0 ? 'there is no signature' : 'nothing was read');
  const several = (verdict?.signatures.length ?? 0) > 1 ? `signature ${view.shown + 1} of ${verdict?.signatures.length}` : null;
  const standing = authentic ? several : unproven ? 'not proven' : chainIsTrusted(view) ? 'authenticated, but not named by the policy' : 'not authenticated';
  return field(authentic || (!unproven && chainIsTrusted(view)) ? 'Signer' : 'Claims to be', foreign(name), standing);
}

function chainIsTrusted({ signature }: View): boolean {
  return signature?.checks.some((check) => check.name === 'authenticity' && check.evidence.anchor) ?? false;
}

function signed(view: View): HTMLElement {
  const { said, unproven, signature, authentic } = view;
  const label = unproven ? 'Claims to be signed' : 'Signed';
  const stamp = signature?.checks.find((check) => check.name === 'authenticTimestamp');
  if (stamp?.status === 'passed' && stamp.evidence.method === 'timestamp' && stamp.evidence.time) {
    return field(label, time(stamp.evidence.time), `${accuracy(stamp.evidence)}attested by a timestamp authority`);
  }
  if (said.authenticSigningTime) {
    return field(label, time(said.authenticSigningTime), unproven ? 'not proven' : authentic ? 'vouched for by the signing authority' : 'claimed by a signing authority that is not authenticated');
  }
  if (said.signingTime) return field(label, time(said.signingTime), unproven ? 'not proven' : 'claimed by the signer');
  return field('Signed', 'not known', 'no signing time was read');
}

/** `± 1 s, `, from the range that a timestamp attests. */
export function accuracy({ earliest, latest }: { earliest?: string; latest?: string }): string {
  const seconds = (Date.parse(latest ?? '') - Date.parse(earliest ?? '')) / 2000;
  return Number.isFinite(seconds) && seconds > 0 ? `± ${Number(seconds.toFixed(3))} s, ` : '';
}

function judged({ verdict, said, notes }: View): HTMLElement {
  if (verdict !== null) return field('Judged as of', time(verdict.currentDate), notes.currentDate);
  const format = said.mediaType?.includes('cose') ? 'COSE' : said.mediaType?.includes('jose') ? 'JWS' : 'not known';
  return field('Format', format, said.mediaType);
}

function last({ verdict, notes }: View): HTMLElement {
  if (verdict === null) return field('Still needed', notes.needed ?? 'a trust policy and a trust store');
  if (verdict.result === 'accepted') {
    if (verdict.validUntil === NO_END) return field('Verdict holds until', 'no end set', 'nothing that is enforced ends');
    return field('Verdict holds until', time(verdict.validUntil), endOf(verdict.validUntil, verdict.signatures[verdict.acceptedBy]));
  }
  const [only] = verdict.signatures;
  const check = verdict.signatures.length === 1 && only ? decidingCheck(only) : undefined;
  const code = h('code', { class: 'code' }, check?.finding?.code ?? verdict.reason.code);
  return field('Decided by', [check ? ROWS[check.name] : verdict.result === 'not-verified' ? 'The trust policy' : byCode(verdict.reason.code), code]);
}

function byCode(code: string): string {
  if (code.startsWith('policy.')) return 'No statement applies';
  return code === 'signature.none-found' ? 'No signature found' : 'Every signature';
}

/** What the end belongs to, where a time of the signature says so. */
function endOf(validUntil: string, signature: NonNullable<View['verdict']>['signatures'][number] | undefined): string | null {
  const end = Date.parse(validUntil);
  // A certificate is valid up to and including notAfter, so the verdict ends an instant later.
  const ends = (instant: string | null | undefined): boolean =>
    typeof instant === 'string' && end >= Date.parse(instant) && end - Date.parse(instant) <= 1000;
  if (ends(signature?.signedAttributes?.expiry)) return 'when the signature expires';
  const certificate = signature?.certificates?.findIndex(({ notAfter }) => ends(notAfter)) ?? -1;
  if (certificate === 0) return 'when the signing certificate ends';
  return certificate > 0 ? `when certificate ${certificate + 1} of the chain ends` : null;
}
