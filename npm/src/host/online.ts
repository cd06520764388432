/** Verifies, fetches what is wanted, and verifies again. */
import type { Api } from '../api.js';
import { SealcheckError } from '../errors.js';
import type { Evidence, Verdict, VerifyBlobRequest, VerifyRequest, WantedEvidence } from '../types.js';
import { type FetchOptions, fetchEvidence, keyOf } from './evidence.js';

/** How to verify with the network. */
export interface OnlineOptions extends FetchOptions {
  /** How often to fetch at most; 4 is enough for OCSP, CRL, delta CRL and the CRL of a responder. */
  rounds?: number;
  /** Who verifies; default: the package's entry for this runtime. With `sealcheck/slim` give that one. */
  verifier?: Pick<Api, 'verify' | 'verifyBlob'>;
}

/**
 * Verifies an artifact or a blob until nothing new is wanted. The time is read once. A blob that is a stream is kept in
 * memory between the rounds; give a `Blob` where that is too much.
 */
export async function verifyOnline(request: VerifyRequest | VerifyBlobRequest, options: OnlineOptions = {}): Promise<Verdict> {
  const { verify, verifyBlob } = options.verifier ?? (await packageEntry());
  const signal = options.signal ?? request.signal;
  const settled = { currentDate: new Date(), ...request, ...(signal && { signal }) };
  const blob = 'blob' in request ? replayable(request.blob) : undefined;
  const judge = (evidence: Evidence): Promise<Verdict> =>
    blob !== undefined
      ? verifyBlob({ ...(settled as VerifyBlobRequest), blob: blob(), evidence })
      : verify({ ...(settled as VerifyRequest), evidence });
  return (await converge(judge, request.evidence, { ...options, ...(signal && { signal }) })).verdict;
}

/** The same with somebody else's verification; also gives the evidence that there is in the end. */
export async function converge(
  judge: (evidence: Evidence) => Promise<Verdict>,
  given: Evidence | undefined,
  options: Omit<OnlineOptions, 'verifier'>,
): Promise<{ verdict: Verdict; evidence: Required<Evidence> }> {
  const { rounds = 4, ...how } = options;
  if (!Number.isInteger(rounds) || rounds < 0) throw new SealcheckError('invalid-argument', 'rounds: must be a number from 0');
  let evidence = join({}, given ?? {});
  const asked = new Set<string>();
  for (let round = 0; ; round += 1) {
    const verdict = await judge(evidence);
    how.cache?.settle(verdict);
    const fresh = verdict.wanted.filter((wanted: WantedEvidence) => !asked.has(keyOf(wanted)));
    if (fresh.length === 0 || round >= rounds) return { verdict, evidence };
    for (const wanted of fresh) asked.add(keyOf(wanted));
    evidence = join(evidence, await fetchEvidence(fresh, how));
  }
}

function join(left: Evidence, right: Evidence): Required<Evidence> {
  return {
    ocsp: [...(left.ocsp ?? []), ...(right.ocsp ?? [])],
    crls: [...(left.crls ?? []), ...(right.crls ?? [])],
    unavailable: [...(left.unavailable ?? []), ...(right.unavailable ?? [])],
  };
}

/** By the package's own name, so that the runtime or the bundler picks the entry; not before it is needed. */
function packageEntry(): Promise<Api> {
  // The package cannot look up its own types while it is built.
  // @ts-ignore
  return import('sealcheck') as Promise<Api>;
}

/** Something that can be read again: a stream gives the same bytes as before. */
export function replayable(blob: VerifyBlobRequest['blob']): () => VerifyBlobRequest['blob'] {
  const isStream = typeof blob === 'object' && blob !== null && ('getReader' in blob || Symbol.asyncIterator in blob);
  if (!isStream || blob instanceof Uint8Array) return () => blob;
  const kept: Uint8Array[] = [];
  let rest: AsyncIterator<Uint8Array> | undefined;
  return () => ({
    async *[Symbol.asyncIterator]() {
      yield* kept;
      rest ??= 'getReader' in blob ? streamed(blob) : blob[Symbol.asyncIterator]();
      for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
        const chunk = next.value instanceof Uint8Array ? new Uint8Array(next.value) : next.value;
        kept.push(chunk);
        yield chunk;
      }
    },
  });
}

async function* streamed(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) if (value) yield value;
  } finally {
    reader.releaseLock();
  }
}
