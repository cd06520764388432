/** Everything on the timeline, as events in their order and bars between them. */
import type { CheckOf, RevocationStatus } from '../types.js';
import { accuracy } from './banner.js';
import type { Content } from './dom.js';
import { row } from './state.js';
import { commonName, foreign, NO_END } from './text.js';
import type { View } from './view.js';

/** How a moment is drawn: claimed, attested with its accuracy, an end that the signer set. */
export type Mark = 'claimed' | 'stamp' | 'expiry';

/** What happens at a moment. */
export interface Event {
  text: Content;
  mark?: Mark;
}

/** A moment, with everything that happens then. */
export interface Moment {
  time: string;
  events: Event[];
  isNow: boolean;
  isUntil: boolean;
}

/** A line of the drawing: a period or marks. */
export interface Line {
  label: string;
  leaf: boolean;
  from?: string | undefined;
  to?: string | undefined;
  marks: { at: string; mark: Mark }[];
}

/** The timeline. */
export interface Timeline {
  moments: Moment[];
  lines: Line[];
}

/** Beyond that many moments the validity of CAs is in the list alone. */
const CROWDED = 12;

/** Reads it off the view. */
export function timelineOf(view: View): Timeline {
  const all = collect(view, true);
  return all.moments.length <= CROWDED ? all : collect(view, false);
}

function collect(view: View, withAuthorities: boolean): Timeline {
  const moments = new Map<string, Moment>();
  const lines: Line[] = [];
  const at = (time: string): Moment => {
    const key = instant(time);
    const moment = moments.get(key) ?? { time, events: [], isNow: false, isUntil: false };
    moments.set(key, moment);
    return moment;
  };
  const period = (label: string, from: string | undefined, to: string | undefined, leaf = false, draw = true, ends = 'ends'): void => {
    if (from !== undefined) at(from).events.push({ text: `${label} valid from` });
    if (to !== undefined) at(to).events.push({ text: `${label} ${ends}` });
    if (draw) lines.push({ label, leaf, from, to, marks: [] });
  };
  const marks: Line = { label: 'Claimed by the signer', leaf: false, marks: [] };
  const { said, verdict, signature } = view;
  const stamp = row(signature, 'authenticTimestamp');

  const authority = stamp?.evidence.certificates ?? [];
  for (const [index, { notBefore, notAfter }] of [...authority.entries()].reverse()) {
    if (index === 0 || withAuthorities) period(authorityRole(index, authority.length), notBefore, notAfter);
  }
  for (const [index, { notBefore, notAfter }] of [...said.certificates.entries()].reverse()) {
    if (index === 0 || withAuthorities) period(role(index, said.certificates.length), notBefore, notAfter, index === 0);
  }
  windows(row(signature, 'revocation')?.evidence.certificates ?? [], period);

  if (said.authenticSigningTime !== null) {
    const text = view.authentic ? 'Signing time, vouched for by the signing authority' : 'Signing time, claimed by a signing authority';
    at(said.authenticSigningTime).events.push({ text, mark: 'claimed' });
    marks.marks.push({ at: said.authenticSigningTime, mark: 'claimed' });
  }
  if (said.signingTime !== null) {
    at(said.signingTime).events.push({ text: 'Signing time, claimed by the signer', mark: 'claimed' });
    marks.marks.push({ at: said.signingTime, mark: 'claimed' });
  }
  if (said.expiry !== null) {
    at(said.expiry).events.push({ text: 'Expiry of the signature, set by its signer', mark: 'expiry' });
    marks.marks.push({ at: said.expiry, mark: 'expiry' });
  }
  if (marks.marks.length > 0) lines.push(marks);
  const attested = attestation(stamp);
  if (attested) {
    at(attested.time).events.push(attested.event);
    lines.push({ label: attested.label, leaf: false, marks: [{ at: attested.time, mark: attested.event.mark ?? 'claimed' }] });
  } else if (said.unjudgedTimestamp !== null) {
    at(said.unjudgedTimestamp).events.push({ text: 'Timestamp found in the envelope, not verified', mark: 'claimed' });
    lines.push({ label: 'Claimed by the timestamp', leaf: false, marks: [{ at: said.unjudgedTimestamp, mark: 'claimed' }] });
  }
  if (verdict !== null) {
    const now = at(verdict.currentDate);
    now.isNow = true;
    now.events.push({ text: 'Judged as of this moment' });
    if (verdict.validUntil !== null && verdict.validUntil !== NO_END) {
      const until = at(verdict.validUntil);
      until.isUntil = true;
      until.events.push({ text: 'Verdict holds until here' });
    }
  }
  return { moments: [...moments].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, moment]) => moment), lines };
}

function attestation(stamp: CheckOf<'authenticTimestamp'> | undefined): { time: string; label: string; event: Event } | null {
  const evidence = stamp?.evidence;
  if (!evidence || evidence.method !== 'timestamp' || !evidence.time) return null;
  const range = accuracy(evidence);
  if (stamp.status !== 'passed') {
    return { time: evidence.time, label: 'Claimed by the timestamp', event: { text: `Timestamp ${range}not accepted, see 2`, mark: 'claimed' } };
  }
  return {
    time: evidence.time,
    label: 'Attested by the timestamp authority',
    event: { text: [`Timestamp ${range}attested by `, foreign(commonName(evidence.authority ?? ''))], mark: 'stamp' },
  };
}

const KINDS = { ocsp: 'OCSP response', crl: 'CRL', 'delta-crl': 'Delta CRL' };

function windows(statuses: RevocationStatus[], period: (label: string, from?: string, to?: string, leaf?: boolean, draw?: boolean, ends?: string) => void): void {
  for (const [index, { sources }] of statuses.entries()) {
    for (const { kind, thisUpdate, nextUpdate, fault } of sources.slice(0, 4)) {
      if (thisUpdate === null || fault !== null) continue;
      period(`${KINDS[kind]} on certificate ${index + 1}`, thisUpdate, nextUpdate ?? undefined, false, true, 'is due for renewal');
    }
  }
}

/** What a certificate of the chain is, never its name. */
export function role(index: number, of: number): string {
  if (index === 0) return 'Signing certificate';
  if (index === of - 1) return 'Root';
  return of > 3 ? `Intermediate ${of - 1 - index}` : 'Intermediate';
}

/** The same of the timestamp authority's chain. */
export function authorityRole(index: number, of: number): string {
  if (index === 0) return 'Timestamp certificate';
  if (index === of - 1) return 'Timestamp root';
  return of > 3 ? `Timestamp intermediate ${of - 1 - index}` : 'Timestamp intermediate';
}

/** Comparable as text: the same number of digits in every part. */
function instant(time: string): string {
  const [whole = '', fraction = ''] = time.replace(/Z$/, '').split('.');
  return `${whole}.${fraction.padEnd(9, '0')}`;
}
