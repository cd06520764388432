/** References to artifacts, taken apart. Whether a repository's name is valid is for the core to say. */
import { SealcheckError } from '../errors.js';

/** A digest that can be checked here: algorithm and lower-case hexadecimal. */
export const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** The parts of a reference. */
export interface ReferenceParts {
  repository: string | undefined;
  /** One of the two. */
  target: { digest: string } | { tag: string };
}

/** Takes `repository@digest`, `repository:tag`, or a digest or tag alone apart. */
export function splitReference(reference: string): ReferenceParts {
  const at = reference.lastIndexOf('@');
  if (at >= 0 || isDigestLike(reference)) {
    const [left, digest] = [reference.slice(0, Math.max(at, 0)), reference.slice(at + 1)];
    if (!DIGEST.test(digest)) {
      throw invalid(reference, `"${digest}" is not a digest: sha256: and 64 hexadecimal digits in lower case`);
    }
    if (left.lastIndexOf(':') > left.lastIndexOf('/')) {
      const repository = left.slice(0, left.lastIndexOf(':'));
      throw invalid(reference, `names a tag and a digest: write ${repository}@${digest}`);
    }
    return { repository: left === '' ? undefined : left, target: { digest } };
  }
  const colon = reference.lastIndexOf(':');
  if (colon > reference.lastIndexOf('/')) {
    const tag = reference.slice(colon + 1);
    if (tag === '') throw invalid(reference, 'has no tag after the colon');
    return { repository: colon === 0 ? undefined : reference.slice(0, colon), target: { tag } };
  }
  if (reference === '') throw invalid(reference, 'is empty');
  if (reference.includes('/')) throw invalid(reference, `names neither tag nor digest: write ${reference}@sha256:…`);
  return { repository: undefined, target: { tag: reference } };
}

function isDigestLike(text: string): boolean {
  return /^sha(?:256|384|512):[0-9A-Fa-f]*$/.test(text);
}

function invalid(reference: string, reason: string): SealcheckError {
  return new SealcheckError('invalid-reference', `"${reference}" ${reason}`);
}
