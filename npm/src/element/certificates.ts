/** From the signer to the root, and the same of the timestamp authority. */
import type { CertificateSummary } from '../types.js';
import { block, pairs } from './block.js';
import { type Content, h } from './dom.js';
import { authorityRole, role } from './moments.js';
import { row } from './state.js';
import { commonName, day, digest, foreign, foreignCode, list, time } from './text.js';
import type { View } from './view.js';

/** Draws the block. */
export function certificates(view: View): HTMLElement {
  const { said, signature, level } = view;
  const title = '5 Certificates';
  const note = 'From the signer to the root.';
  const authority = row(signature, 'authenticTimestamp')?.evidence.certificates ?? [];
  if (said.certificates.length === 0 && authority.length === 0) {
    return block(view, 'certificates', title, note, h('p', {}, 'No certificate could be read.'));
  }
  const heading = (text: string): HTMLElement => h(`h${level + 2}` as 'h3', {}, text);
  const several = (view.verdict?.signatures.length ?? view.inspections.length) > 1;
  return block(
    view,
    'certificates',
    title,
    note,
    h(
      'div',
      { class: 'stack' },
      (several || authority.length > 0) && heading(several ? `Chain of signature ${view.shown + 1}` : 'Chain of the signer'),
      chain(said.certificates, role, (index) => standing(view, index)),
      !view.unproven && impostor(view),
      sameName(view),
    ),
    authority.length > 0 &&
      h('div', { class: 'stack second' }, heading('Chain of the timestamp authority'), chain(authority, authorityRole, (index) => stampStanding(view, index, authority.length))),
  );
}

function chain(all: readonly CertificateSummary[], roleOf: (index: number, of: number) => string, standingOf: (index: number) => { anchor: boolean; content: Content }): HTMLElement {
  return h(
    'ol',
    { class: 'chain' },
    all.map((certificate, index) => {
      const { anchor, content } = standingOf(index);
      const what = [`${index + 1} of ${all.length} · ${roleOf(index, all.length).toLowerCase()} · until `, day(certificate.notAfter)];
      const name = foreign(commonName(certificate.subject));
      return h(
        'li',
        { class: anchor ? 'anchored' : null },
        h(
          'details',
          { open: index === 0 && roleOf(0, 1) === 'Signing certificate' },
          h('summary', {}, h('strong', {}, name), h('span', { class: 'note' }, what), content && h('span', { class: anchor ? 'anchor' : null }, content)),
          fields(certificate),
        ),
      );
    }),
  );
}

function standing(view: View, index: number): { anchor: boolean; content: Content } {
  const { said, verdict, signature, unproven } = view;
  const last = index === said.certificates.length - 1;
  if (verdict === null) return { anchor: false, content: last && 'Not compared: no verdict was asked for' };
  if (unproven) return { anchor: false, content: index === 0 && 'Claimed only: nothing shows that its key made this signature' };
  const anchor = row(signature, 'authenticity')?.evidence.anchor;
  if (anchor?.certificate === index) return inStore(anchor);
  return { anchor: false, content: !anchor && last && 'No certificate of this chain is in a trust store of the policy' };
}

function stampStanding({ signature }: View, index: number, of: number): { anchor: boolean; content: Content } {
  const { anchor } = row(signature, 'authenticTimestamp')?.evidence ?? {};
  if (anchor?.certificate === index) return inStore(anchor);
  return { anchor: false, content: !anchor && index === of - 1 && 'No certificate of this chain is in a tsa store of the policy' };
}

function inStore({ store, entry }: { store: string; entry: string }): { anchor: boolean; content: Content } {
  return { anchor: true, content: [h('strong', {}, 'In trust store'), ' ', foreignCode(store), ', as ', foreign(entry)] };
}

function fields(certificate: CertificateSummary): HTMLElement {
  const { subject, issuer, serial, notBefore, notAfter, key, keyUsage, extendedKeyUsage, SHA256Fingerprint, der } = certificate;
  return h(
    'div',
    {},
    pairs(
      ['Issued to', foreign(subject)],
      ['Issued by', subject === issuer ? ['itself: ', foreign(issuer)] : foreign(issuer)],
      ['Serial number', digest(serial)],
      ['Valid', [time(notBefore), ' to', h('br'), time(notAfter)]],
      ['Key', keyName(key)],
      ['Usages', usages(keyUsage, extendedKeyUsage)],
      ['SHA256 fingerprint', digest(SHA256Fingerprint)],
    ),
    h('p', { class: 'bar' }, h('button', { type: 'button', onclick: () => download(der, SHA256Fingerprint) }, 'Download PEM', h('span', { class: 'vh' }, ' of ', foreign(commonName(subject))))),
  );
}

/** `digitalSignature` as `digital signature`. */
function usages(keyUsage: string[], extended: string[]): Content {
  const words = [...keyUsage, ...extended].map((name) => (/^[a-zA-Z]+$/.test(name) ? name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/cRL/, 'CRL').toLowerCase().replace('crl', 'CRL') : name));
  return words.length === 0 ? 'none named' : foreign(list(words));
}

/** `RSA-2048` as `RSA 2048`, `EC-256` as `EC P-256`. */
function keyName(key: string): string {
  return key.replace(/^EC-/, 'EC P-').replace(/^RSA-/, 'RSA ');
}

/** A certificate of the store with the name of one in the chain: both fingerprints, since names prove nothing. */
function impostor({ said, signature }: View): Content {
  const { namesakeFingerprint, namesakeEntry } = row(signature, 'authenticity')?.finding?.details ?? {};
  const root = said.certificates.at(-1);
  if (typeof namesakeFingerprint !== 'string' || root === undefined) return null;
  return [
    h('p', {}, h('strong', {}, 'Same name, other certificate. '), 'The trust store holds a certificate with the name of the last one in this chain, but it is not this one. Compare fingerprints, not names.'),
    pairs(
      ['In this chain', [foreign(commonName(root.subject)), h('br'), digest(root.SHA256Fingerprint)]],
      ['In the trust store', [foreign(String(namesakeEntry)), h('br'), digest(namesakeFingerprint)]],
    ),
  ];
}

/** Other signatures of the artifact that claim this subject with another certificate. */
function sameName({ verdict, said, shown }: View): Content {
  const own = said.signer;
  if (own === undefined || verdict === null) return null;
  const others = verdict.signatures.flatMap((signature, index): [number, CertificateSummary][] => {
    const other = signature.signer ?? signature.claimed?.signer;
    return index !== shown && other && other.subject === own.subject && other.SHA256Fingerprint !== own.SHA256Fingerprint ? [[index, other]] : [];
  });
  return others.slice(0, 5).map(([index, other]) =>
    h('p', {}, `Signature ${index + 1} claims the same subject with another certificate (${keyName(other.key)}), fingerprint`, h('br'), digest(other.SHA256Fingerprint)),
  );
}

function download(base64: string, fingerprint: string): void {
  const lines = base64.match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  const url = URL.createObjectURL(new Blob([pem], { type: 'application/x-pem-file' }));
  h('a', { href: url, download: `${fingerprint.slice(0, 16)}.pem` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
