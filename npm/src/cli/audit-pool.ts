/** A list of artifacts, judged on several threads, given out in the order of the list. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Audited, Auditor, AuditSettings } from './audit.js';
import type { WorkerMessage } from './audit-worker.js';

/** Artifacts that one thread has in hand: while one waits for a registry, another is judged. */
export const IN_HAND = 8;
/** Below, starting threads takes longer than it saves. */
const WORTH_A_THREAD = 24;
/** Results that wait for an earlier one at most; what bounds the memory. */
const WINDOW = 256;

/** Judges all, and calls `take` with each result in order; at most so many are in memory at once. */
export async function auditAll(
  references: readonly string[],
  auditor: Auditor,
  settings: AuditSettings,
  take: (audited: Audited, index: number) => void | Promise<void>,
): Promise<void> {
  const threads = Math.min(availableParallelism(), Math.floor(references.length / WORTH_A_THREAD));
  if (threads < 2) return inOrder(references.length, IN_HAND, (index) => auditor.audit(references[index] as string), take);
  const workers = Array.from({ length: threads }, () => new AuditThread(settings));
  try {
    await inOrder(references.length, IN_HAND * threads, (index) => least(workers).audit(references[index] as string), take);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** Starts `atOnce` items, the next as soon as one is done, but never further ahead of the last one taken than the window. */
export async function inOrder<T>(
  count: number,
  atOnce: number,
  act: (index: number) => Promise<T>,
  take: (value: T, index: number) => void | Promise<void>,
): Promise<void> {
  const waiting = new Map<number, Promise<T>>();
  let [started, running, position] = [0, 0, 0];
  let isOver = false;
  const start = (): void => {
    while (!isOver && started < count && running < atOnce && started - position < WINDOW) {
      const promise = act(started);
      waiting.set(started++, promise);
      running += 1;
      const done = (): void => {
        running -= 1;
        start();
      };
      promise.then(done, done);
    }
  };
  try {
    for (; position < count; position += 1) {
      start();
      const value = await (waiting.get(position) as Promise<T>);
      waiting.delete(position);
      await take(value, position);
    }
  } finally {
    isOver = true;
  }
}

function least(workers: AuditThread[]): AuditThread {
  return workers.reduce((best, worker) => (worker.inHand < best.inHand ? worker : best));
}

/** An auditor on a thread of its own. */
class AuditThread implements Auditor {
  readonly #worker: Worker;
  readonly #pending = new Map<number, { resolve(audited: Audited): void; reject(error: unknown): void }>();
  #next = 0;

  constructor(settings: AuditSettings) {
    this.#worker = new Worker(new URL('./audit-worker.js', import.meta.url), { workerData: settings });
    this.#worker.on('message', ({ id, audited, error }: WorkerMessage) => {
      const { resolve, reject } = this.#pending.get(id) ?? {};
      this.#pending.delete(id);
      if (audited !== undefined) resolve?.(audited);
      else reject?.(error);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with status ${code}`)));
  }

  get inHand(): number {
    return this.#pending.size;
  }

  audit(reference: string): Promise<Audited> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, reference });
    });
  }

  async stop(): Promise<void> {
    this.#pending.clear();
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
