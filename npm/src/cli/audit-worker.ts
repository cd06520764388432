/** The thread of `audit-pool.ts`: judges what it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Audited, type AuditSettings, createAuditor } from './audit.js';

/** One of the two. */
export interface WorkerMessage {
  id: number;
  audited?: Audited;
  error?: unknown;
}

const auditor = createAuditor(workerData as AuditSettings, { environment: process.env, platform: process.platform });

parentPort?.on('message', ({ id, reference }: { id: number; reference: string }) => {
  auditor.audit(reference).then(
    (audited) => parentPort?.postMessage({ id, audited } satisfies WorkerMessage),
    (error: unknown) => parentPort?.postMessage({ id, error } satisfies WorkerMessage),
  );
});
