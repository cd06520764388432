/** Layouts that the real notation signed, from tests/vectors/flows; each is a chunk of its own, loaded when asked for. */
import { load } from 'virtual:examples';
import type { Given } from '../engine/types';

/** An example as it is listed. */
export interface Example {
  name: string;
  title: string;
  what: string;
  /** Leaves out the configuration: an envelope alone. */
  bare?: boolean;
}

/** Good and bad; every state among them. */
export const EXAMPLES: readonly Example[] = [
  { name: 'own-timestamped', title: 'Verified', what: 'key vault, COSE, with a timestamp' },
  { name: 'ca-permissive-unreachable', title: 'Verified with warnings', what: 'revocation could not be asked, level permissive' },
  { name: 'ca-wrong-store-audit', title: 'Accepted, signer unknown', what: 'level audit, a root of the same name with another key' },
  { name: 'ca-wrong-identity', title: 'Not trusted', what: 'one attribute of the identity differs' },
  { name: 'tampered-jws-payload', title: 'Invalid', what: 'one space added to the signed payload' },
  { name: 'extra-skip', title: 'Not evaluated', what: 'the policy says skip' },
  { name: 'extra-three-signatures', title: 'Three signatures', what: 'a stranger’s, an expired one, a good one' },
  { name: 'ca-jws', title: 'Decoded only', what: 'an envelope without trust policy and store', bare: true },
  { name: 'crl-revoked-strict', title: 'Revoked', what: 'the CRL says that the key was compromised' },
  { name: 'short-timestamped-expired', title: 'Expired since, still verified', what: 'short-lived certificate, kept alive by a timestamp' },
  { name: 'extra-no-policy', title: 'No statement applies', what: 'the policy is for another repository' },
  { name: 'blob-changed', title: 'Another file', what: 'the file grew by one byte after signing' },
];

/** What an example gives: files, and the question its case asks. */
export interface Loaded {
  given: Given[];
  reference: string;
  at: string;
  metadata: string;
}

/** Loads one. */
export async function loadExample({ name, bare }: Example): Promise<Loaded> {
  const loader = load[name];
  if (loader === undefined) throw new Error(`there is no example ${name}`);
  const { files, reference, at, metadata } = (await loader()).default;
  const given = Object.entries(files).map(([path, content]) => ({
    path,
    content: new Blob([typeof content === 'string' ? content : Uint8Array.from(atob(content.base64), (character) => character.charCodeAt(0))]),
  }));
  if (!bare) return { given, reference, at, metadata };
  const envelope = given.filter(({ path }) => path.endsWith('signature.envelope'));
  return { given: envelope.map(({ content }) => ({ path: 'signature.jws', content })), reference: '', at: '', metadata: '' };
}
