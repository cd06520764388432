/** What was supplied, what was found out, what was not checked, and which requests a host would make. */
import type { RevocationStatus, WantedEvidence } from '../types.js';
import { block, pairs, table, tableRow } from './block.js';
import { type Content, h } from './dom.js';
import { row, wasJudged } from './state.js';
import { commonName, count, foreign, foreignCode, time } from './text.js';
import type { View } from './view.js';

const KINDS = { ocsp: 'OCSP', crl: 'CRL', 'delta-crl': 'Delta CRL' };

/** Draws the block; the host may add to it through the slot `revocation`. */
export function revocation(view: View): HTMLElement {
  return block(view, 'revocation', '6 Revocation', 'What was asked, and what was not.', matter(view), h('slot', { name: 'revocation' }));
}

function matter(view: View): Content {
  const { verdict, signature, unproven } = view;
  if (verdict === null) return h('p', {}, 'Not checked. Once there are a trust policy and a trust store, the requests that would help are listed here.');
  const check = row(signature, 'revocation');
  const authority = row(signature, 'authenticTimestamp')?.evidence.revocation ?? [];
  const signing = check?.evidence.certificates ?? [];
  const all = [...signing, ...authority];
  if (check?.skippedBecause === 'policy') return [h('p', {}, 'Not checked: the statement skips revocation.'), requests(verdict.wanted, all)];
  if (signature !== undefined && !wasJudged(signature)) return h('p', {}, 'Not checked: no check was run.');
  if (signature === undefined) return h('p', {}, 'Not checked: there is no signature whose certificates one could ask about.');
  if (unproven) return h('p', {}, 'Not checked: without integrity it is unknown whose certificate to ask about.');
  if (all.length > 0 && all.every(({ status }) => status === 'non-revokable')) {
    return h('p', {}, 'Nothing to ask: no certificate here names an OCSP responder or a CRL. If such a key is lost, only taking its certificate out of the trust store helps.');
  }
  const supplied = all.reduce((sum, { sources }) => sum + sources.length, 0);
  return [
    pairs(
      ['Supplied', supplied === 0 ? 'nothing' : `${count(supplied, 'answer')} looked at`],
      ...all.map((status, index) => [index < signing.length ? `Certificate ${index + 1}` : `Timestamp certificate ${index + 1 - signing.length}`, about(status, index === signing.length - 1 || index === all.length - 1)] as const),
    ),
    requests(verdict.wanted, all),
  ];
}

const STATUS: Record<RevocationStatus['status'], string> = {
  good: 'not revoked',
  'non-revokable': 'names no revocation service',
  revoked: 'revoked',
  unknown: 'unknown: no usable answer',
};

function about({ subject, status, revokedAt, reason, invalidityDate, sources }: RevocationStatus, isRoot: boolean): Content {
  return [
    foreign(commonName(subject)),
    ': ',
    status === 'revoked' ? h('strong', {}, STATUS[status]) : isRoot && status === 'non-revokable' ? 'the last of its chain: nobody is asked about it' : STATUS[status],
    revokedAt !== null && [' at ', time(revokedAt)],
    reason !== null && [', reason ', foreign(reason)],
    invalidityDate !== null && [', key doubtful since ', time(invalidityDate)],
    sources.slice(0, 10).map(({ kind, url, thisUpdate, nextUpdate, responder, number, fault }) =>
      h(
        'small',
        {},
        KINDS[kind],
        number !== null && [' number ', foreign(number)],
        url !== null && [' from ', foreignCode(url)],
        thisUpdate !== null && [', of ', time(thisUpdate)],
        nextUpdate !== null && [', next ', time(nextUpdate)],
        responder !== null && [', signed by ', foreign(commonName(responder))],
        fault !== null && [', not usable: ', foreign(fault)],
      ),
    ),
  ];
}

function requests(wanted: WantedEvidence[], statuses: RevocationStatus[]): Content {
  if (wanted.length === 0) return null;
  const about = (fingerprint: string): Content => {
    const subject = statuses.find(({ certificate }) => certificate === fingerprint)?.subject;
    return subject === undefined ? ['about certificate ', foreignCode(fingerprint.slice(0, 16))] : ['about ', foreign(commonName(subject))];
  };
  const rows = wanted.slice(0, 50).map(({ kind, method, url, certificate, chain }) =>
    tableRow(null, KINDS[kind], { label: 'Request ', content: [h('code', {}, `${method} `, foreign(url)), h('small', {}, about(certificate), chain === 'signing' ? '' : `, ${chain} chain`)] }),
  );
  return table('wanted', 'What a host would ask. Nothing was asked from here', ['Kind', 'Request'], rows);
}
