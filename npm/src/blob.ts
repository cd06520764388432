/** A blob's digest, made in one pass. */
import { type Core, Held } from './core.js';
import { SealcheckError } from './errors.js';
import { bytesOf } from './input.js';

/** A blob as it was taken: bytes already copied, or something that is read once. */
export type BlobSource = Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Digest (hexadecimal) and size in bytes. What the stream throws is thrown on as it is. */
export async function digestBlob(
  core: Core,
  algorithm: 'sha256' | 'sha384' | 'sha512',
  blob: BlobSource,
  signal: AbortSignal | undefined,
): Promise<{ digest: string; size: number }> {
  const hasher = new Held(() => new core.Hasher(algorithm));
  let size = 0;
  try {
    for await (const chunk of chunks(blob)) {
      signal?.throwIfAborted();
      const bytes = bytesOf(chunk, 'a chunk of the blob');
      size += bytes.length;
      hasher.use((digest) => digest.update(bytes));
    }
    signal?.throwIfAborted();
    return { digest: hasher.use((digest) => digest.digest()), size };
  } finally {
    hasher.free();
  }
}

/** Large enough to be fast, small enough not to fill the memory of the wasm. */
const CHUNK = 1 << 20;

async function* chunks(blob: BlobSource): AsyncGenerator<Uint8Array> {
  if (blob instanceof Uint8Array) {
    for (let start = 0; start < blob.length; start += CHUNK) yield blob.subarray(start, start + CHUNK);
  } else if ('stream' in blob && typeof blob.stream === 'function') {
    yield* streamed(blob.stream());
  } else if ('getReader' in blob) {
    yield* streamed(blob);
  } else if (Symbol.asyncIterator in blob) {
    yield* blob;
  } else {
    throw new SealcheckError('invalid-argument', 'blob: cannot be read');
  }
}

// Not `for await` over the stream: not every runtime has that.
async function* streamed(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let ended = false;
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
    if (!ended) await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
