/**
 * Certificates, OCSP responses and CRLs among other files: only the outermost structure is looked at; the core judges
 * the rest.
 */

/** What a piece of DER looks like. */
export interface Recognised {
  /** What the bytes are. */
  kind: 'certificate' | 'ocsp' | 'crl';
  /** Its DER; of PEM, what it holds. */
  der: Uint8Array;
}

/** The certificates, OCSP responses and CRLs of a file, DER or PEM; empty if it holds none. */
export function recognise(content: Uint8Array): Recognised[] {
  const ders = content[0] === SEQUENCE ? [content] : pemBlocks(content);
  return ders.flatMap((der) => {
    const kind = kindOf(der);
    return kind === undefined ? [] : [{ kind, der }];
  });
}

const PEM = /-----BEGIN (CERTIFICATE|X509 CERTIFICATE|TRUSTED CERTIFICATE|X509 CRL|CRL|OCSP RESPONSE)-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END \1-----/g;

function pemBlocks(content: Uint8Array): Uint8Array[] {
  const text = new TextDecoder('latin1').decode(content);
  return Array.from(text.matchAll(PEM)).flatMap(([, , base64 = '']) => {
    try {
      return [Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0))];
    } catch {
      return [];
    }
  });
}

const INTEGER = 0x02;
const ENUMERATED = 0x0a;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const VERSION = 0xa0;

/**
 * An OCSP response begins with a status. What is signed in a certificate begins with its version or serial number; in a
 * list a time follows the issuer, in a certificate the serial number precedes the algorithm and issuer.
 */
function kindOf(der: Uint8Array): Recognised['kind'] | undefined {
  const outer = elementAt(der, 0);
  if (outer?.tag !== SEQUENCE) return undefined;
  const first = elementAt(der, outer.start);
  if (first?.tag === ENUMERATED) return 'ocsp';
  if (first?.tag !== SEQUENCE) return undefined;
  let element = elementAt(der, first.start);
  if (element?.tag === INTEGER) element = elementAt(der, element.end);
  for (let sequences = 0; sequences < 2; sequences += 1) {
    if (element?.tag !== SEQUENCE) return isCertificate(der, first) ? 'certificate' : undefined;
    element = elementAt(der, element.end);
  }
  return element?.tag === UTC_TIME || element?.tag === GENERALIZED_TIME ? 'crl' : isCertificate(der, first) ? 'certificate' : undefined;
}

/** Serial number, algorithm, issuer, validity, after a version that may be absent. */
function isCertificate(der: Uint8Array, tbs: Element): boolean {
  let element = elementAt(der, tbs.start);
  if (element?.tag === VERSION) element = elementAt(der, element.end);
  if (element?.tag !== INTEGER) return false;
  for (let sequences = 0; sequences < 3; sequences += 1) {
    element = elementAt(der, element.end);
    if (element?.tag !== SEQUENCE) return false;
  }
  return true;
}

interface Element {
  tag: number;
  start: number;
  end: number;
}

/** Tag, start of the content and end of the element at a position. */
function elementAt(der: Uint8Array, position: number): Element | undefined {
  const [tag, first] = [der[position], der[position + 1]];
  if (tag === undefined || first === undefined) return undefined;
  const octets = first < 0x80 ? 0 : first - 0x80;
  if (octets > 4) return undefined;
  let length = octets === 0 ? first : 0;
  for (let index = 0; index < octets; index += 1) length = length * 256 + (der[position + 2 + index] ?? 0);
  const start = position + 2 + octets;
  return { tag, start, end: start + length };
}
