import type { InspectedCertificate, InspectedSignature } from '../../types.js';
import type { Style } from '../style.js';
import { type Node, renderTree } from './tree.js';

/** The fields of `notation inspect` in its order; extended attributes have a branch of their own (D-81). */
export function renderInspection(root: string, signatures: InspectedSignature[], style: Style): string {
  const heading = `${style.tone('unsure', 'decoded, not verified')}\n`;
  if (signatures.length === 0) return heading + renderTree({ text: `${root} has no signature that can be shown` }, style);
  const [only] = signatures;
  if (signatures.length === 1 && only !== undefined && !root.includes('@')) {
    return heading + renderTree({ text: root, children: fields(only) }, style);
  }
  const children = signatures.map((signature) => ({ text: signature.digest, children: fields(signature) }));
  return heading + renderTree({ text: root, children: [{ text: 'application/vnd.cncf.notary.signature', children }] }, style);
}

function fields(signature: InspectedSignature): Node[] {
  const { signedAttributes, extendedAttributes, userDefinedAttributes, signedArtifact } = signature;
  return [
    { text: `signature algorithm: ${signature.signatureAlgorithm}` },
    { text: `signature envelope type: ${signature.signatureEnvelopeType}` },
    {
      text: 'signed attributes',
      children: named([
        ['content type', signedAttributes.contentType],
        ['signing scheme', signedAttributes.signingScheme],
        ['signing time', signedAttributes.signingTime],
        ['expiry', signedAttributes.expiry],
      ]),
    },
    ...(extendedAttributes.length === 0
      ? []
      : [
          {
            text: 'extended attributes',
            children: extendedAttributes.map(({ key, value, critical }) => ({
              text: `${key}: ${value}${critical ? ' (critical)' : ''}`,
            })),
          },
        ]),
    { text: 'user defined attributes', children: orEmpty(named(sorted(userDefinedAttributes ?? {}))) },
    { text: 'unsigned attributes', children: orEmpty(unsigned(signature.unsignedAttributes)) },
    { text: 'certificates', children: signature.certificates.map(certificate) },
    {
      text: 'signed artifact',
      children: named([
        ['media type', signedArtifact.mediaType],
        ['digest', signedArtifact.digest],
        ['size', String(signedArtifact.size)],
      ]),
    },
  ];
}

function unsigned({ signingAgent, timestampSignature }: InspectedSignature['unsignedAttributes']): Node[] {
  const nodes = named([['signing agent', signingAgent]]);
  if (timestampSignature === undefined) return nodes;
  const { timestamp, certificates, error } = timestampSignature;
  const children = named([
    ['timestamp', timestamp],
    ['error', error],
  ]);
  if (certificates !== undefined) children.push({ text: 'certificates', children: certificates.map(certificate) });
  return [...nodes, { text: 'timestamp signature', children }];
}

function certificate({ SHA256Fingerprint, issuedTo, issuedBy, expiry }: InspectedCertificate): Node {
  return {
    text: `SHA256 fingerprint: ${SHA256Fingerprint}`,
    children: named([
      ['issued to', issuedTo],
      ['issued by', issuedBy],
      ['expiry', expiry],
    ]),
  };
}

function named(pairs: [string, string | undefined][]): Node[] {
  return pairs.flatMap(([name, value]) => (value === undefined ? [] : [{ text: `${name}: ${value}` }]));
}

function sorted(map: Record<string, string>): [string, string][] {
  return Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1));
}

function orEmpty(nodes: Node[]): Node[] {
  return nodes.length === 0 ? [{ text: '(empty)' }] : nodes;
}
