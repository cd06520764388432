/** notation's own configuration directory: trust policies and trust stores (sections 7 and 8a). */
import { SealcheckError } from '../errors.js';
import type { TrustStoreName, TrustStores } from '../types.js';
import { fileSystem, paths, systemCode, systemMessage } from './node.js';

const MAX_POLICY = 4 << 20;
const MAX_CERTIFICATES = 4 << 20;
const STORE_TYPES = ['ca', 'signingAuthority', 'tsa'] as const;
const STORE_NAME = /^[a-zA-Z0-9_.-]+$/;

/** What a notation configuration directory holds. */
export interface NotationConfig {
  /** `trustpolicy.oci.json`, or else `trustpolicy.json`. */
  trustPolicy?: Uint8Array;
  /** `trustpolicy.blob.json`. */
  blobTrustPolicy?: Uint8Array;
  /** Where the policies were read from. */
  files: { trustPolicy?: string; blobTrustPolicy?: string };
  /** Every store, by `type:name`. What makes a store unusable fails the statement that opens it. */
  trustStores: TrustStores;
  /** What was passed over, and why. */
  warnings: string[];
}

/** What to read. */
export interface NotationConfigOptions {
  /** The policy that is needed; without, both, and a fault in either is an error. */
  kind?: 'oci' | 'blob';
}

/** Reads a notation configuration directory. Throws a `SealcheckError` with code `config`. */
export async function loadNotationConfig(directory: string, options: NotationConfigOptions = {}): Promise<NotationConfig> {
  const { join } = paths();
  try {
    if (!(await fileSystem().stat(directory)).isDirectory()) {
      throw new SealcheckError('config', `${directory}: is not a directory`);
    }
  } catch (error) {
    if (error instanceof SealcheckError) throw error;
    throw new SealcheckError('config', `${directory}: ${systemMessage(error)}`, { cause: error });
  }
  const config: NotationConfig = { files: {}, trustStores: {}, warnings: [] };
  if (options.kind !== 'blob') {
    // POL-01, POL-02: the older name counts only where there is nothing of the newer one.
    for (const name of ['trustpolicy.oci.json', 'trustpolicy.json']) {
      const file = join(directory, name);
      const document = await readPolicy(file);
      if (document === undefined) continue;
      [config.trustPolicy, config.files.trustPolicy] = [document, file];
      break;
    }
  }
  if (options.kind !== 'oci') {
    const file = join(directory, 'trustpolicy.blob.json');
    const document = await readPolicy(file);
    if (document !== undefined) [config.blobTrustPolicy, config.files.blobTrustPolicy] = [document, file];
  }
  for (const type of STORE_TYPES) await readStores(join(directory, 'truststore', 'x509', type), type, config);
  return config;
}

/** Where notation keeps its configuration; undefined if the environment does not say. */
export function defaultNotationConfigDirectory(
  environment: Record<string, string | undefined>,
  platform: string,
): string | undefined {
  const { join, isAbsolute } = paths();
  const under = (root: string | undefined, ...parts: string[]): string | undefined =>
    root === undefined || root === '' ? undefined : join(root, ...parts, 'notation');
  if (platform === 'win32') return under(environment['APPDATA']);
  if (platform === 'darwin') return under(environment['HOME'], 'Library', 'Application Support');
  const own = environment['XDG_CONFIG_HOME'];
  return own !== undefined && isAbsolute(own) ? under(own) : under(environment['HOME'], '.config');
}

/** POL-03: a policy is a regular file; a link is not followed. */
async function readPolicy(file: string): Promise<Uint8Array | undefined> {
  try {
    const stat = await fileSystem().lstat(file);
    if (!stat.isFile()) {
      const what = stat.isSymbolicLink() ? 'is a symbolic link, which is not followed' : 'is not a regular file';
      throw new SealcheckError('config', `${file}: ${what}`);
    }
    if (stat.size > MAX_POLICY) {
      throw new SealcheckError('config', `${file}: has ${stat.size} bytes, at most ${MAX_POLICY} are read`);
    }
    return new Uint8Array(await fileSystem().readFile(file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (error instanceof SealcheckError) throw error;
    throw new SealcheckError('config', `${file}: ${systemMessage(error)}`, { cause: error });
  }
}

async function readStores(directory: string, type: string, config: NotationConfig): Promise<void> {
  let entries;
  try {
    entries = await fileSystem().readdir(directory, { withFileTypes: true });
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOENT') config.warnings.push(`${directory}: ${systemMessage(error)}, so there are no ${type} stores`);
    return;
  }
  for (const entry of entries.sort(byName)) {
    const path = paths().join(directory, entry.name);
    const key: TrustStoreName = `${type as 'ca'}:${entry.name}`;
    if (!STORE_NAME.test(entry.name)) {
      config.warnings.push(`${path}: ignored, the name of a store has only letters, digits, "_", "." and "-"`);
    } else if (entry.isDirectory()) {
      config.trustStores[key] = await readStoreDirectory(path, config.warnings);
    } else if (entry.isSymbolicLink()) {
      // STORE-05
      config.warnings.push(`${path}: is a symbolic link, which is not followed: the store cannot be used`);
      config.trustStores[key] = [unusable(entry.name, 'a symbolic link, not followed')];
    } else {
      config.warnings.push(`${path}: ignored, a store is a directory`);
    }
  }
}

/** The files of one store. What must not be there makes the store unusable, and the verdict names it (STORE-16). */
export async function readStoreDirectory(directory: string, warnings: string[]): Promise<{ name: string; data: Uint8Array }[]> {
  const files: { name: string; data: Uint8Array }[] = [];
  let entries;
  try {
    entries = await fileSystem().readdir(directory, { withFileTypes: true });
  } catch (error) {
    warnings.push(`${directory}: ${systemMessage(error)}: the store cannot be used`);
    return [unusable(paths().basename(directory), systemMessage(error))];
  }
  for (const entry of entries.sort(byName)) {
    const path = paths().join(directory, entry.name);
    if (entry.isSymbolicLink()) {
      // STORE-07
      warnings.push(`${path}: is a symbolic link, which is not followed: the store cannot be used`);
      files.push(unusable(entry.name, 'a symbolic link, not followed'));
    } else if (entry.isDirectory()) {
      // D-29
      warnings.push(`${path}: ignored, stores have no sub-directories`);
    } else if (!/\.(?:pem|crt|cer)$/i.test(entry.name)) {
      // D-30
      warnings.push(`${path}: ignored, certificates are in .pem, .crt and .cer files`);
    } else {
      files.push(await readCertificates(path, entry.name, warnings));
    }
  }
  return files;
}

async function readCertificates(path: string, name: string, warnings: string[]): Promise<{ name: string; data: Uint8Array }> {
  try {
    const stat = await fileSystem().lstat(path);
    if (!stat.isFile()) throw new Error('is not a regular file');
    if (stat.size > MAX_CERTIFICATES) throw new Error(`has ${stat.size} bytes, at most ${MAX_CERTIFICATES} are read`);
    return { name, data: new Uint8Array(await fileSystem().readFile(path)) };
  } catch (error) {
    warnings.push(`${path}: ${systemMessage(error)}: the store cannot be used`);
    return unusable(name, systemMessage(error));
  }
}

/** An entry without content fails its store (STORE-11), and the finding has its name. */
function unusable(name: string, why: string): { name: string; data: Uint8Array } {
  return { name: `${name} (${why})`, data: new Uint8Array() };
}

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : Number(left.name > right.name);
}
