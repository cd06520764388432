/**
 * Credentials that `docker login`, `notation login`, `az acr login` and the like leave behind: in docker's configuration
 * file, or with a credential helper that it names.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SealcheckError } from '../errors.js';
import type { RegistryCredentials } from '../host/index.js';
import { member, parseJson } from '../host/json.js';
import { systemCode, systemMessage } from '../host/node.js';

/** Where docker's command line keeps it. */
export function dockerConfigFile(environment: Record<string, string | undefined>, platform: string): string | undefined {
  const own = environment['DOCKER_CONFIG'];
  if (own) return join(own, 'config.json');
  const home = environment[platform === 'win32' ? 'USERPROFILE' : 'HOME'];
  return home ? join(home, '.docker', 'config.json') : undefined;
}

/** A configuration file of docker's form. */
export interface CredentialsFile {
  /** Whether it says anything about credentials. */
  isConfigured: boolean;
  /** The `insecureRegistries` of notation's configuration. */
  insecureRegistries: string[];
  /** The credentials for a registry as references name it. */
  find(registry: string): Promise<RegistryCredentials | undefined>;
}

/** Reads the file; undefined if there is none. Throws a `SealcheckError` with code `config`. */
export async function readCredentialsFile(file: string): Promise<CredentialsFile | undefined> {
  let bytes;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw fault(file, systemMessage(error));
  }
  const config = parseJson(bytes);
  if (typeof config !== 'object' || config === null || Array.isArray(config)) throw fault(file, 'is not a JSON object');
  const [auths, helpers, store] = ['auths', 'credHelpers', 'credsStore'].map((name) => member(config, name));
  const insecure = member(config, 'insecureRegistries');
  const has = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  return {
    isConfigured: has(auths) || has(helpers) || (typeof store === 'string' && store !== ''),
    insecureRegistries: Array.isArray(insecure) ? insecure.filter((name) => typeof name === 'string') : [],
    async find(registry) {
      const server = serverOf(registry);
      const own = [server, registry].map((name) => member(helpers, name)).find((name) => typeof name === 'string');
      const helper = own ?? store;
      const kept = typeof helper === 'string' && helper !== '' ? await askHelper(helper, server) : undefined;
      return kept ?? entryFor(auths, server, file);
    },
  };
}

/** Docker keeps the credentials of its own registry under this name. */
function serverOf(registry: string): string {
  return registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
}

function entryFor(auths: unknown, server: string, file: string): RegistryCredentials | undefined {
  if (typeof auths !== 'object' || auths === null) return undefined;
  // Old files have addresses where newer ones have hosts.
  const host = (name: string): string => name.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
  const name = Object.hasOwn(auths, server) ? server : Object.keys(auths).find((name) => host(name) === server);
  const entry = name === undefined ? undefined : member(auths, name);
  const text = (name: string): string | undefined => {
    const value = member(entry, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  let [username, password] = [text('username'), text('password')];
  const auth = text('auth');
  if (auth !== undefined) {
    const decoded = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
    const colon = decoded.indexOf(':');
    if (colon < 0) throw fault(file, `auths: "${name}": auth is not user name, colon and password in base64`);
    [username, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  }
  const [identityToken, registryToken] = [text('identitytoken'), text('registrytoken')];
  const credentials: RegistryCredentials = {
    ...(username !== undefined && username !== '' && { username, password: password ?? '' }),
    ...(identityToken !== undefined && { identityToken }),
    ...(registryToken !== undefined && { registryToken }),
  };
  return Object.keys(credentials).length === 0 ? undefined : credentials;
}

/** What docker takes when nothing is configured. */
export const PLATFORM_HELPERS: Record<string, string[]> = { darwin: ['osxkeychain'], win32: ['wincred'], linux: ['pass', 'secretservice'] };

const HELPER_TIMEOUT = 30_000;
const MAX_HELPER_OUTPUT = 1 << 20;

/**
 * Asks `docker-credential-NAME get` (docker's credential helper protocol); undefined if it has none for the server, or,
 * with `mayBeMissing`, if there is no such helper.
 */
export async function askHelper(name: string, server: string, mayBeMissing = false): Promise<RegistryCredentials | undefined> {
  // A name, never a path.
  if (!/^[\w.-]+$/.test(name)) throw fault(name, 'is no name of a credential helper');
  const program = `docker-credential-${name}`;
  const { status, output, error } = await run(program, server);
  if (error !== undefined) {
    if (mayBeMissing && systemCode(error) === 'ENOENT') return undefined;
    throw fault(program, systemCode(error) === 'ENOENT' ? 'is not on the PATH, but docker is configured to use it' : systemMessage(error));
  }
  if (status !== 0) {
    if (mayBeMissing || /credentials not found/i.test(output)) return undefined;
    throw fault(program, `fails: ${output.trim().slice(0, 200) || `status ${status}`}`);
  }
  const answer = parseJson(Buffer.from(output));
  const [username, secret] = [member(answer, 'Username'), member(answer, 'Secret')];
  if (typeof username !== 'string' || typeof secret !== 'string') throw fault(program, 'answers with something that is no credentials');
  if (username === '<token>') return { identityToken: secret };
  return username === '' ? undefined : { username, password: secret };
}

function run(program: string, input: string): Promise<{ status: number | null; output: string; error?: Error }> {
  return new Promise((resolve) => {
    const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: HELPER_TIMEOUT, windowsHide: true });
    let output = '';
    child.on('error', (error) => resolve({ status: null, output, error }));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MAX_HELPER_OUTPUT) child.kill();
    });
    child.on('close', (status) => resolve({ status, output }));
    // It may end before it has read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function fault(subject: string, why: string): SealcheckError {
  return new SealcheckError('config', `${subject}: ${why}`);
}
