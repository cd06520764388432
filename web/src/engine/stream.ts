/** A blob in pieces, so that whatever else has to run can, and somebody can cancel. */

const PIECE = 1 << 20;

/** Reads it once, and says how far it has come. */
export async function* blobStream(blob: Blob, signal: AbortSignal, progress: (done: number) => void): AsyncGenerator<Uint8Array> {
  let said = performance.now();
  for (let start = 0; start < blob.size; start += PIECE) {
    signal.throwIfAborted();
    yield new Uint8Array(await blob.slice(start, start + PIECE).arrayBuffer());
    const now = performance.now();
    if (now - said < 40) continue;
    said = now;
    progress(Math.min(blob.size, start + PIECE));
    await new Promise((resolve) => setTimeout(resolve));
  }
}
