/** Files that a command reads. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SealcheckError } from '../errors.js';
import { systemMessage } from '../host/node.js';
import { replayable } from '../host/online.js';
import type { EnvelopeMediaType, VerifyBlobRequest } from '../types.js';
import type { Io } from './io.js';

const MAX_ENVELOPE = 32 << 20;

/** A signature file: what its name says of its format counts (BLOB-01), and else its first bytes (D-65). */
export async function readSignatureFile(file: string): Promise<{ envelope: Uint8Array; mediaType?: EnvelopeMediaType }> {
  const envelope = await readLimited(file, MAX_ENVELOPE);
  const format = /\.(jws|cose)\.sig$/i.exec(basename(file))?.[1]?.toLowerCase();
  if (format === undefined) return { envelope };
  return { envelope, mediaType: format === 'jws' ? 'application/jose+json' : 'application/cose' };
}

/** The content of a file that must not be larger than the limit. */
export async function readLimited(file: string, limit: number): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > limit) throw new Error(`has ${size} bytes, at most ${limit} are read`);
      return new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new SealcheckError('unreadable', `${file}: ${systemMessage(error)}`, { cause: error });
  }
}

/** A file, or `-` for standard input, that can be read again and again. */
export async function openBlob(file: string, io: Io): Promise<() => VerifyBlobRequest['blob']> {
  if (file === '-') return replayable(io.stdin);
  const fault = (error: unknown): never => {
    throw new SealcheckError('unreadable', `${file}: ${systemMessage(error)}`, { cause: error });
  };
  // Looked at now, so that a missing file is said before anything is judged; read only when asked for.
  const found = await stat(file).catch(fault);
  if (found.isDirectory()) fault(Object.assign(new Error(), { code: 'EISDIR' }));
  return async function* () {
    try {
      yield* createReadStream(file) as AsyncIterable<Uint8Array>;
    } catch (error) {
      fault(error);
    }
  };
}
