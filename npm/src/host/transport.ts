/** One HTTP exchange, without redirects, by whatever the runtime has. */
import { type Host, judgeAddress, nameOf, Refused } from './allowed.js';
import { isAddress } from './addresses.js';

export interface Exchange {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: Uint8Array | undefined;
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  location: string | undefined;
  /** Nothing is read before it is iterated; to stop early ends the connection. */
  body: AsyncIterable<Uint8Array>;
}

export type Transport = (url: URL, exchange: Exchange, allow: (host: Host) => boolean) => Promise<Answer>;

type Fetch = typeof globalThis.fetch;

/** The caller's `fetch`, or else Node's own client, or else the `fetch` of the runtime. */
export function transportOf(fetch: Fetch | undefined): Transport {
  if (fetch !== undefined) return byFetch(fetch);
  const node = nodeModules();
  return node === undefined ? byFetch(globalThis.fetch) : byNode(node);
}

/** By `fetch`, where nobody knows which address a name has; the caller's may be a proxy. */
function byFetch(fetch: Fetch): Transport {
  return async (url, { method, headers, body, signal }) => {
    const response = await fetch(url.href, {
      method,
      headers,
      ...(body && { body: body as Uint8Array<ArrayBuffer> }),
      signal,
      redirect: 'manual',
      ...quietly,
    });
    // Browsers do not say where a redirect leads.
    if (response.type === 'opaqueredirect' || response.redirected) throw new Refused('it redirects, which is not followed here');
    return { status: response.status, location: response.headers.get('location') ?? undefined, body: streamed(response) };
  };
}

/** The body of a response; to stop early ends the connection. */
export async function* streamed({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** No cookies, no referrer, no stale answers. Workers know none of them, and some do not stand `cache`. */
export const quietly: RequestInit = /* @__PURE__ */ isWorkers()
  ? {}
  : { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' };

function isWorkers(): boolean {
  return (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent === 'Cloudflare-Workers';
}

interface NodeModules {
  dns: typeof import('node:dns/promises');
  http: typeof import('node:http');
  https: typeof import('node:https');
}

function nodeModules(): NodeModules | undefined {
  const { process } = globalThis as { process?: { versions?: { node?: string }; getBuiltinModule?(name: string): unknown } };
  if (process?.versions?.node === undefined || isWorkers()) return undefined;
  const [dns, http, https] = ['node:dns/promises', 'node:http', 'node:https'].map((name) => process.getBuiltinModule?.(name));
  if (dns === undefined || http === undefined || https === undefined) return undefined;
  return { dns, http, https } as NodeModules;
}

/** The address that was judged is the one that is connected to: nobody looks the name up again. */
function byNode({ dns, http, https }: NodeModules): Transport {
  return async (url, exchange, allow) => {
    const name = nameOf(url);
    const addresses = isAddress(name) ? [name] : await lookup(dns, name, exchange.signal);
    for (const address of addresses) judgeAddress(name, address, allow);
    for (const [index, address] of addresses.entries()) {
      try {
        return await exchangeWith(address, name, url, exchange);
      } catch (error) {
        if (index === addresses.length - 1 || exchange.signal.aborted) throw error;
      }
    }
    throw new Error(`${name} has no address`);
  };

  function exchangeWith(address: string, name: string, url: URL, { method, headers, body, signal }: Exchange): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const request = (secure ? https : http).request({
        host: address,
        port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
        path: `${url.pathname}${url.search}`,
        method,
        headers: { ...headers, host: url.host, ...(body && { 'content-length': String(body.length) }) },
        agent: false,
        signal,
        ...(secure && !isAddress(name) && { servername: name }),
      });
      request.on('error', reject);
      request.on('response', (response) => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, location: headers.location, body: response });
      });
      request.end(body);
    });
  }
}

async function lookup(dns: NodeModules['dns'], name: string, signal: AbortSignal): Promise<string[]> {
  const found = dns.lookup(name, { all: true, verbatim: true });
  // A lookup cannot be stopped, only left alone.
  found.catch(() => undefined);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  signal.throwIfAborted();
  return (await Promise.race([found, aborted])).map(({ address }) => address);
}
