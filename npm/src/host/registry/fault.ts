/** What registries do wrong, as errors whose codes say what can be done about it. */
import { SealcheckError } from '../../errors.js';
import { Refused } from '../allowed.js';
import { networkCode, reasonOf } from '../reason.js';

/**
 * - `registry-denied`: credentials are missing, wrong, or not enough.
 * - `registry-invalid`: the answer is not what the protocol, the digest or the descriptor says. To ask again is no use.
 * - `registry-not-found`: there is no such artifact.
 * - `registry-unreachable`: no answer, or only that the registry cannot answer now.
 */
export type RegistryCode = 'registry-denied' | 'registry-invalid' | 'registry-not-found' | 'registry-unreachable';

/** An error about `subject`, mostly a URL without its query. */
export function fault(code: RegistryCode, subject: string | URL, why: string, cause?: unknown): SealcheckError {
  const about = typeof subject === 'string' ? subject : `${subject.origin}${subject.pathname}`;
  return new SealcheckError(code, `${about}: ${why}`, cause === undefined ? {} : { cause });
}

/** Whatever was thrown on the way to a URL. */
export function asFault(error: unknown, url: URL): SealcheckError {
  if (error instanceof SealcheckError) return error;
  const isAnswer = error instanceof Refused || /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW)/.test(networkCode(error) ?? '');
  return fault(isAnswer ? 'registry-invalid' : 'registry-unreachable', url, reasonOf(error), error);
}

/** Text of a registry's, for messages: no control characters, and not too much of it. */
export function quoted(text: string): string {
  const plain = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}
