/** The engine itself, wherever it runs. */
import { judge } from './judge';
import { recognise } from './recognise';
import type { Engine } from './types';

type Api = Pick<typeof import('sealcheck'), 'verify' | 'verifyBlob' | 'inspect' | 'lintTrustPolicy' | 'readCertificates' | 'init'>;

/** Made from the functions of the package. */
export function createEngine(api: Api): Engine {
  return {
    recognise,
    judge: (job, signal, progress) => judge(api, job, signal, progress),
    async certificates(file) {
      const found = await api.readCertificates(new Uint8Array(await file.arrayBuffer()));
      return found.map(({ subject, SHA256Fingerprint, notAfter }) => ({ subject, fingerprint: SHA256Fingerprint, notAfter }));
    },
    warm: () => api.init(),
  };
}
