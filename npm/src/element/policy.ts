/** Which statement applied and why, the stores it names and what was found in them, the identity by attribute. */
import type { Check, IdentityComparison, PolicySummary } from '../types.js';
import { block, pairs, table, tableRow } from './block.js';
import { type Content, h } from './dom.js';
import { icon } from './icons.js';
import { row, wasJudged } from './state.js';
import { count, foreign, foreignCode, list } from './text.js';
import type { View } from './view.js';
import { ROWS } from './words.js';

/** Identities shown at most. */
const SHOWN = 20;

/** Draws the block; the host may add to it through the slot `policy`. */
export function policy(view: View): HTMLElement {
  return block(view, 'policy', '3 Policy and identity', 'Which statement applied, and what it compared.', matter(view), h('slot', { name: 'policy' }));
}

function matter(view: View): Content {
  const { verdict } = view;
  if (verdict === null) return h('p', {}, 'No verdict was asked for, so no statement applies.');
  if (verdict.policy === null) return h('p', {}, 'No statement applies, so no identity was compared: see 2.');
  const summary = verdict.policy;
  return [
    pairs(
      ['Statement', foreign(summary.name)],
      ['Why it applies', whyApplies(summary)],
      ['Level', levelOf(summary)],
      ...summary.trustStores.map((name) => [name.startsWith('tsa:') ? 'Timestamp store' : 'Trust store', [foreignCode(name), ': ', found(name, view)]] as const),
      summary.trustStores.length === 0 && ['Trust store', 'none named'],
      summary.trustStores.some((name) => name.startsWith('tsa:')) && ['Timestamps', summary.verifyTimestamp === 'always' ? 'always called for' : 'called for only once a certificate of the chain has expired'],
    ),
    identities(view),
  ];
}

function whyApplies({ scope, kind }: PolicySummary): Content {
  if (kind === 'blob') return scope === undefined ? 'It is the statement asked for, or the global one.' : foreignCode(scope);
  if (scope === '*') return ['Its scope ', h('code', {}, '*'), ' is for every repository that no other statement names.'];
  return ['Its scope ', foreignCode(scope ?? ''), ' is exactly the repository of the reference.'];
}

const OWN: Record<string, string> = { strict: 'enforce enforce enforce enforce enforce', permissive: 'enforce enforce log log log', audit: 'enforce log log log log', skip: 'skip skip skip skip skip' };
const ORDER: Check['name'][] = ['integrity', 'authenticity', 'authenticTimestamp', 'expiry', 'revocation'];

function levelOf({ level, enforcement }: PolicySummary): Content {
  const own = OWN[level]?.split(' ') ?? [];
  const actions = ORDER.map((name) => enforcement[name as keyof typeof enforcement]);
  const overridden = ORDER.flatMap((name, index) => (actions[index] === own[index] ? [] : [`${ROWS[name].toLowerCase()} overridden: ${actions[index]}`]));
  const logged = ORDER.flatMap((name, index) => (actions[index] === 'log' ? [ROWS[name].toLowerCase()] : []));
  return [h('code', {}, level), overridden.length > 0 && `, with ${list(overridden)}`, logged.length > 0 && `; ${list(logged)} ${logged.length === 1 ? 'is' : 'are'} only logged`];
}

function found(name: string, { signature }: View): Content {
  const isTsa = name.startsWith('tsa:');
  const evidence = row(signature, isTsa ? 'authenticTimestamp' : 'authenticity')?.evidence;
  const opened = evidence?.trustStores?.find((store) => store.name === name);
  if (opened === undefined) return 'not opened for this signature';
  const number = count(opened.certificates, 'certificate');
  const chain = isTsa ? 'the timestamp authority’s chain' : 'the chain';
  const anchor = evidence?.anchor;
  return anchor?.store === name ? `${number}; certificate ${anchor.certificate + 1} of ${chain} is among them` : `${number}, none of ${chain}`;
}

function identities(view: View): Content {
  const { signature, unproven } = view;
  if (signature === undefined || !wasJudged(signature)) return null;
  if (unproven) return h('p', { class: 'lead' }, 'No identity was compared: without integrity there is no signer to compare.');
  const evidence = row(signature, 'authenticity')?.evidence;
  const all = evidence?.identities ?? [];
  if (!evidence?.anchor && all.length > 0) {
    return h('p', { class: 'lead' }, 'No column of equal attributes is shown: the chain of this certificate is not trusted, and anyone can write any name into a certificate of their own.');
  }
  if (!evidence?.anchor) return null;
  if (evidence.identity === '*' || all.length === 0) return h('p', {}, 'The statement trusts every identity (', h('code', {}, '*'), ') whose chain leads to its stores.');
  const order = [...all].sort((left, right) => differences(left) - differences(right));
  return [
    order.slice(0, SHOWN).map((comparison, index) => compared(comparison, index, all.length)),
    all.length > SHOWN && h('p', { class: 'note' }, `${all.length - SHOWN} more identities differ in more attributes.`),
  ];
}

function differences({ attributes, matches }: IdentityComparison): number {
  return matches ? -1 : attributes.filter(({ equal }) => !equal).length;
}

const ATTRIBUTES: Record<string, string> = {
  CN: 'common name',
  OU: 'organisational unit',
  O: 'organisation',
  L: 'locality',
  ST: 'state or province',
  S: 'state or province',
  C: 'country',
  STREET: 'street',
  SERIALNUMBER: 'serial number',
};

function compared({ identity, attributes, matches }: IdentityComparison, index: number, of: number): Content {
  const rows = attributes.map(({ attribute, policy, certificate, equal }) =>
    tableRow(
      equal ? null : matches ? null : 'row--fail',
      [attribute, ATTRIBUTES[attribute] && [' ', h('small', {}, ATTRIBUTES[attribute])]],
      { label: 'Policy wants ', content: foreign(policy) },
      { label: 'Certificate has ', content: certificate === null ? h('span', { class: 'note' }, 'nothing') : foreign(certificate) },
      { content: equal ? h('b', {}, icon('pass'), 'Equal') : h('b', { class: 'is-fail' }, icon('fail'), certificate === null ? 'Missing' : 'Differs') },
    ),
  );
  const which = of === 1 ? 'Trusted identity' : `Trusted identity ${index + 1} of ${of}, nearest first`;
  const columns = ['Attribute', 'Policy wants', 'Certificate has', 'Result'];
  if (rows.length === 0) return h('p', {}, `${which}: `, foreignCode(identity));
  return table('ident', `${which}, compared with the subject of the signing certificate`, columns, rows);
}
