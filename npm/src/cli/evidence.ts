/** Revocation answers from a directory, each recognised by its content, and written to one. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, SealcheckError } from '../errors.js';
import { systemMessage } from '../host/node.js';
import { recognise } from '../host/recognise.js';
import { MAX_CRL } from '../host/sizes.js';
import type { Evidence } from '../types.js';
import { readLimited } from './files.js';

/** Everything in the directory that is an OCSP response or a CRL. What is neither is warned of. */
export async function readEvidence(directory: string, warnings: string[]): Promise<Evidence> {
  const evidence = { ocsp: [] as { response: Uint8Array }[], crls: [] as { crl: Uint8Array }[] };
  for (const name of await list(directory)) {
    const file = join(directory, name);
    if (name.startsWith('.') || !(await isFile(file))) continue;
    try {
      const found = recognise(await readLimited(file, 2 * MAX_CRL)).filter(({ kind }) => kind !== 'certificate');
      for (const { kind, der } of found) {
        if (kind === 'ocsp') evidence.ocsp.push({ response: der });
        else evidence.crls.push({ crl: der });
      }
      if (found.length === 0) warnings.push(`${file}: is neither an OCSP response nor a CRL`);
    } catch (error) {
      warnings.push(messageOf(error));
    }
  }
  return evidence;
}

/** Writes every piece to a file of its own, named after its content. */
export async function writeEvidence(directory: string, { ocsp = [], crls = [] }: Evidence): Promise<string[]> {
  const named = [
    ...ocsp.map(({ response }) => [`${nameOf(response)}.ocsp`, response] as const),
    ...crls.map(({ crl }) => [`${nameOf(crl)}.crl`, crl] as const),
  ];
  const files: string[] = [];
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, content] of new Map(named)) {
      const file = join(directory, name);
      await writeFile(file, content);
      files.push(file);
    }
  } catch (error) {
    throw new SealcheckError('config', `${directory}: ${systemMessage(error)}`, { cause: error });
  }
  return files;
}

function nameOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

async function list(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    throw new SealcheckError('config', `${directory}: ${systemMessage(error)}`, { cause: error });
  }
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => true,
  );
}
