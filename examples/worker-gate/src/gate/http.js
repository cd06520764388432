/** The gate as a function from `Request` to `Response`, for every runtime that has them. */
import { LimitError } from './gate.js';
import { keysOf, ProviderError, providerResponse, systemError } from './gatekeeper.js';
import { answer, denial, imagesOf, ReviewError, uidOf } from './review.js';

/** The API server sends objects of at most 3 MiB, and for changes two of them. */
const MAX_BODY = 8 << 20;
/** Kubernetes waits for 10 seconds unless the webhook's timeoutSeconds says otherwise, Gatekeeper for less. */
const DEFAULT_BUDGET = 8000;

const ROUTES = new Map([
  ['/check', check],
  ['/gatekeeper/pin', (gate, body, signal) => provide(gate, body, signal, true)],
  ['/gatekeeper/validate', (gate, body, signal) => provide(gate, body, signal, false)],
  ['/mutate', (gate, body, signal) => review(gate, body, signal, true)],
  ['/validate', (gate, body, signal) => review(gate, body, signal, false)],
]);

/**
 * @param {ReturnType<typeof import('./gate.js').createGate>} gate
 * @param {{ budget?: number }} [options] milliseconds for an answer where the request does not say
 * @returns {(request: Request) => Promise<Response>}
 */
export function createHandler(gate, { budget = DEFAULT_BUDGET } = {}) {
  return async (request) => {
    try {
      const url = new URL(request.url);
      if (url.pathname === '/healthz') return await health(gate);
      const route = ROUTES.get(url.pathname);
      if (route === undefined) return json(404, { error: `there is ${[...ROUTES.keys()].join(', ')}` });
      if (request.method !== 'POST') return json(405, { error: 'use POST' }, { allow: 'POST' });
      if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
        return json(415, { error: 'the content type must be application/json' });
      }
      const signal = AbortSignal.timeout(budgetOf(url, budget));
      const body = await readJson(request);
      return body instanceof Response ? body : await route(gate, body, signal);
    } catch (error) {
      // The API server takes it for no answer: with failurePolicy Fail it denies.
      console.error(error);
      return json(500, { error: 'a fault in the gate, see its log' });
    }
  };
}

/** Kubernetes says how long it waits (`?timeout=10s`); a second of it is for the way. */
function budgetOf(url, otherwise) {
  const seconds = Number(/^([0-9]{1,2})s$/.exec(url.searchParams.get('timeout') ?? '')?.[1] ?? 0);
  return seconds === 0 ? otherwise : Math.max(seconds * 1000 - 1000, 500);
}

async function review(gate, body, signal, patch) {
  const uid = uidOf(body);
  if (uid === undefined) return json(400, { error: 'this is not an AdmissionReview with a request and its uid' });
  try {
    const images = imagesOf(body);
    const decisions = await gate.decide(images.map(({ image }) => image), { pin: patch, signal });
    return json(200, answer(uid, images, decisions, { patch }));
  } catch (error) {
    return json(200, denial(uid, ...explain(error)));
  }
}

async function provide(gate, body, signal, pin) {
  try {
    const keys = keysOf(body);
    return json(200, providerResponse(keys, await gate.decide(keys, { pin, signal })));
  } catch (error) {
    return json(200, systemError(explain(error)[0]));
  }
}

/** `{ "image": "…" }` or `{ "images": ["…"] }`; with `"pin": true`, `pinned` of the answer takes the place of a tag. */
async function check(gate, body, signal) {
  const { image, images = [image], pin = false } = Object(body);
  if (!Array.isArray(images) || images.length === 0 || !images.every((text) => typeof text === 'string') || typeof pin !== 'boolean') {
    return json(400, { admitted: false, error: 'the body must be { "image": "…" } or { "images": ["…"] }, and "pin" true or false' });
  }
  try {
    const decisions = await gate.decide(images, { pin, signal });
    const results = images.map((text) => decisions.get(text));
    return json(200, { admitted: results.every(({ admitted }) => admitted === true), images: results });
  } catch (error) {
    return json(200, { admitted: false, error: explain(error)[0] });
  }
}

async function health(gate) {
  try {
    await gate.check();
    return json(200, { status: 'ok' });
  } catch (error) {
    return json(503, { status: error.message });
  }
}

function explain(error) {
  const isOurs = [LimitError, ProviderError, ReviewError].some((kind) => error instanceof kind);
  if (isOurs) return [`The gate cannot judge this: ${error.message}.`];
  console.error(error);
  return ['A fault in the gate, see its log.', 500];
}

/** The body, or the answer to a body that cannot be read. */
async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) return json(413, { error: `the body has more than ${MAX_BODY} bytes` });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(await new Blob(chunks).text());
  } catch {
    return json(400, { error: 'the body is not JSON' });
  }
}

function json(status, value, headers = {}) {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers },
  });
}
