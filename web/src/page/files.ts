/** Files as browsers hand them over: dropped, folders included; picked; pasted. */
import type { Given } from '../engine/types';

/** More files than any layout of one image has; a dropped home directory ends here. */
const MOST = 20_000;

/** Everything in a drop. The entries must be taken before anything is awaited. */
export async function fromTransfer(transfer: DataTransfer): Promise<Given[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = items.map((item) => item.getAsFile());
  const given: Given[] = [];
  for (const [index, entry] of entries.entries()) {
    const file = files[index];
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, given);
    else if (file) given.push({ path: file.name, content: file });
  }
  const text = transfer.getData('text/plain');
  if (given.length === 0 && text !== '') given.push(pasted(text));
  return given;
}

async function walk(directory: FileSystemDirectoryEntry, given: Given[]): Promise<void> {
  const reader = directory.createReader();
  for (;;) {
    // The reader gives the entries in portions, and an empty one at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (given.length >= MOST) throw new Error(`there are more than ${MOST} files in that folder`);
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, given);
      else if (entry.isFile) {
        const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
        given.push({ path: entry.fullPath.replace(/^\//, ''), content: file });
      }
    }
  }
}

/** Files of an `<input>`; those of a folder carry their path. */
export function fromList(list: Iterable<File>): Given[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, content: file }));
}

/** Pasted text; base64 of an envelope or of DER is taken for its bytes. */
export function pasted(text: string): Given {
  const compact = text.replace(/\s/g, '');
  if (/^(?:0oR|MI)[A-Za-z0-9+/_-]{20,}={0,2}$/.test(compact)) {
    try {
      const characters = atob(compact.replace(/-/g, '+').replace(/_/g, '/'));
      return { path: 'pasted', content: new Blob([Uint8Array.from(characters, (character) => character.charCodeAt(0))]) };
    } catch {
      // Then it is text.
    }
  }
  return { path: 'pasted', content: new Blob([text]) };
}
