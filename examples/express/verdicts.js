/** A handler for Express that answers verdicts. */
import { createVerifier, SealcheckError } from 'sealcheck';
import { EvidenceCache, readRegistry, RegistrySession, verifyOnline } from 'sealcheck/host';

/** How many images are looked at once; whoever comes later is told to wait. */
const AT_ONCE = 20;

/**
 * Answers `?image=registry.example/web@sha256:…` with a verdict.
 *
 * @param {import('sealcheck').Trust} trust
 * @param {object} [options]
 * @param {import('sealcheck/host').RegistryAuth} [options.auth] credentials by registry; what they can read, everybody
 *   who asks this handler learns about
 * @param {string[]} [options.allowHost] hosts for OCSP and CRLs that are not public addresses
 * @param {number} [options.timeout] milliseconds for one answer
 * @param {typeof globalThis.fetch} [options.fetch]
 * @param {() => Date} [options.now]
 * @returns {import('express').RequestHandler}
 */
export function verdicts(trust, { auth, allowHost, timeout = 15_000, fetch, now = () => new Date() } = {}) {
  const verifier = createVerifier(trust);
  const session = new RegistrySession({ auth });
  const cache = new EvidenceCache({ now: () => now().getTime() });
  let running = 0;

  return async (request, response) => {
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const { image } = request.query;
    // Twice the parameter gives a list.
    if (typeof image !== 'string' || image === '') {
      response.status(400).json({ error: 'image: must be given once', code: 'invalid-argument' });
      return;
    }
    if (running >= AT_ONCE) {
      response.status(503).set('retry-after', '1').json({ error: 'too many at once', code: 'busy' });
      return;
    }
    running += 1;
    const left = new AbortController();
    response.once('close', () => left.abort());
    const signal = AbortSignal.any([left.signal, AbortSignal.timeout(timeout)]);
    try {
      // Throws if no statement applies: only registries that the policy knows are asked.
      await verifier.selectPolicy(image);
      const artifact = await readRegistry(image, { fetch, session, signal, retries: 1 });
      response.json(await verifyOnline({ ...artifact, currentDate: now() }, { verifier, fetch, signal, cache, allowHost }));
    } catch (error) {
      if (left.signal.aborted) return;
      const [status, body] = failure(error, signal);
      response.status(status).json(body);
    } finally {
      running -= 1;
    }
  };
}

/** No verdict: nothing is known about the image. */
function failure(error, signal) {
  if (signal.aborted) return [504, { error: 'no answer in time', code: 'timeout' }];
  if (!(error instanceof SealcheckError) || error.code === 'internal') {
    console.error(error);
    return [500, { error: 'a fault in the server, see its log', code: 'internal' }];
  }
  const { code, message } = error;
  if (code === 'registry-not-found') return [404, { error: message, code }];
  if (code.startsWith('registry-')) return [502, { error: message, code }];
  return [code === 'invalid-trust-policy' ? 500 : 422, { error: message, code }];
}
