/** Fetches what a verdict wants. Decides nothing: what comes back is judged by the core. */
import { SealcheckError } from '../errors.js';
import type { Evidence, WantedEvidence } from '../types.js';
import { type AllowHost, Refused, takeAllowHost } from './allowed.js';
import type { EvidenceCache } from './cache.js';
import { download, type Download } from './download.js';
import { reasonOf } from './reason.js';
import { transportOf } from './transport.js';

/** How to fetch. */
export interface FetchOptions {
  /**
   * Asks instead of this package; names are not looked up then, so hosts are judged by name only. It is called with
   * `redirect: 'manual'`, and must not follow redirects by itself.
   */
  fetch?: typeof globalThis.fetch;
  /** Ends it all; the promise is rejected with `signal.reason`. */
  signal?: AbortSignal;
  /** Milliseconds for one answer, redirects included; default 2000 for OCSP and 5000 for CRLs, as notation has it. */
  timeout?: number;
  /** Who may be asked; default: public addresses. Servers should give it. */
  allowHost?: AllowHost;
  /** Keeps answers until their nextUpdate, across calls of {@link verifyOnline}. */
  cache?: EvidenceCache;
  /** Told of every answer, for progress. */
  onAnswer?: (wanted: WantedEvidence, result: { bytes: number } | { error: string }) => void;
}

const AT_ONCE = 8;

/** Fetches each URL once, eight at a time. What gives nothing becomes an `unavailable` entry. */
export async function fetchEvidence(wanted: readonly WantedEvidence[], options: FetchOptions = {}): Promise<Evidence> {
  const { signal, timeout, cache } = options;
  if (!Array.isArray(wanted)) throw new SealcheckError('invalid-argument', 'wanted: must be an array');
  if (timeout !== undefined && !(timeout > 0)) throw new SealcheckError('invalid-argument', 'timeout: must be milliseconds');
  signal?.throwIfAborted();
  const shared = { transport: transportOf(options.fetch), allow: takeAllowHost(options.allowHost) };
  const evidence = { ocsp: [] as { url: string; response: Uint8Array }[], crls: [] as { url: string; crl: Uint8Array }[] };
  const unavailable: { url: string; error: string }[] = [];

  const fetchOne = async (item: WantedEvidence): Promise<void> => {
    const { url, kind } = item;
    try {
      const known = cache?.get(item);
      const bytes = known ?? (await timed(item, timeout, signal, shared));
      if (known === undefined) cache?.offer(item, bytes);
      if (kind === 'ocsp') evidence.ocsp.push({ url, response: bytes });
      else evidence.crls.push({ url, crl: bytes });
      options.onAnswer?.(item, { bytes: bytes.length });
    } catch (error) {
      signal?.throwIfAborted();
      const message = reasonOf(error);
      unavailable.push({ url, error: message });
      options.onAnswer?.(item, { error: message });
    }
  };

  const queue = [...new Map(wanted.map((item) => [keyOf(item), item])).values()];
  const workers = Array.from({ length: Math.min(AT_ONCE, queue.length) }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await fetchOne(item);
  });
  await Promise.all(workers);
  return { ...evidence, unavailable };
}

/** What tells two questions apart. */
export function keyOf({ method, url, body = '' }: WantedEvidence): string {
  return `${method} ${url} ${body}`;
}

const DEFAULT_TIMEOUT = { ocsp: 2000, crl: 5000, 'delta-crl': 5000 };

async function timed(
  wanted: WantedEvidence,
  timeout: number | undefined,
  signal: AbortSignal | undefined,
  shared: Omit<Download, 'signal'>,
): Promise<Uint8Array> {
  const controller = new AbortController();
  const limit = timeout ?? DEFAULT_TIMEOUT[wanted.kind];
  const timer = setTimeout(() => controller.abort(new Refused(`no answer within ${limit} ms`)), limit);
  const stop = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    // Raced, because not everything that is waited for heeds the signal.
    const answer = download(wanted, { ...shared, signal: controller.signal });
    answer.catch(() => undefined);
    return await Promise.race([answer, aborted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    controller.abort();
  }
}
