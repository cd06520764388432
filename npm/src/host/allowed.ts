/** Which hosts may be asked. Certificates name the addresses, so an attacker does. */
import { isAddress, isPublicAddress, isPublicName } from './addresses.js';

/** A host that a certificate, or a redirect, leads to. */
export interface Host {
  /** As the URL names it, in lower case; IPv6 addresses without brackets. */
  name: string;
  /** The IP address: of a URL that has one, and, where names can be looked up (Node), of a name. */
  address?: string;
  /** False for private, link-local, loopback and other special addresses and names. */
  isPublic: boolean;
}

/**
 * Who may be asked. Names: these hosts too, wherever they lie. A function decides about every host alone: it is asked
 * for the name and then for each of its addresses, and all have to pass. Without either: public hosts.
 */
export type AllowHost = readonly string[] | ((host: Host) => boolean);

/** Thrown for what must not be asked. */
export class Refused extends Error {}

/** Takes the option. */
export function takeAllowHost(allowHost: AllowHost | undefined): (host: Host) => boolean {
  if (typeof allowHost === 'function') return allowHost;
  const names = new Set((allowHost ?? []).map((name) => bare(name.toLowerCase())));
  return ({ name, isPublic }) => isPublic || names.has(name);
}

/** The URL, if it may be asked: http or https, no user, a host that is allowed. */
export function judgeUrl(text: string, base: string | undefined, allow: (host: Host) => boolean): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new Refused(`"${text}" is not a URL`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Refused(`${url.protocol} is not asked, only http: and https: are`);
  if (url.username !== '' || url.password !== '') throw new Refused('the URL has a user name');
  const name = nameOf(url);
  const host = isAddress(name)
    ? { name, address: name, isPublic: isPublicAddress(name) }
    : { name, isPublic: isPublicName(name) };
  judgeHost(host, allow);
  return url;
}

/** Throws unless the address of a name may be asked. */
export function judgeAddress(name: string, address: string, allow: (host: Host) => boolean): void {
  judgeHost({ name, address, isPublic: isPublicAddress(address) }, allow);
}

function judgeHost(host: Host, allow: (host: Host) => boolean): void {
  if (allow(host)) return;
  const { name, address, isPublic } = host;
  const subject = address === undefined || address === name ? name : `${name} (${address})`;
  throw new Refused(isPublic ? `${subject} is not allowed` : `${subject} is not a public address, and not allowed`);
}

/** The host of a URL: lower case, no brackets. */
export function nameOf(url: URL): string {
  return bare(url.hostname);
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
