/** What the verifying commands have in common. */
import type { RequestOptions } from '../types.js';
import { type Arguments, oneOf, pairs, time } from './args.js';
import { form } from './options.js';
import { UsageError } from './usage.js';

/** Whether the answer is text or JSON. */
export function outputOf(args: Arguments): 'text' | 'json' {
  return oneOf(args, 'output', ['text', 'json']) ?? 'text';
}

/** Time and user metadata; says what this version cannot do. */
export function judgingOptions(args: Arguments): RequestOptions {
  if (oneOf(args, 'revocation', ['fetch', 'offline']) === 'fetch') {
    throw new UsageError('--revocation: fetching OCSP answers and CRLs comes with a later version', '--revocation offline');
  }
  if (args.has('evidence')) {
    throw new UsageError('--evidence: reading OCSP answers and CRLs from files comes with a later version', 'leave it out');
  }
  return { currentDate: time(args, 'at') ?? new Date(), userMetadata: pairs(args, 'user-metadata') };
}

/** The only positional argument. */
export function onlyOne(args: Arguments, what: string, usage: string): string {
  const [first, second] = args.positionals;
  if (first === undefined) throw new UsageError(`${what}: missing`, usage);
  if (second !== undefined) throw new UsageError(`"${second}": one ${what} at a time`, usage);
  return first;
}

/** The layout, without which this version finds no artifact. */
export function layoutOf(args: Arguments, command: string): string {
  const layout = args.value('layout');
  if (layout === undefined) {
    throw new UsageError(
      `${args.positionals[0] ?? 'REFERENCE'}: reading registries comes with a later version`,
      `sealcheck ${command} ${form('layout')} REFERENCE (copy image and signatures first, for instance: oras copy --recursive --to-oci-layout)`,
    );
  }
  return layout;
}
