/** Text that somebody else wrote, digests and times: shown whole, isolated, and with nothing invisible in it. */
import { h, pieces } from './dom.js';
import { INVISIBLE, nameOf } from './invisible.js';

/** More than anybody reads at a glance. */
const SHOWN = 1000;

/** Text that is not ours: in a `<bdi>`, with what cannot be seen written as `⟨U+202E⟩`. */
export function foreign(text: string): HTMLElement {
  if (text === '') return h('span', { class: 'note' }, '(empty)');
  if (text.length <= SHOWN) return h('bdi', {}, visible(text));
  const rest = text.length - SHOWN;
  return h(
    'span',
    {},
    h('bdi', {}, visible(text.slice(0, SHOWN)), '…'),
    h('details', { class: 'more' }, h('summary', {}, `${rest} more characters`), h('bdi', {}, visible(text.slice(SHOWN, 32 * SHOWN)))),
  );
}

/** The same in the type of code. */
export function foreignCode(text: string): HTMLElement {
  return h('code', {}, foreign(text));
}

/** What needs more than text: commas to break after, instants not to break in, characters that nobody sees. */
const SPECIAL = new RegExp(`,(?=\\S)|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|${INVISIBLE.source}`, 'gu');

function visible(text: string): Node {
  const fragment = pieces();
  let at = 0;
  for (const { 0: found, index } of text.matchAll(SPECIAL)) {
    fragment.append(text.slice(at, index));
    if (found === ',') fragment.append(found, h('wbr'));
    else fragment.append(found.endsWith('Z') ? whole(found) : h('span', { class: 'hidden-char' }, nameOf(found)));
    at = index + found.length;
  }
  fragment.append(text.slice(at));
  return fragment;
}

/** The common name of a distinguished name in RFC 4514's form, or the whole name. For display. */
export function commonName(name: string): string {
  const match = /(?:^|,)CN=((?:\\.|[^,\\+])*)/i.exec(name);
  const value = match?.[1]?.replace(/\\([0-9a-f]{2}|.)/gi, (whole, escaped: string) => (escaped.length === 1 ? escaped : whole));
  return value || name;
}

/** A digest or fingerprint: breaks between groups of eight, and copies without gaps. */
export function digest(text: string): HTMLElement {
  const colon = text.indexOf(':') + 1;
  const [prefix, hex] = [text.slice(0, colon), text.slice(colon)];
  if (!/^[0-9a-f]{1,256}$/i.test(hex)) return foreignCode(text);
  const groups = hex.match(/.{1,8}/g) ?? [];
  return h('span', { class: 'digest' }, [prefix, ...groups].filter(Boolean).map((group) => h('span', {}, group)));
}

/** An instant, in UTC. */
export function time(rfc3339: string): HTMLElement {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z$/.exec(rfc3339);
  if (match === null) return foreign(rfc3339);
  return h('time', { datetime: rfc3339 }, whole(match[1] ?? ''), ' ', whole(`${match[2]} UTC`));
}

/** The day alone. */
export function day(rfc3339: string): HTMLElement {
  return whole(/^\d{4}-\d\d-\d\d/.exec(rfc3339)?.[0] ?? rfc3339);
}

/** Never broken at its hyphens. */
function whole(text: string): HTMLElement {
  return h('span', { class: 'whole' }, text);
}

/** Whether a verdict ends at all. */
export const NO_END = '9999-12-31T23:59:59Z';

/** `1 certificate`, `3 certificates`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `a, b and c`. */
export function list(items: readonly string[], word = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
