/** The world around a command, so that tests can give it another one. */
import { createStyle, type Style } from './style.js';

export interface Io {
  environment: Record<string, string | undefined>;
  platform: string;
  /** The answer. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  stdin: AsyncIterable<Uint8Array>;
  /** How to write to standard output and to standard error. */
  style: Style;
  errorStyle: Style;
  /** Whether standard output is a terminal. */
  isTerminal: boolean;
  /** Whether lines on standard error can be written over. */
  errorIsTerminal: boolean;
  /** Resolves when standard output takes more. */
  drained(): Promise<void>;
}

/** The world of this process. */
export function processIo(): Io {
  const { env, platform, stdin, stdout, stderr } = process;
  // Whoever closes the pipe early has seen enough.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    environment: env,
    platform,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    stdin,
    style: createStyle(stdout.isTTY === true, env, platform),
    errorStyle: createStyle(stderr.isTTY === true, env, platform),
    isTerminal: stdout.isTTY === true,
    errorIsTerminal: stderr.isTTY === true && env['TERM'] !== 'dumb',
    drained: () =>
      new Promise((resolve) => {
        if (!stdout.writableNeedDrain || stdout.destroyed) resolve();
        else stdout.once('drain', resolve).once('close', resolve);
      }),
  };
}

/** All of standard input as text. */
export async function readStdin(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
