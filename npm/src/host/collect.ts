/** The bytes of a stream, up to a limit. */
import { Refused } from './allowed.js';

const FIRST_ROOM = 16 << 10;

/**
 * Stops at the first byte too many: then either refuses all, or gives what there is up to the limit. One buffer grows,
 * because a list of chunks costs much more than its bytes where the chunks are tiny.
 */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  beyond: 'refuse' | 'cut' = 'refuse',
  onChunk?: (bytes: number) => void,
): Promise<Uint8Array> {
  let buffer = new Uint8Array(Math.min(FIRST_ROOM, limit));
  let size = 0;
  for await (const chunk of stream) {
    onChunk?.(chunk.length);
    const fits = Math.min(chunk.length, limit - size);
    if (fits < chunk.length && beyond === 'refuse') throw new Refused(`the answer has more than ${limit} bytes`);
    if (size + fits > buffer.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(2 * buffer.length, size + fits)));
      larger.set(buffer.subarray(0, size));
      buffer = larger;
    }
    buffer.set(chunk.subarray(0, fits), size);
    size += fits;
    if (fits < chunk.length) break;
  }
  return buffer.slice(0, size);
}
