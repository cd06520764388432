/** Registries as the command line asks them: whose credentials, and by which protocol. */
import { join } from 'node:path';
import { defaultNotationConfigDirectory, type RegistryCredentials } from '../host/index.js';
import { parseRegistryReference } from '../host/registry/reference.js';
import type { Arguments } from './args.js';
import { askHelper, dockerConfigFile, PLATFORM_HELPERS, readCredentialsFile } from './docker-config.js';
import { type Io, readStdin } from './io.js';
import { form } from './options.js';
import { UsageError } from './usage.js';

/** What is known before any registry is asked. */
export interface RegistrySettings {
  /** From the command line or the environment: for the one registry there is then. */
  credentials?: RegistryCredentials;
  /** Registries to which http is spoken; all, where `true`. */
  plainHttp: true | string[];
  /** Files of docker's form, the first that says anything counts. */
  files: string[];
  /** Credential helpers to try where no file says anything. */
  helpers: string[];
}

/** From options, environment and configuration files. */
export async function registrySettings(args: Arguments, references: string[], io: Io): Promise<RegistrySettings> {
  const notation = args.value('config') ?? defaultNotationConfigDirectory(io.environment, io.platform);
  const notationFile = notation === undefined ? undefined : join(notation, 'config.json');
  const files = [notationFile, dockerConfigFile(io.environment, io.platform)].filter((file) => file !== undefined);
  const insecure = notationFile === undefined ? undefined : await readCredentialsFile(notationFile);
  const credentials = await givenCredentials(args, references, io);
  return {
    ...(credentials && { credentials }),
    plainHttp: args.has('plain-http') || (insecure?.insecureRegistries ?? []),
    files,
    helpers: PLATFORM_HELPERS[io.platform] ?? [],
  };
}

/** Whether http is spoken with the registry of a reference; undefined: only if it is this machine. */
export function plainHttpFor(reference: string, { plainHttp }: RegistrySettings): { plainHttp?: true } {
  if (plainHttp === true) return { plainHttp };
  const registry = reference.slice(0, Math.max(0, reference.indexOf('/'))).toLowerCase();
  return plainHttp.some((name) => name.toLowerCase() === registry) ? { plainHttp: true } : {};
}

/** Finds the credentials for a registry, in the order in which notation looks for them. */
export async function findCredentials(registry: string, settings: RegistrySettings): Promise<RegistryCredentials | undefined> {
  if (settings.credentials !== undefined) return settings.credentials;
  for (const file of settings.files) {
    const found = await readCredentialsFile(file);
    if (found?.isConfigured) return found.find(registry);
  }
  for (const helper of settings.helpers) {
    const found = await askHelper(helper, registry, true);
    if (found !== undefined) return found;
  }
  return undefined;
}

const USERNAME = 'NOTATION_USERNAME';
const PASSWORD = 'NOTATION_PASSWORD';

async function givenCredentials(args: Arguments, references: string[], io: Io): Promise<RegistryCredentials | undefined> {
  const fromStdin = args.has('password-stdin');
  if (fromStdin && args.positionals.includes('-')) {
    throw new UsageError('--password-stdin: standard input is the list of references already', `${PASSWORD}=… in the environment, or docker login`);
  }
  const username = args.value('username') ?? io.environment[USERNAME] ?? '';
  const password = fromStdin ? (await readStdin(io)).replace(/\r?\n$/, '') : (io.environment[PASSWORD] ?? '');
  if (fromStdin && password === '') throw new UsageError('--password-stdin: standard input is empty', 'echo "$PASSWORD" | sealcheck … --password-stdin');
  if (password === '') {
    if (args.has('username')) throw new UsageError('--username: needs a password beside it', `${form('username')} ${form('password-stdin')}`);
    return undefined;
  }
  const registries = [...new Set(references.flatMap((reference) => registryOf(reference) ?? []))];
  if (registries.length > 1) {
    const source = fromStdin || args.has('username') ? '--username' : PASSWORD;
    throw new UsageError(
      `${source}: the references name several registries (${registries.slice(0, 3).join(', ')}${registries.length > 3 ? ', …' : ''}), and the password is for one`,
      'docker login for each registry, or one call for each',
    );
  }
  // As notation: a password alone is a token.
  return username === '' ? { identityToken: password } : { username, password };
}

function registryOf(reference: string): string | undefined {
  try {
    return parseRegistryReference(reference, undefined).registry;
  } catch {
    return undefined;
  }
}
