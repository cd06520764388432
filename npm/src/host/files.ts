/** Where the files of a layout lie: a directory, a tar archive, or files that a browser hands over. */
import { SealcheckError } from '../errors.js';
import { fileSystem, paths, systemCode, systemMessage } from './node.js';
import { checkLimit } from './sizes.js';
import { openTar } from './tar.js';

/** Files by their path from the root, with `/` between the parts. */
export interface Files {
  /** What to call the file in messages. */
  name(path: string): string;
  /** The content; undefined if there is no such file. Throws if it has more than `limit` bytes. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
}

/** What a layout can be read from: the path of a directory or tar archive, a tar archive, or files by their path. */
export type LayoutSource = string | Uint8Array | Blob | ReadonlyMap<string, Uint8Array | Blob> | Iterable<File>;

/** Content that can be read in pieces. */
export interface Content {
  size: number;
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** Opens whatever it is. */
export async function openFiles(source: LayoutSource): Promise<Files> {
  if (typeof source === 'string') return openPath(source);
  if (source instanceof Uint8Array) return openTar(bytesContent(source), 'the archive');
  if (source instanceof Blob) return openTar(blobContent(source), 'name' in source ? String(source.name) : 'the archive');
  if (source instanceof Map) return listed(source as ReadonlyMap<string, Uint8Array | Blob>);
  if (typeof source === 'object' && source !== null && Symbol.iterator in source) return listed(byPath(source as Iterable<File>));
  throw new SealcheckError('invalid-argument', 'layout: must be a path, the bytes of a tar archive, or files');
}

async function openPath(path: string): Promise<Files> {
  let stat;
  try {
    stat = await fileSystem().stat(path);
  } catch (error) {
    throw new SealcheckError('layout', `${path}: ${systemMessage(error)}`, { cause: error });
  }
  if (stat.isDirectory()) return directory(path);
  if (!stat.isFile()) throw new SealcheckError('layout', `${path}: is neither a directory nor a tar archive`);
  return openTar(fileContent(path, stat.size), path);
}

function directory(root: string): Files {
  const name = (path: string): string => paths().join(root, ...path.split('/'));
  return {
    name,
    async read(path, limit) {
      const file = name(path);
      try {
        const stat = await fileSystem().stat(file);
        if (!stat.isFile()) throw new SealcheckError('layout', `${file}: is not a regular file`);
        checkLimit(file, stat.size, limit);
        return new Uint8Array(await fileSystem().readFile(file));
      } catch (error) {
        if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
        if (error instanceof SealcheckError) throw error;
        throw new SealcheckError('layout', `${file}: ${systemMessage(error)}`, { cause: error });
      }
    },
  };
}

function listed(files: ReadonlyMap<string, Uint8Array | Blob>): Files {
  return {
    name: (path) => path,
    async read(path, limit) {
      const file = files.get(path);
      if (file === undefined) return undefined;
      const content = file instanceof Uint8Array ? bytesContent(file) : blobContent(file);
      checkLimit(path, content.size, limit);
      return content.slice(0, content.size);
    },
  };
}

/** Files of a directory that somebody picked: their paths begin with the directory's name. */
function byPath(files: Iterable<File>): Map<string, File> {
  const list = Array.from(files, (file) => [file.webkitRelativePath || file.name, file] as const);
  const root = list.find(([path]) => path === 'oci-layout' || path.endsWith('/oci-layout'))?.[0].slice(0, -'oci-layout'.length) ?? '';
  return new Map(list.filter(([path]) => path.startsWith(root)).map(([path, file]) => [path.slice(root.length), file]));
}

function bytesContent(bytes: Uint8Array): Content {
  return { size: bytes.length, slice: async (start, end) => new Uint8Array(bytes.subarray(start, end)) };
}

function blobContent(blob: Blob): Content {
  return {
    size: blob.size,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

function fileContent(path: string, size: number): Content {
  return {
    size,
    async slice(start, end) {
      const file = await fileSystem().open(path, 'r');
      try {
        const buffer = new Uint8Array(Math.max(0, Math.min(end, size) - start));
        let length = 0;
        while (length < buffer.length) {
          const { bytesRead } = await file.read(buffer, length, buffer.length - length, start + length);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return buffer.subarray(0, length);
      } finally {
        await file.close();
      }
    },
  };
}
