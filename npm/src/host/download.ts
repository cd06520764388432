/** One OCSP response or CRL over HTTP: redirects judged, size and time limited. */
import type { WantedEvidence } from '../types.js';
import { type Host, judgeUrl, Refused } from './allowed.js';
import { collect } from './collect.js';
import { MAX_CRL, MAX_OCSP } from './sizes.js';
import type { Exchange, Transport } from './transport.js';

export interface Download {
  transport: Transport;
  allow: (host: Host) => boolean;
  signal: AbortSignal;
}

const MAX_REDIRECTS = 5;

/** The body of the answer. Throws what can be said about a URL that gave nothing. */
export async function download(wanted: WantedEvidence, { transport, allow, signal }: Download): Promise<Uint8Array> {
  const { address, ...exchange } = exchangeFor(wanted);
  let url = judgeUrl(address, undefined, allow);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await transport(url, { ...exchange, signal }, allow);
    if (answer.status === 200) return collect(answer.body, wanted.kind === 'ocsp' ? MAX_OCSP : MAX_CRL);
    // Its body is left alone; the signal ends it when all is done.
    const { status, location } = answer;
    // 303 calls for a GET, which a POST cannot become.
    const isRedirect = [301, 302, 307, 308].includes(status) || (status === 303 && exchange.method === 'GET');
    if (!isRedirect || location === undefined) throw new Refused(`the status is ${status}`);
    if (redirects === MAX_REDIRECTS) throw new Refused(`more than ${MAX_REDIRECTS} redirects`);
    url = redirected(location, url, allow);
  }
}

function redirected(location: string, from: URL, allow: (host: Host) => boolean): URL {
  try {
    return judgeUrl(location, from.href, allow);
  } catch (error) {
    throw error instanceof Refused ? new Refused(`it redirects to where nobody goes: ${error.message}`) : error;
  }
}

function exchangeFor({ kind, url, method, body }: WantedEvidence): Omit<Exchange, 'signal'> & { address: string } {
  if (kind !== 'ocsp' || body === undefined) return { address: url, method: 'GET', headers: {}, body: undefined };
  const accept = { accept: 'application/ocsp-response' };
  if (method === 'GET') {
    // RFC 6960, appendix A.1.
    const address = `${url}${url.endsWith('/') ? '' : '/'}${encodeURIComponent(body)}`;
    return { address, method, headers: accept, body: undefined };
  }
  const request = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  return { address: url, method, headers: { ...accept, 'content-type': 'application/ocsp-request' }, body: request };
}
