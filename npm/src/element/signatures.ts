/** Every signature of the artifact, in the order found. */
import { decidingCheck } from '../accepted.js';
import type { Inspection, SignatureVerdict, Verdict } from '../types.js';
import { block, table, tableRow } from './block.js';
import { type Content, h } from './dom.js';
import { type Icon, icon } from './icons.js';
import { isAuthentic, isBad, type State, stateOfSignature, WORDS } from './state.js';
import { commonName, count, digest, foreign, list } from './text.js';
import type { View } from './view.js';
import { ROWS } from './words.js';

/** More rows than that are only counted. */
const SHOWN = 100;

const LOOK: Record<State, [icon: Icon, tone: string, word: string]> = {
  verified: ['pass', 'is-ok', WORDS.verified],
  warnings: ['warn', 'is-warn', WORDS.warnings],
  unknown: ['unsure', 'is-unsure', 'Accepted, signer unknown'],
  untrusted: ['fail', 'is-fail', WORDS.untrusted],
  invalid: ['fail', 'is-fail', WORDS.invalid],
  skip: ['skip', 'is-skip', WORDS.skip],
  decoded: ['skip', 'is-skip', 'Not verified'],
};

/** Draws the block; `show` is called with the index of the signature to look at. */
export function signatures(view: View, show: (index: number) => void): HTMLElement {
  const { verdict, inspections, notes } = view;
  const all = verdict?.signatures.length ?? inspections.length;
  const where = notes.signatures ?? '';
  const title = '1 Signatures';
  const note = 'Every signature of the artifact, in the order found.';
  if (all === 0) return block(view, 'signatures', title, note, h('p', {}, `No signature ${where}.`.replace(' .', '.')));
  const lines = verdict?.signatures ?? inspections;
  const rows = lines.slice(0, SHOWN).map((line, index) => {
    const number: Content = [String(index + 1), ' ', all > 1 && chooser(index, index === view.shown, show)];
    return 'checks' in line ? judged(line, verdict as Verdict, number) : inspected(line, number);
  });
  const caption = `${count(all, 'signature')}${where && ` ${where}`}${all > 1 ? `; number ${view.shown + 1} is shown below` : ', shown below'}`;
  const columns = ['No.', verdict ? 'Verdict' : 'Standing', 'Signer', 'Decided by', 'Digest'];
  return block(
    view,
    'signatures',
    title,
    note,
    table(all === 1 ? 'sigs single' : 'sigs', caption, columns, rows),
    all > SHOWN && h('p', { class: 'note' }, `${all - SHOWN} more signatures are not listed.`),
  );
}

function chooser(index: number, isShown: boolean, show: (index: number) => void): HTMLElement {
  if (isShown) return h('small', {}, 'shown');
  return h('button', { type: 'button', onclick: () => show(index) }, 'Show', h('span', { class: 'vh' }, ` signature ${index + 1}`));
}

function standing(state: State): HTMLElement {
  const [shape, tone, word] = LOOK[state];
  return h('b', { class: tone }, icon(shape), word);
}

function judged(signature: SignatureVerdict, verdict: Verdict, number: Content): HTMLElement {
  const subject = signature.signer?.subject ?? signature.claimed?.signer?.subject;
  const shown = signature.digest ?? signature.envelopeDigest;
  return tableRow(
    null,
    number,
    { content: standing(stateOfSignature(signature, verdict)) },
    { content: [subject === undefined ? h('span', { class: 'note' }, 'not known') : foreign(commonName(subject)), subject !== undefined && !isAuthentic(signature) && h('span', { class: 'note' }, ' claimed')] },
    { label: 'Decided by ', content: decision(signature, verdict) },
    { content: [shown === null ? h('span', { class: 'note' }, 'not read') : digest(shown), signature.digest === null && shown !== null && h('small', {}, ' of the envelope')] },
  );
}

function decision(signature: SignatureVerdict, verdict: Verdict): Content {
  if (signature.result === 'accepted') {
    const logged = signature.checks.filter(isBad).map(({ name }) => ROWS[name]);
    return logged.length === 0 ? 'Every enforced check' : `${list(logged)}, logged`;
  }
  const check = decidingCheck(signature);
  if (check === undefined) return verdict.reason?.code === 'policy.skip' ? 'The policy: skip' : 'No statement applies';
  // A single signature has its reason in the banner and in its row.
  if (verdict.signatures.length === 1) return ROWS[check.name];
  return [ROWS[check.name], ': ', foreign(check.finding?.message ?? check.status)];
}

function inspected(inspection: Inspection, number: Content): HTMLElement {
  const failed = 'error' in inspection;
  const subject = failed ? inspection.partial.signer?.subject : inspection.certificates[0]?.issuedTo;
  return tableRow(
    null,
    number,
    { content: standing('decoded') },
    { content: subject === undefined ? h('span', { class: 'note' }, 'not known') : [foreign(commonName(subject)), h('span', { class: 'note' }, ' claimed')] },
    { label: 'Decided by ', content: failed ? foreign(inspection.error.message) : 'Nothing: no check was run' },
    { content: failed ? h('span', { class: 'note' }, 'not read') : digest(inspection.digest) },
  );
}
