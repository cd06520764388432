/** Answers kept in memory until their nextUpdate. */
import type { RevocationSource, Verdict, WantedEvidence } from '../types.js';
import { keyOf } from './evidence.js';

interface Kept {
  url: string;
  kind: 'ocsp' | 'crl';
  bytes: Uint8Array;
  /** Milliseconds; undefined until a verdict has said how long the answer may be used. */
  until: number | undefined;
}

/**
 * OCSP responses and CRLs, for several calls of {@link verifyOnline}. An answer is kept once a verdict used it without
 * fault, until its nextUpdate. Whatever comes out of here is judged like anything else.
 */
export class EvidenceCache {
  readonly #kept = new Map<string, Kept>();
  readonly #maxBytes: number;
  readonly #now: () => number;

  constructor({ maxBytes = 64 << 20, now = Date.now }: { maxBytes?: number; now?: () => number } = {}) {
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  /** The answer to that question, if one is kept. */
  get(wanted: WantedEvidence): Uint8Array | undefined {
    const key = keyOf(wanted);
    const kept = this.#kept.get(key);
    if (kept?.until === undefined) return undefined;
    if (this.#now() < kept.until) return kept.bytes;
    this.#kept.delete(key);
    return undefined;
  }

  /** Takes an answer, which counts from the verdict on that used it. */
  offer(wanted: WantedEvidence, bytes: Uint8Array): void {
    if (bytes.length > this.#maxBytes) return;
    const key = keyOf(wanted);
    this.#kept.delete(key);
    this.#kept.set(key, { url: wanted.url, kind: wanted.kind === 'ocsp' ? 'ocsp' : 'crl', bytes, until: undefined });
    let size = 0;
    for (const { bytes } of this.#kept.values()) size += bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (size <= this.#maxBytes) break;
      this.#kept.delete(oldest);
      size -= bytes.length;
    }
  }

  /** Learns from a verdict how long the answers may be used; forgets those that nobody could use. */
  settle(verdict: Verdict): void {
    const sources = sourcesOf(verdict);
    for (const [key, kept] of this.#kept) {
      if (kept.until !== undefined) continue;
      const own = sources.filter(({ url, kind }) => url === kept.url && (kind === 'ocsp') === (kept.kind === 'ocsp'));
      // Several answers of one responder: the first that ends, and one that is bad spoils all.
      const ends = own.map(({ fault, nextUpdate }) => (fault === null && nextUpdate !== null ? Date.parse(nextUpdate) : Number.NaN));
      const until = Math.min(...ends);
      if (ends.length > 0 && until > this.#now()) kept.until = until;
      else this.#kept.delete(key);
    }
  }
}

function sourcesOf({ signatures }: Verdict): RevocationSource[] {
  return signatures.flatMap(({ checks }) =>
    checks.flatMap((check) => {
      if (check.name === 'revocation') return check.evidence.certificates ?? [];
      return check.name === 'authenticTimestamp' ? (check.evidence.revocation ?? []) : [];
    }).flatMap(({ sources }) => sources),
  );
}
