/** What goes on, on standard error: only of what takes long, and on a terminal in one line that is written over. */
import type { Io } from './io.js';
import { printable } from './style.js';

/** Milliseconds. */
const PATIENCE = 1000;
const STEP = { terminal: 200, file: 5000 };

export interface Progress {
  /** An answer that is being read. */
  download(answer: { url: string; received: number; total?: number }): void;
  /** Artifacts of a list that are done; on the last one `total` is reached. */
  list(done: number, total: number, words: string): void;
  /** Wipes the line; before anything else is printed. */
  clear(): void;
}

/** Begins to count. */
export function createProgress(io: Io, now: () => number = Date.now): Progress {
  const start = now();
  let last = start;
  let isShown = false;
  const say = (text: string): void => {
    const time = now();
    const step = io.errorIsTerminal ? STEP.terminal : STEP.file;
    if (time - start < PATIENCE || time - last < step) return;
    last = time;
    isShown = io.errorIsTerminal;
    io.err(io.errorIsTerminal ? `\r\u001b[K${printable(text).slice(0, 78)}` : `${printable(text)}\n`);
  };
  return {
    download({ url, received, total }) {
      const { host, pathname } = new URL(url);
      const share = total === undefined ? size(received) : `${size(received)} of ${size(total)}`;
      say(`${share} of ${host}${pathname}`);
    },
    list(done, total, words) {
      say(`${done} of ${total}${words}`);
    },
    clear() {
      if (isShown) io.err('\r\u001b[K');
      isShown = false;
    },
  };
}

function size(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}
