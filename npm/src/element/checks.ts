/** Each check has its row, passed or not: what the policy wants done, what came out, why, and what to do. */
import type { Check, CheckOf, Finding, SignatureVerdict, Verdict } from '../types.js';
import { block, pairs, table, tableRow } from './block.js';
import { type Content, h } from './dom.js';
import { type Icon, icon } from './icons.js';
import { isBad, wasJudged } from './state.js';
import { commonName, count, digest, foreign, foreignCode, list, time } from './text.js';
import type { View } from './view.js';
import { differsOnly, ROWS, sentence } from './words.js';

const ALWAYS: ReadonlySet<Check['name']> = new Set(['integrity', 'plugin', 'binding', 'userMetadata']);

/** Draws the block. */
export function checks(view: View): HTMLElement {
  return block(view, 'checks', '2 Checks', 'Each has its row, passed or not.', matter(view), otherWarnings(view));
}

function matter({ verdict, signature, notes }: View): Content {
  if (verdict === null) return notes.needed === undefined ? undecided() : h('p', {}, 'No check was run. What is still needed for it stands above.');
  if (signature === undefined || !wasJudged(signature)) return notJudged(verdict);
  const advised = signature.checks.some(({ finding }) => finding?.advice !== undefined);
  const columns = ['Check', 'Policy action', 'Result', 'Why', ...(advised ? ['What to do'] : [])];
  return table(advised ? 'checks advised' : 'checks', caption(verdict), columns, signature.checks.map((check) => line(check, signature, advised)));
}

/** What a newcomer who has only an envelope must know. */
function undecided(): Content {
  return [
    h('p', { class: 'lead' }, 'No check was run. Before anybody can answer “do I trust it?”, this is needed:'),
    pairs(
      ['A trust policy', [h('code', {}, 'trustpolicy.json'), ': which signers you accept for which repository. ', h('code', {}, 'notation policy show'), ' prints yours.']],
      ['A trust store', 'The publisher’s root certificate (PEM or DER), from the publisher and not from this envelope: a signature cannot vouch for itself.'],
      ['The artifact', 'The manifest of the image, or its digest in the reference; for a file, the file itself. A signature is of one artifact, and only this shows which one you hold.'],
    ),
  ];
}

function notJudged({ reason }: Verdict): Content {
  if (reason === null) return null;
  const details = reason.details ?? {};
  return [
    h('p', { class: 'lead' }, h('strong', {}, 'No check was run.'), ' ', sentence(reason)),
    h('p', {}, h('code', { class: 'code' }, reason.code)),
    reason.advice !== undefined && h('p', {}, foreign(reason.advice)),
    typeof details['nearest'] === 'string' && pairs(['Repository', foreignCode(String(details['repository']))], ['Nearest scope', foreignCode(details['nearest'])]),
  ];
}

function caption({ policy }: Verdict): Content {
  if (policy === null) return 'No statement applies';
  const by = (wanted: string): string[] =>
    Object.entries(policy.enforcement).flatMap(([name, action]) => (action === wanted ? [ROWS[name as Check['name']].toLowerCase()] : []));
  const parts = [`${count(by('enforce').length, 'check')} enforced`, by('log').length && `${by('log').length} logged`, by('skip').length && `${list(by('skip'))} skipped`];
  return `Level ${policy.level}: ${parts.filter(Boolean).join(', ')}, 3 more always enforced`;
}

function line(check: Check, signature: SignatureVerdict, advised: boolean): HTMLElement {
  const { action, finding } = check;
  const [shape, tone, word] = look(check);
  const mark = check.status === 'skipped' || check.status === 'passed' ? null : action === 'enforce' ? 'row--fail' : 'row--warn';
  return tableRow(
    mark,
    ROWS[check.name],
    { label: 'Policy: ', content: ALWAYS.has(check.name) ? 'enforce, always' : action },
    { content: h('b', { class: tone }, icon(shape), word) },
    { content: isBad(check) && finding ? [h('p', {}, differsOnly(check) ? 'What was signed is not what was given.' : sentence(finding)), comparison(check), h('code', { class: 'code' }, finding.code)] : describe(check, signature) },
    ...(advised ? [{ label: 'What to do', content: finding?.advice !== undefined && h('p', {}, foreign(finding.advice)) }] : []),
  );
}

function look({ status, action, skippedBecause }: Check): [Icon, string | null, string] {
  const logged = action === 'log' ? ', logged' : '';
  switch (status) {
    case 'passed':
      return ['pass', null, 'Passed'];
    case 'failed':
      return action === 'enforce' ? ['fail', 'is-fail', 'Failed'] : ['warn', 'is-warn', `Failed${logged}`];
    case 'inconclusive':
      return [action === 'enforce' ? 'fail' : 'warn', action === 'enforce' ? 'is-fail' : 'is-warn', `Inconclusive${logged}`];
    case 'skipped':
      if (skippedBecause === 'blocked') return ['block', 'is-skip', 'Blocked'];
      return ['skip', 'is-skip', skippedBecause === 'policy' ? 'Skipped by policy' : 'Not requested'];
  }
}

/** Both sides of what was compared, where the evidence has them. */
function comparison(check: Check): Content {
  const details = check.finding?.details ?? {};
  if (check.name === 'binding') {
    const { signed, artifact } = check.evidence;
    if (!signed || !artifact) return null;
    return h(
      'dl',
      { class: 'versus' },
      h('div', {}, h('dt', {}, 'Signed'), h('dd', {}, digest(signed.digest), h('small', {}, foreign(signed.mediaType), `, ${signed.size} bytes`))),
      h('div', {}, h('dt', {}, 'Given'), h('dd', {}, artifact.digest ? digest(artifact.digest) : 'nothing hashed', h('small', {}, foreign(artifact.mediaType ?? 'no media type'), `, ${artifact.size ?? 'unknown'} bytes`))),
    );
  }
  const lines = [details['differs'], details['reasons']].flatMap((value) => (Array.isArray(value) ? value : []));
  if (lines.length === 0 || lines.every((text) => check.finding?.message.includes(text))) return null;
  return h('ul', { class: 'differs' }, lines.slice(0, 20).map((text) => h('li', {}, foreign(text))));
}

function describe(check: Check, signature: SignatureVerdict): Content {
  if (check.status === 'skipped') {
    if (check.skippedBecause === 'blocked') return 'Not judged: integrity failed.';
    if (check.skippedBecause === 'policy') return 'The statement says skip.';
    return check.name === 'plugin' ? 'The signature names no verification plugin.' : check.name === 'userMetadata' ? 'No metadata was required.' : 'Nothing asked for it.';
  }
  switch (check.name) {
    case 'integrity':
      return `The signature (${[check.evidence.envelope, check.evidence.algorithm, signature.signer?.key].filter(Boolean).join(', ')}) matches the signed bytes.`;
    case 'authenticity':
      return authenticity(check, signature);
    case 'expiry':
      return check.evidence.expiry ? ['The signature expires ', time(check.evidence.expiry), '.'] : 'The signer set no expiry.';
    case 'authenticTimestamp':
      return timestamp(check);
    case 'revocation':
      return revocation(check);
    case 'plugin':
      return ['Plugin ', foreign(check.evidence.name ?? ''), ` ${check.evidence.version ?? ''} agrees.`];
    case 'binding':
      return 'Digest and size in the signed payload, and its media type, are those of the artifact given.';
    case 'userMetadata':
      return ['Signed: ', Object.entries(check.evidence.required ?? {}).map(([key, value], index) => [index > 0 && ', ', foreignCode(`${key}=${value}`)]), '.'];
  }
}

function authenticity({ evidence: { anchor, identities = [], identity } }: CheckOf<'authenticity'>, signature: SignatureVerdict): Content {
  const chain = signature.certificates?.length ?? 0;
  const matching = identities.find(({ matches }) => matches);
  const where = anchor && [foreignCode(anchor.store), ', byte for byte (', foreign(anchor.entry), '). '];
  return [
    anchor && (chain === 1 || anchor.certificate === 0 ? ['The signing certificate is in ', where] : [`Certificate ${anchor.certificate + 1} of ${chain} of the chain is in `, where]),
    identity === '*' && 'The policy trusts every identity.',
    matching && `Its subject has ${matching.attributes.length === 1 ? 'the attribute' : `all ${matching.attributes.length} attributes`} the policy names.`,
  ];
}

function timestamp({ evidence: { method, time: instant, authority, earliest, latest, anchor } }: CheckOf<'authenticTimestamp'>): Content {
  if (!instant) return null;
  switch (method) {
    case 'timestamp':
      return ['The certificates were valid at ', time(instant), ', as ', foreign(commonName(authority ?? 'a timestamp authority')), ' attests', earliest !== latest && [' (between ', time(earliest ?? instant), ' and ', time(latest ?? instant), ')'], '.', anchor && [' Its chain leads to ', foreignCode(anchor.store), ' (', foreign(anchor.entry), ').']];
    case 'authentic-signing-time':
      return ['The certificates were valid at ', time(instant), ', the signing authority’s time.'];
    default:
      return ['No timestamp was called for, so the whole chain must be valid at ', time(instant), '. It is.'];
  }
}

function revocation({ evidence: { certificates = [] } }: CheckOf<'revocation'>): Content {
  const asked = certificates.filter(({ status }) => status !== 'non-revokable');
  if (asked.length === 0) return 'No certificate names an OCSP responder or a CRL: there is nobody to ask.';
  const methods = { crl: 'by CRL', ocsp: 'by OCSP', 'ocsp-fallback-crl': 'by CRL, for want of an OCSP answer' };
  return asked.map(({ subject, status, method }) => h('p', {}, foreign(commonName(subject)), `: ${status}`, method && `, ${methods[method]}`, '.'));
}

/** Findings that no row shows. */
function otherWarnings({ verdict, signature }: View): Content {
  if (verdict === null) return null;
  const inRows = new Set(signature?.checks.map(({ finding }) => finding && keyOf(finding)));
  const all = new Map([...verdict.warnings, ...(signature?.warnings ?? [])].map((finding) => [keyOf(finding), finding] as const));
  const rest = [...all].flatMap(([key, finding]) => (inRows.has(key) ? [] : [finding]));
  if (rest.length === 0) return null;
  return h(
    'div',
    { class: 'remarks' },
    h('p', { class: 'caption' }, 'Worth knowing beside the checks'),
    h('ul', {}, rest.map((finding) => h('li', {}, sentence(finding), finding.advice !== undefined && [' ', foreign(finding.advice)], ' ', h('code', { class: 'code' }, finding.code)))),
  );
}

function keyOf({ code, message }: Finding): string {
  return `${code} ${message}`;
}
