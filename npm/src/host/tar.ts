/** Tar archives (ustar, pax, GNU long names), read by their headers; contents only when asked for. */
import { SealcheckError } from '../errors.js';
import type { Content, Files } from './files.js';
import { checkLimit } from './sizes.js';

const BLOCK = 512;
/** No path that anybody means is longer. */
const MAX_EXTENDED_HEADER = 1 << 16;
const MAX_ENTRIES = 1_000_000;

interface Entry {
  start: number;
  size: number;
}

/** Reads the headers of an archive. */
export async function openTar(content: Content, archive: string): Promise<Files> {
  const entries = new Map<string, Entry | 'several'>();
  let name: string | undefined;
  let length: number | undefined;
  let count = 0;
  for (let at = 0; at !== content.size; ) {
    const header = await content.slice(at, at + BLOCK);
    if (header.length < BLOCK) throw broken(archive, 'ends inside an entry');
    if (header.every((byte) => byte === 0)) break;
    if (at === 0) checkNotCompressed(header, archive);
    if (!checksumHolds(header)) throw broken(archive, `no tar header at byte ${at}`);
    if ((count += 1) > MAX_ENTRIES) throw broken(archive, `more than ${MAX_ENTRIES} entries`);
    const type = header[156];
    const size = (isPlain(type) ? length : undefined) ?? number(header, 124, 12, archive);
    const start = at + BLOCK;
    if (start + size > content.size) throw broken(archive, `ends inside an entry that begins at byte ${at}`);
    at = start + Math.ceil(size / BLOCK) * BLOCK;

    if (type === code('x') || type === code('L')) {
      checkLimit(`${archive}: extended header at byte ${start}`, size, MAX_EXTENDED_HEADER);
      const extended = await content.slice(start, start + size);
      if (type === code('L')) {
        name = terminated(extended);
      } else {
        const records = pax(extended, archive);
        name = records.get('path') ?? name;
        const given = records.get('size');
        length = given === undefined ? length : Number(given);
        if (length !== undefined && !Number.isSafeInteger(length)) throw broken(archive, `a size of ${given}`);
      }
      continue;
    }
    if (isPlain(type)) {
      const path = normal(name ?? ustarName(header));
      // An archive that has a file twice means something else to every reader.
      entries.set(path, entries.has(path) ? 'several' : { start, size });
    }
    name = length = undefined;
  }
  return {
    name: (path) => `${archive}: ${path}`,
    async read(path, limit) {
      const entry = entries.get(path);
      if (entry === undefined) return undefined;
      if (entry === 'several') throw broken(archive, `has ${path} more than once`);
      checkLimit(`${archive}: ${path}`, entry.size, limit);
      const bytes = await content.slice(entry.start, entry.start + entry.size);
      if (bytes.length !== entry.size) throw broken(archive, `ends inside ${path}`);
      return bytes;
    },
  };
}

function broken(archive: string, reason: string): SealcheckError {
  return new SealcheckError('layout', `${archive}: ${reason}`);
}

function checkNotCompressed(header: Uint8Array, archive: string): void {
  const magics: [string, number[]][] = [
    ['gzip', [0x1f, 0x8b]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
    ['bzip2', [0x42, 0x5a, 0x68]],
  ];
  const found = magics.find(([, magic]) => magic.every((byte, index) => header[index] === byte));
  if (found) throw broken(archive, `is compressed with ${found[0]}: unpack it first`);
}

function checksumHolds(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return Number.parseInt(terminated(header.subarray(148, 156)).trim(), 8) === sum;
}

/** Octal text, or base 256 if the first bit is set. */
function number(header: Uint8Array, start: number, width: number, archive: string): number {
  const field = header.subarray(start, start + width);
  const value =
    (field[0] ?? 0) & 0x80
      ? field.reduce((total, byte, index) => total * 256 + (index === 0 ? byte & 0x7f : byte), 0)
      : Number.parseInt(terminated(field).trim() || '0', 8);
  if (!Number.isSafeInteger(value) || value < 0) throw broken(archive, 'a size that is not a number');
  return value;
}

function ustarName(header: Uint8Array): string {
  const name = terminated(header.subarray(0, 100));
  const isUstar = terminated(header.subarray(257, 262)) === 'ustar';
  const prefix = isUstar ? terminated(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** `LENGTH KEY=VALUE\n`, again and again. */
function pax(bytes: Uint8Array, archive: string): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(text(bytes.subarray(at, space)));
    if (space < 0 || !Number.isInteger(length) || length <= space - at || at + length > bytes.length) {
      throw broken(archive, 'a malformed extended header');
    }
    const record = text(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

function normal(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function isPlain(type: number | undefined): boolean {
  return type === code('0') || type === 0;
}

function code(character: string): number {
  return character.charCodeAt(0);
}

function terminated(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return text(end < 0 ? bytes : bytes.subarray(0, end));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
