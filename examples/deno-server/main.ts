/** Verdicts over HTTP: `GET /verify?image=registry.example/web@sha256:…`. Deno's permissions say who may be asked. */
import { createVerifier, SealcheckError, type Trust, type Verdict } from 'sealcheck';
import { EvidenceCache, loadNotationConfig, readRegistry, verifyOnline } from 'sealcheck/host';

/** What does not depend on the runtime, for tests and other servers. */
export interface Surroundings {
  fetch?: typeof globalThis.fetch;
  now?: () => Date;
  /** Who may be asked for OCSP and CRLs beside public hosts. */
  allowHost?: readonly string[];
  /** Milliseconds for one answer. */
  timeout?: number;
}

/** The server as a function from `Request` to `Response`. */
export function createHandler(trust: Trust, surroundings: Surroundings = {}): (request: Request) => Promise<Response> {
  const { fetch = globalThis.fetch, now = () => new Date(), allowHost, timeout = 15_000 } = surroundings;
  const verifier = createVerifier(trust);
  const cache = new EvidenceCache({ now: () => now().getTime() });

  async function verdictOf(image: string, signal: AbortSignal): Promise<Verdict> {
    // Throws if no statement applies: nobody can make this server ask a registry that the policy does not know.
    await verifier.selectPolicy(image);
    const artifact = await readRegistry(image, { fetch, signal, retries: 1 });
    return verifyOnline({ ...trust, ...artifact, currentDate: now() }, { fetch, signal, cache, ...(allowHost && { allowHost }) });
  }

  return async (request) => {
    const url = new URL(request.url);
    if (url.pathname !== '/verify') return json(404, { error: 'there is GET /verify?image=…' });
    if (request.method !== 'GET') return json(405, { error: 'use GET' });
    const image = url.searchParams.get('image');
    if (!image) return json(400, { error: 'image: is missing' });
    try {
      const verdict = await verdictOf(image, AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]));
      return json(200, verdict);
    } catch (error) {
      // No verdict: nothing is known about the image, and nobody may take it for good.
      if (error instanceof SealcheckError) return json(statusOf(error.code), { error: error.message, code: error.code });
      if (error instanceof DOMException) return json(504, { error: 'no answer in time', code: 'timeout' });
      console.error(error);
      return json(500, { error: 'a fault in the server, see its log', code: 'internal' });
    }
  };
}

function statusOf(code: string): number {
  if (code === 'registry-not-found') return 404;
  if (code.startsWith('registry-')) return 502;
  return code === 'internal' || code === 'invalid-trust-policy' ? 500 : 422;
}

function json(status: number, value: unknown): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } });
}

if (import.meta.main) {
  const { trustPolicy, trustStores, warnings } = await loadNotationConfig('trust', { kind: 'oci' });
  for (const warning of warnings) console.error(warning);
  if (trustPolicy === undefined) throw new Error('there is no trust/trustpolicy.json');
  Deno.serve({ port: Number(Deno.env.get('PORT') ?? 8000) }, createHandler({ trustPolicy, trustStores }));
}
