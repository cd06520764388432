/**
 * Tokens of the distribution specification's token services: by GET with a password or without, by POST with a refresh
 * token.
 */
import { judgeUrl, Refused } from '../allowed.js';
import { member, parseJson } from '../json.js';
import { type Challenge, pullScopes } from './challenge.js';
import { exchange, type Wire } from './exchange.js';
import { fault, quoted } from './fault.js';
import type { RegistryCredentials } from './session.js';

/** As oras-go has it. */
const MAX_TOKEN_ANSWER = 128 << 10;
const MAX_TOKEN = 64 << 10;

/** Who wants what. */
export interface TokenRequest {
  /** The URL that was asked and answered with the challenge. */
  asked: URL;
  /** The repository's name in scopes. */
  repository: string;
  challenge: Challenge & { scheme: 'bearer' };
  credentials: RegistryCredentials | undefined;
}

/**
 * Fetches a token. The registry names the service, and the registry's credentials go there, also to another host: Docker
 * Hub and others have it so, and a registry that wants its users' passwords can ask for them itself. But they never go
 * from https to http, and never to a host that the registry itself would be refused to redirect to.
 */
export async function fetchToken({ asked, repository, challenge, credentials = {} }: TokenRequest, wire: Wire): Promise<string> {
  const { realm, service } = challenge;
  const url = judgeRealm(realm, asked, wire);
  const scopes = pullScopes(challenge.scopes, repository);
  const { username, password, identityToken } = credentials;
  const usesPost = identityToken !== undefined && identityToken !== '';
  const form = new URLSearchParams();
  if (usesPost) {
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', identityToken);
    form.set('client_id', 'sealcheck');
    form.set('scope', scopes.join(' '));
  } else {
    for (const scope of scopes) url.searchParams.append('scope', scope);
  }
  if (service !== undefined) (usesPost ? form : url.searchParams).set('service', service);
  const hasPassword = !usesPost && username !== undefined && username !== '';
  const reply = await exchange(
    {
      url,
      method: usesPost ? 'POST' : 'GET',
      headers: {
        accept: 'application/json',
        ...(usesPost && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(hasPassword && { authorization: basic(username, password ?? '') }),
      },
      ...(usesPost && { body: form.toString() }),
      limit: MAX_TOKEN_ANSWER,
    },
    wire,
  );
  if (reply.status !== 200) {
    const denied = [400, 401, 403, 404].includes(reply.status);
    const who = usesPost ? 'the identity token' : hasPassword ? `the credentials of ${quoted(username)}` : 'anybody without credentials';
    throw fault(denied ? 'registry-denied' : 'registry-unreachable', asked, `the token service ${url.host} refuses ${who} (status ${reply.status})`);
  }
  const answer = parseJson(reply.bytes);
  const token = [member(answer, 'access_token'), member(answer, 'token')].find((value) => typeof value === 'string' && value !== '');
  if (typeof token !== 'string' || token.length > MAX_TOKEN || !/^[\x21-\x7e]+$/.test(token)) {
    throw fault('registry-invalid', asked, `the token service ${url.host} gives no token`);
  }
  return token;
}

/** `Authorization` with user name and password, in UTF-8 (RFC 7617). */
export function basic(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

function judgeRealm(realm: string, asked: URL, wire: Wire): URL {
  try {
    const url = judgeUrl(realm, asked.href, wire.allow);
    if (url.protocol !== 'https:' && asked.protocol === 'https:') throw new Refused('it is http');
    return url;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw fault('registry-invalid', asked, `it names a token service that is not asked: ${quoted(realm)}: ${error.message}`, error);
  }
}
