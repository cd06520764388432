/** The engine in a worker: one message a call, one or more back. */
import { init, inspect, lintTrustPolicy, readCertificates, verify, verifyBlob } from 'sealcheck';
import { createEngine } from './engine';
import { obstacleOf } from './judge';
import type { Call, Reply } from './remote';

const engine = createEngine({ init, inspect, lintTrustPolicy, readCertificates, verify, verifyBlob });
const running = new Map<number, AbortController>();
const post = (reply: Reply): void => self.postMessage(reply);

self.addEventListener('message', ({ data }: MessageEvent<Call>) => {
  if ('cancel' in data) {
    running.get(data.cancel)?.abort(new DOMException('cancelled', 'AbortError'));
    return;
  }
  const { id, method, args } = data;
  const controller = new AbortController();
  running.set(id, controller);
  act(method, args, controller.signal, id)
    .then((result) => post({ id, result }))
    .catch((error: unknown) => post({ id, error: obstacleOf(error) }))
    .finally(() => running.delete(id));
});

async function act(method: string, args: never[], signal: AbortSignal, id: number): Promise<unknown> {
  switch (method) {
    case 'recognise':
      return engine.recognise(args[0] as never, signal);
    case 'judge':
      return engine.judge(args[0] as never, signal, (progress) => post({ id, progress }));
    case 'certificates':
      return engine.certificates(args[0] as never);
    default:
      return engine.warm();
  }
}
