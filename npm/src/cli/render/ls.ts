import type { Style } from '../style.js';
import { type Node, renderTree } from './tree.js';

/** A signature as `ls` shows it. Nothing about it is verified. */
export interface ListedSignature {
  digest: string;
  artifactType: string;
  verified: false;
  mediaType?: string;
  signer?: string | null;
  signingTime?: string | null;
  error?: string;
}

/** The tree of `notation ls`, with signer and signing time as the signature states them. */
export function renderList(reference: string, signatures: ListedSignature[], style: Style): string {
  if (signatures.length === 0) return renderTree({ text: `${reference} has no associated signature` }, style);
  const types = [...new Set(signatures.map(({ artifactType }) => artifactType))];
  const children: Node[] = types.map((type) => ({
    text: type,
    children: signatures.filter(({ artifactType }) => artifactType === type).map(leaf),
  }));
  return `${renderTree({ text: reference, children }, style)}signers and times are decoded, not verified\n`;
}

function leaf({ digest, signer, signingTime, error }: ListedSignature): Node {
  if (error !== undefined) return { text: `${digest}  (${error})` };
  return { text: `${digest}  ${signer ?? 'no signer'}  ${signingTime ?? 'no signing time'}` };
}
