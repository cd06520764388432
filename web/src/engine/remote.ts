/** The engine of the page, at the other end of a worker. */
import workerUrl from './worker.ts?worker&url';
import type { Engine, Obstacle, Progress } from './types';

/** To the worker. */
export type Call = { id: number; method: string; args: never[] } | { cancel: number };

/** From the worker. */
export type Reply = { id: number } & ({ result: unknown } | { error: Obstacle } | { progress: Progress });

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  progress(progress: Progress): void;
}

/** Starts the worker. */
export function createEngine(): Engine {
  const worker = new Worker(trusted(workerUrl) as string, { type: 'module', name: 'sealcheck' });
  const waiting = new Map<number, Waiting>();
  let next = 1;
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if ('progress' in data) return call.progress(data.progress);
    waiting.delete(data.id);
    if ('error' in data) call.reject(Object.assign(new Error(data.error.message), data.error));
    else call.resolve(data.result);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    for (const call of waiting.values()) call.reject(new Error(`the worker failed: ${event.message || 'it could not be loaded'}`));
    waiting.clear();
  });
  const call = <T>(method: string, args: unknown[], signal?: AbortSignal, progress: (progress: Progress) => void = () => {}): Promise<T> => {
    const id = next++;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, progress });
      signal?.addEventListener('abort', () => {
        worker.postMessage({ cancel: id } satisfies Call);
        waiting.delete(id);
        reject(signal.reason);
      });
      worker.postMessage({ id, method, args: args as never[] } satisfies Call);
    });
  };
  return {
    recognise: (given, signal) => call('recognise', [given], signal),
    judge: (job, signal, progress) => call('judge', [job], signal, progress),
    certificates: (file) => call('certificates', [file]),
    warm: () => call('warm', []),
  };
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}

/** The one script address that this page ever uses, for browsers that demand a policy. */
function trusted(url: string): unknown {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const policy = types?.createPolicy('sealcheck-worker', {
    createScriptURL: (candidate) => {
      if (candidate !== workerUrl) throw new TypeError('not the worker of this page');
      return candidate;
    },
  });
  return policy?.createScriptURL(url) ?? url;
}
