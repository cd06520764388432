/** What the verifying commands have in common. */
import type { RequestOptions } from '../types.js';
import { type Arguments, oneOf, pairs, time } from './args.js';
import { readEvidence } from './evidence.js';
import { type Io, readStdin } from './io.js';
import { warn } from './trust.js';
import { UsageError } from './usage.js';

/** Whether the answer is text or JSON. */
export function outputOf(args: Arguments): 'text' | 'json' {
  return oneOf(args, 'output', ['text', 'json']) ?? 'text';
}

/** Time and user metadata, and the revocation answers that are at hand. */
export async function judgingOptions(args: Arguments, io: Io): Promise<RequestOptions> {
  const directory = args.value('evidence');
  const warnings: string[] = [];
  const evidence = directory === undefined ? undefined : await readEvidence(directory, warnings);
  warn(warnings, io);
  return {
    currentDate: time(args, 'at') ?? new Date(),
    userMetadata: pairs(args, 'user-metadata'),
    ...(evidence && { evidence }),
  };
}

/** The only positional argument. */
export function onlyOne(args: Arguments, what: string, usage: string): string {
  const [first, second] = args.positionals;
  if (first === undefined) throw new UsageError(`${what}: missing`, usage);
  if (second !== undefined) throw new UsageError(`"${second}": one ${what} at a time`, usage);
  return first;
}

/** A member, unless there is no value. */
export function optional<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: T };
}

/** References from the command line; `-` stands for those on standard input. */
export async function listedReferences(positionals: string[], io: Io): Promise<string[]> {
  const references: string[] = [];
  for (const positional of positionals) {
    if (positional !== '-') {
      references.push(positional);
      continue;
    }
    const lines = (await readStdin(io)).split('\n').map((line) => line.trim());
    references.push(...lines.filter((line) => line !== '' && !line.startsWith('#')));
  }
  if (references.length === 0) throw new UsageError('standard input names no reference', 'one REFERENCE a line');
  return references;
}
