/** Errors, as people read them. */
import { messageOf, SealcheckError } from '../errors.js';
import { NO_TLS, UNKNOWN_AUTHORITY } from '../host/reason.js';
import type { Io } from './io.js';
import { renderProblems } from './render/policy.js';
import { printable } from './style.js';
import { PolicyFileError } from './trust.js';
import { UsageError } from './usage.js';

/** One line naming the argument or the file, one line with the right form; no stack trace unless asked for. */
export function report(error: unknown, io: Pick<Io, 'err' | 'errorStyle'>, debug: boolean, subject?: string): void {
  const label = io.errorStyle.tone('bad', 'error:');
  const about = subject === undefined ? '' : `${subject}: `;
  io.err(`${label} ${printable(about + messageOf(error))}\n`);
  if (error instanceof PolicyFileError) io.err(renderProblems(error.problems ?? [], error.file, io.errorStyle));
  if (error instanceof UsageError) io.err(`right form: ${printable(error.rightForm)}\n`);
  const advice = subject === undefined && error instanceof SealcheckError ? adviceFor(error) : undefined;
  if (advice !== undefined) io.err(`${advice}\n`);
  if (error instanceof SealcheckError && error.code === 'internal') {
    io.err('this is a fault of Sealcheck and says nothing about the signature; --debug shows more\n');
  }
  if (debug && error instanceof Error) io.err(`${printableStack(error)}\n`);
}

/** What helps with a registry. */
function adviceFor({ code, message }: SealcheckError): string | undefined {
  if (code === 'registry-denied') return 'log in with docker login or notation login, or give --username and --password-stdin';
  if (code !== 'registry-unreachable') return undefined;
  if (message.endsWith(NO_TLS)) return '--plain-http speaks http';
  return message.includes(UNKNOWN_AUTHORITY) ? 'NODE_EXTRA_CA_CERTS=FILE in the environment adds authorities' : undefined;
}

function printableStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${printableStack(error.cause)}` : '';
  return (error.stack ?? error.message).split('\n').map(printable).join('\n') + cause;
}
