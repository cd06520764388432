/** One HTTP exchange with a registry: redirects, size and time limited, tried again where that may help. */
import { SealcheckError } from '../../errors.js';
import { type Host, judgeUrl, Refused } from '../allowed.js';
import { collect } from '../collect.js';
import { networkCode } from '../reason.js';
import { quietly, streamed } from '../transport.js';
import { asFault, fault } from './fault.js';

/** How to ask. */
export interface Wire {
  fetch: typeof globalThis.fetch;
  allow: (host: Host) => boolean;
  signal: AbortSignal | undefined;
  /** Milliseconds for one try, redirects and body included. */
  timeout: number;
  /** How often to try again. */
  retries: number;
  onProgress: ((progress: { url: string; received: number; total?: number }) => void) | undefined;
}

/** What to ask. */
export interface Question {
  url: URL;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Bytes that are read at most. */
  limit: number;
  /** Bytes that there have to be. */
  size?: number;
}

/** A whole answer, whatever its status. */
export interface Reply {
  status: number;
  headers: Headers;
  /** Where the answer came from in the end. */
  url: URL;
  /** Of errors only the beginning. */
  bytes: Uint8Array;
}

const MAX_REDIRECTS = 5;
const MAX_ERROR_BODY = 16 << 10;
const FIRST_WAIT = 250;
/** Whoever wants to be left alone for longer is. */
const MAX_WAIT = 20_000;

/** Asks, and asks again after 408, 429, 5xx and broken connections, with longer and longer breaks. */
export async function exchange(question: Question, wire: Wire): Promise<Reply> {
  for (let attempt = 0; ; attempt += 1) {
    wire.signal?.throwIfAborted();
    let wait = FIRST_WAIT * 2 ** attempt * (0.9 + 0.2 * Math.random());
    try {
      const reply = await tryOnce(question, wire);
      if (!mayPass(reply.status)) return reply;
      const told = retryAfter(reply.headers);
      if (attempt >= wire.retries || told > MAX_WAIT) {
        const later = told > 0 ? `, and asks to wait ${Math.ceil(told / 1000)} s` : '';
        throw fault('registry-unreachable', question.url, `the status is ${reply.status}${later}${again(attempt)}`);
      }
      wait = Math.max(wait, told);
    } catch (error) {
      wire.signal?.throwIfAborted();
      if (error instanceof SealcheckError || error instanceof Refused || attempt >= wire.retries || isFinal(error)) {
        throw asFault(error, question.url);
      }
    }
    await pause(wait, wire.signal);
  }
}

function again(attempt: number): string {
  return attempt === 0 ? '' : ` (asked ${attempt + 1} times)`;
}

function mayPass(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** Milliseconds; 0 if the header says nothing (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers): number {
  const value = headers.get('retry-after')?.trim() ?? '';
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return wait > 0 ? wait : 0;
}

/** A host without a name, a certificate that does not hold and the like stay so for a while. */
function isFinal(error: unknown): boolean {
  const code = networkCode(error) ?? '';
  return error instanceof TimedOut || /^(?:ENOTFOUND|ERR_|CERT_|DEPTH_|SELF_|UNABLE_|HPE_|UND_ERR_HEADERS|EPROTO)/.test(code);
}

class TimedOut extends Error {}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

async function tryOnce(question: Question, wire: Wire): Promise<Reply> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new TimedOut(`no answer within ${wire.timeout} ms`)), wire.timeout);
  const stop = (): void => controller.abort(wire.signal?.reason);
  wire.signal?.addEventListener('abort', stop, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    // Raced, because not everything that is waited for heeds the signal.
    const reply = follow(question, wire, controller.signal);
    reply.catch(() => undefined);
    return await Promise.race([reply, aborted]);
  } finally {
    clearTimeout(timer);
    wire.signal?.removeEventListener('abort', stop);
    controller.abort();
  }
}

async function follow(question: Question, wire: Wire, signal: AbortSignal): Promise<Reply> {
  let url = judgeUrl(question.url.href, undefined, wire.allow);
  let headers = question.headers ?? {};
  for (let redirects = 0; ; redirects += 1) {
    const response = await ask(url, headers, question, wire, signal);
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) {
      return { status: response.status, headers: response.headers, url, bytes: await read(response, question, wire) };
    }
    void response.body?.cancel().catch(() => undefined);
    // The body of a token request is a secret, and only the realm was asked.
    if (question.method === 'POST') throw new Refused('it redirects a POST, which is not followed');
    if (redirects === MAX_REDIRECTS) throw new Refused(`more than ${MAX_REDIRECTS} redirects`);
    const next = redirected(location, url, wire);
    // Credentials are for one origin only, and stay behind for good.
    if (next.origin !== url.origin) headers = without(headers, 'authorization');
    url = next;
  }
}

function redirected(location: string, from: URL, wire: Wire): URL {
  let to: URL;
  try {
    to = judgeUrl(location, from.href, wire.allow);
  } catch (error) {
    throw error instanceof Refused ? new Refused(`it redirects to where nobody goes: ${error.message}`) : error;
  }
  if (from.protocol === 'https:' && to.protocol !== 'https:') throw new Refused('it redirects from https to http');
  return to;
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

async function ask(
  url: URL,
  headers: Record<string, string>,
  { method = 'GET', body }: Question,
  { fetch }: Wire,
  signal: AbortSignal,
): Promise<Response> {
  const init: RequestInit = { ...quietly, method, headers, signal, ...(body !== undefined && { body }) };
  const response = await fetch(url.href, { ...init, redirect: 'manual' });
  if (response.type !== 'opaqueredirect') return response;
  // Browsers do not say where a redirect leads; they follow by themselves, and drop `Authorization` on the way to
  // another origin. A password is not left to that.
  if (method === 'POST' || headers['authorization']?.startsWith('Basic ')) {
    throw new Refused('it redirects a request with a password, which browsers cannot judge');
  }
  return fetch(url.href, { ...init, redirect: 'follow' });
}

async function read(response: Response, { url, limit, size }: Question, { onProgress }: Wire): Promise<Uint8Array> {
  if (response.status !== 200) {
    return collect(streamed(response), MAX_ERROR_BODY, 'cut').catch(() => new Uint8Array());
  }
  const length = response.headers.get('content-encoding') === null ? response.headers.get('content-length') : null;
  const total = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  const most = Math.min(limit, size ?? limit);
  let refusal: string | undefined;
  if (size !== undefined && total !== undefined && total !== size) refusal = `the answer has ${total} bytes, not ${size}`;
  else if (total !== undefined && total > most) refusal = `the answer has ${total} bytes, at most ${most} are read`;
  if (refusal !== undefined) {
    void response.body?.cancel().catch(() => undefined);
    throw new Refused(refusal);
  }
  let received = 0;
  const told = onProgress && ((bytes: number): void => {
    received += bytes;
    onProgress({ url: url.href, received, ...(total !== undefined && { total }) });
  });
  const bytes = await collect(streamed(response), most, 'refuse', told);
  if (size !== undefined && bytes.length !== size) throw new Refused(`the answer has ${bytes.length} bytes, not ${size}`);
  return bytes;
}
