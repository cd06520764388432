/** Whom to trust, from files or a notation configuration directory. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SealcheckError } from '../errors.js';
import { defaultNotationConfigDirectory, loadNotationConfig, type NotationConfig } from '../host/index.js';
import { systemMessage } from '../host/node.js';
import { readStoreDirectory } from '../host/notation-config.js';
import { nearest } from '../nearest.js';
import type { Problem, TrustStoreName, TrustStores } from '../types.js';
import type { Arguments } from './args.js';
import type { Io } from './io.js';
import { form } from './options.js';
import { printable } from './style.js';
import { UsageError } from './usage.js';

/** A policy, where it came from, and the stores. */
export interface LoadedTrust {
  trustPolicy: Uint8Array;
  policyFile: string;
  trustStores: TrustStores;
}

/** The policy of that kind and the stores. Warnings go to standard error. */
export async function loadTrust(args: Arguments, kind: 'oci' | 'blob', io: Io): Promise<LoadedTrust> {
  const policyFile = args.value('trust-policy');
  if (policyFile === undefined && args.has('trust-store') && !args.has('config')) {
    throw new UsageError('--trust-store: needs a policy beside it', `${form('trust-policy')}, or ${form('config')}`);
  }
  const config = policyFile === undefined || args.has('config') ? await loadConfig(args, kind, io) : undefined;
  const trustStores = { ...config?.trustStores, ...(await loadStores(args, io)) };
  if (policyFile !== undefined) return { trustPolicy: await readUserFile(policyFile), policyFile, trustStores };

  const [trustPolicy, file] =
    kind === 'oci'
      ? [config?.trustPolicy, config?.files.trustPolicy]
      : [config?.blobTrustPolicy, config?.files.blobTrustPolicy];
  if (trustPolicy === undefined || file === undefined) {
    const name = kind === 'oci' ? 'trustpolicy.json' : 'trustpolicy.blob.json';
    throw new UsageError(`no trust policy: there is no ${name} in ${configDirectory(args, io)}`, `${form('trust-policy')} or ${form('config')}`);
  }
  return { trustPolicy, policyFile: file, trustStores };
}

/** The stores of `--config` (or the default directory) and `--trust-store`. */
export async function loadTrustStores(args: Arguments, io: Io): Promise<TrustStores> {
  const config = args.has('config') || !args.has('trust-store') ? await loadConfig(args, 'oci', io, false) : undefined;
  return { ...config?.trustStores, ...(await loadStores(args, io)) };
}

/** The stores of `--trust-store` alone. */
export async function loadStores(args: Arguments, io: Io): Promise<TrustStores> {
  const stores: TrustStores = {};
  const warnings: string[] = [];
  for (const text of args.values('trust-store')) {
    const [, type, name, file] = /^([^:=]*):([^=]*)=(.+)$/s.exec(text) ?? [];
    const types = ['ca', 'signingAuthority', 'tsa'];
    if (type === undefined || name === undefined || file === undefined || name === '' || !types.includes(type)) {
      const near = nearest(type ?? '', types) ?? 'ca';
      throw new UsageError(`--trust-store: "${text}" is not TYPE:NAME=FILE`, `--trust-store ${near}:${name || 'NAME'}=${file ?? 'FILE'}`);
    }
    const key: TrustStoreName = `${type as 'ca'}:${name}`;
    const entries = (await isDirectory(file))
      ? await readStoreDirectory(file, warnings)
      : [{ name: basename(file), data: await readUserFile(file) }];
    stores[key] = [...(stores[key] ?? []), ...entries];
  }
  warn(warnings, io);
  return stores;
}

async function loadConfig(args: Arguments, kind: 'oci' | 'blob', io: Io, policy = true): Promise<NotationConfig> {
  const directory = configDirectory(args, io);
  try {
    const config = await loadNotationConfig(directory, { kind });
    warn(config.warnings, io);
    return config;
  } catch (error) {
    if (!(error instanceof SealcheckError) || args.has('config')) throw error;
    const instead = policy ? `${form('config')}, or ${form('trust-policy')} and ${form('trust-store')}` : form('config');
    throw new UsageError(`no notation configuration: ${error.message}`, instead);
  }
}

function configDirectory(args: Arguments, io: Io): string {
  const directory = args.value('config') ?? defaultNotationConfigDirectory(io.environment, io.platform);
  if (directory === undefined) throw new UsageError('no home directory to look for a notation configuration in', form('config'));
  return directory;
}

/** Runs something that parses the policy; what is wrong with the document is said with the file's name. */
export async function withPolicyFile<T>(policyFile: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SealcheckError) || error.problems === undefined) throw error;
    throw new PolicyFileError(policyFile, error.problems, error);
  }
}

/** A policy document that cannot be used. */
export class PolicyFileError extends SealcheckError {
  readonly file: string;

  constructor(file: string, problems: Problem[], cause?: unknown) {
    super('invalid-trust-policy', `${file}: the trust policy cannot be used`, { problems, cause });
    this.file = file;
  }
}

/** A file that the user named. */
export async function readUserFile(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new SealcheckError('config', `${file}: ${systemMessage(error)}`, { cause: error });
  }
}

async function isDirectory(file: string): Promise<boolean> {
  return stat(file).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
}

/** Warnings, to standard error. */
export function warn(warnings: string[], io: Io): void {
  for (const warning of warnings) io.err(`${io.errorStyle.tone('unsure', 'warning:')} ${printable(warning)}\n`);
}
