import { messageOf } from '../../errors.js';
import { nearest } from '../../nearest.js';
import type { TrustStoreEntry } from '../../types.js';
import type { Arguments } from '../args.js';
import { api } from '../core.js';
import { ACCEPTED } from '../exit.js';
import type { Io } from '../io.js';
import { type ListedStore, renderStores } from '../render/cert.js';
import { outputOf } from '../request.js';
import { printableJson } from '../style.js';
import { loadTrustStores } from '../trust.js';
import { UsageError } from '../usage.js';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const stores = await loadTrustStores(args, io);
  for (const name of args.positionals) {
    if (Object.hasOwn(stores, name)) continue;
    const near = nearest(name, Object.keys(stores)) ?? Object.keys(stores)[0] ?? 'ca:NAME';
    throw new UsageError(`"${name}": there is no such trust store`, `sealcheck cert ls ${near}`);
  }
  const wanted = Object.entries(stores).filter(([name]) => args.positionals.length === 0 || args.positionals.includes(name));
  const listed: ListedStore[] = await Promise.all(
    wanted.map(async ([store, entries]) => ({ store, files: await Promise.all(entries.map(listFile)) })),
  );
  io.out(output === 'json' ? `${printableJson(listed)}\n` : renderStores(listed, io.style));
  return ACCEPTED;
}

async function listFile(entry: TrustStoreEntry): Promise<ListedStore['files'][number]> {
  if (typeof entry === 'string' || entry instanceof Uint8Array) throw new Error('stores read from files have names');
  const { name, data } = entry;
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  try {
    return { file: name, certificates: await api.readCertificates(bytes) };
  } catch (error) {
    return { file: name, error: messageOf(error) };
  }
}
