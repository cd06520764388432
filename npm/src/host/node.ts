/**
 * The file system, where there is one. Not by `import`: bundlers for browsers stumble over `node:` modules even where
 * nobody calls them.
 */
import { SealcheckError } from '../errors.js';

type FileSystem = typeof import('node:fs/promises');
type Path = typeof import('node:path');

function builtin<T>(name: string): T {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const module = process?.getBuiltinModule?.(name);
  if (module === undefined) {
    throw new SealcheckError('invalid-argument', 'paths need a file system: in browsers give bytes or files');
  }
  return module as T;
}

/** `node:fs/promises`. */
export function fileSystem(): FileSystem {
  return builtin<FileSystem>('node:fs/promises');
}

/** `node:path`. */
export function paths(): Path {
  return builtin<Path>('node:path');
}

/** The code of a failed system call, for instance `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What went wrong with a file, in plain words. */
export function systemMessage(error: unknown): string {
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'is a directory';
    case 'ENOENT':
      return 'does not exist';
    case 'ENOTDIR':
      return 'is not a directory';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
