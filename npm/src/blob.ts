/** A blob's digest, made in one pass. */
import { type Core, Held } from './core.js';
import type { CryptoChoice } from './crypto/engine.js';
import { nodeCrypto } from './crypto/node.js';
import { subtleCrypto } from './crypto/subtle.js';
import { SealcheckError } from './errors.js';
import { bytesOf } from './input.js';

/** A blob as it was taken: bytes already copied, or something that is read once. */
export type BlobSource = Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** A blob's digest, `sha256:…`, and its size in bytes. */
export interface BlobDigest {
  digest: string;
  size: number;
}

type Algorithm = 'sha256' | 'sha384' | 'sha512';

/** Hashes a blob. What the stream throws is thrown on as it is. */
export async function digestBlob(
  core: Core,
  algorithm: Algorithm,
  blob: BlobSource,
  crypto: CryptoChoice,
  signal: AbortSignal | undefined,
): Promise<BlobDigest> {
  const hasher = (crypto === 'auto' && nodeHasher(algorithm)) || undefined;
  if (hasher === undefined && crypto !== 'wasm' && blob instanceof Uint8Array) {
    const digest = await digestAtOnce(algorithm, blob);
    if (digest !== undefined) return { digest, size: blob.length };
  }
  return digestPieces(hasher ?? coreHasher(core, algorithm), blob, signal);
}

/** As `digestBlob`, of bytes. */
export function digestBytes(core: Core, algorithm: Algorithm, blob: Uint8Array, crypto: CryptoChoice): BlobDigest {
  const hasher = (crypto === 'auto' && nodeHasher(algorithm)) || coreHasher(core, algorithm);
  try {
    for (const piece of pieces(blob)) hasher.update(piece);
    return { digest: hasher.digest(), size: blob.length };
  } finally {
    hasher.free();
  }
}

async function digestPieces(hasher: Hasher, blob: BlobSource, signal: AbortSignal | undefined): Promise<BlobDigest> {
  let size = 0;
  try {
    for await (const chunk of chunks(blob, signal)) {
      signal?.throwIfAborted();
      const bytes = bytesOf(chunk, 'a chunk of the blob');
      size += bytes.length;
      for (const piece of pieces(bytes)) hasher.update(piece);
    }
    signal?.throwIfAborted();
    return { digest: hasher.digest(), size };
  } finally {
    hasher.free();
  }
}

interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): string;
  free(): void;
}

function coreHasher(core: Core, algorithm: Algorithm): Hasher {
  const held = new Held(() => new core.Hasher(algorithm));
  return {
    update: (bytes) => held.use((hasher) => hasher.update(bytes)),
    digest: () => held.use((hasher) => hasher.digest()),
    free: () => held.free(),
  };
}

function nodeHasher(algorithm: Algorithm): Hasher | undefined {
  const crypto = nodeCrypto();
  if (typeof crypto?.createHash !== 'function') return undefined;
  const hash = crypto.createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => `${algorithm}:${hash.digest('hex')}`,
    free: () => undefined,
  };
}

/** By WebCrypto, which hashes nothing but whole buffers; nothing if it cannot. */
async function digestAtOnce(algorithm: Algorithm, bytes: Uint8Array): Promise<string | undefined> {
  try {
    const digest = await subtleCrypto()?.digest(algorithm.replace('sha', 'SHA-'), bytes as Uint8Array<ArrayBuffer>);
    if (digest?.byteLength !== Number(algorithm.slice(3)) / 8) return undefined;
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
    return `${algorithm}:${hex.join('')}`;
  } catch {
    return undefined;
  }
}

/** Large enough to be fast, small enough not to fill the memory of the wasm. */
const PIECE = 1 << 20;

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

async function* chunks(blob: BlobSource, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  if (blob instanceof Uint8Array) {
    yield blob;
  } else if ('stream' in blob && typeof blob.stream === 'function') {
    yield* streamed(blob.stream(), signal);
  } else if ('getReader' in blob) {
    yield* streamed(blob, signal);
  } else if (Symbol.asyncIterator in blob) {
    yield* blob;
  } else {
    throw new SealcheckError('invalid-argument', 'blob: cannot be read');
  }
}

// Not `for await` over the stream: not every runtime has that.
async function* streamed(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let ended = false;
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        ended = true;
        return;
      }
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (!ended) await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
