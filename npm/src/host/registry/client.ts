/** Asks a repository of a registry, with credentials where it wants them. */
import { member, parseJson } from '../json.js';
import { parseChallenge } from './challenge.js';
import { exchange, type Question, type Reply, type Wire } from './exchange.js';
import { fault, quoted } from './fault.js';
import type { RegistryReference } from './reference.js';
import type { RegistrySession } from './session.js';
import { basic, fetchToken } from './token.js';

/** A repository that can be asked. */
export interface Repository {
  reference: RegistryReference;
  session: RegistrySession;
  wire: Wire;
}

/** GET. Answers of every status but 401 and 403 come back; those throw. */
export async function get(repository: Repository, question: Question): Promise<Reply> {
  const { session, reference, wire } = repository;
  const key = `${reference.base.host} ${reference.repository}`;
  const known = await session.authorization(key)?.catch(() => undefined);
  let reply = await exchange(authorized(question, known), wire);
  // Whoever was redirected to has no say in who gets the credentials.
  if (reply.status === 401 && reply.url.origin === reference.base.origin) {
    // Somebody else may have been faster.
    const other = await session.authorization(key)?.catch(() => undefined);
    const isNew = other !== undefined && other !== known;
    const make = (): Promise<string> => makeAuthorization(repository, question.url, reply);
    reply = await exchange(authorized(question, isNew ? other : await session.authorize(key, make)), wire);
  }
  if (reply.status === 401 || reply.status === 403) {
    throw fault('registry-denied', question.url, `access is denied (status ${reply.status}${saying(reply)})`);
  }
  return reply;
}

function authorized(question: Question, authorization: string | undefined): Question {
  if (authorization === undefined) return question;
  return { ...question, headers: { ...question.headers, authorization } };
}

async function makeAuthorization({ reference, session, wire }: Repository, asked: URL, reply: Reply): Promise<string> {
  const header = reply.headers.get('www-authenticate');
  const challenge = parseChallenge(header ?? '');
  if (challenge === undefined) {
    const why = header === null ? 'does not say (or not to pages of other origins) how' : `says how in a way not known here: ${quoted(header)}`;
    throw fault('registry-denied', asked, `it wants credentials, and ${why}`);
  }
  const credentials = await session.credentials(reference.registry);
  if (challenge.scheme === 'basic') {
    const { username, password } = credentials ?? {};
    if (username === undefined || username === '') {
      const other = credentials?.identityToken !== undefined ? ', and there is only a token' : '';
      throw fault('registry-denied', asked, `it wants user name and password${other}`);
    }
    return basic(username, password ?? '');
  }
  if (credentials?.registryToken !== undefined) return `Bearer ${credentials.registryToken}`;
  return `Bearer ${await fetchToken({ asked, repository: reference.repository, challenge, credentials }, wire)}`;
}

/** The first error of an answer, as the distribution specification writes it. */
export function errorOf({ bytes }: Reply): { code?: string; message?: string } {
  const errors = member(parseJson(bytes), 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const [code, message] = [member(first, 'code'), member(first, 'message')];
  return { ...(typeof code === 'string' && { code }), ...(typeof message === 'string' && { message }) };
}

/** `: CODE, message`, or nothing. */
export function saying(reply: Reply): string {
  const { code, message } = errorOf(reply);
  const words = [code, message].flatMap((word) => (word === undefined || word === '' ? [] : [quoted(word)]));
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}
