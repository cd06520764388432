/** From a command line to an exit code. */
import { nearest } from '../nearest.js';
import { version } from '../version.js';
import { readArguments } from './args.js';
import { type Command, COMMANDS, help, helpOf, usageOf } from './commands.js';
import { ACCEPTED, ofError, USAGE } from './exit.js';
import type { Io } from './io.js';
import { report } from './report.js';
import { UsageError } from './usage.js';

/** Runs a command line. Never throws. */
export async function run(argv: string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    report(error, io, argv.includes('--debug') || argv.includes('-d'));
    return error instanceof UsageError ? USAGE : ofError(error);
  }
}

async function dispatch(argv: string[], io: Io): Promise<number> {
  const [first] = argv;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    (first === undefined ? io.err : io.out)(help());
    return first === undefined ? USAGE : ACCEPTED;
  }
  if (first === '--version' || first === 'version') {
    io.out(`sealcheck ${version}\n`);
    return ACCEPTED;
  }
  const { command, rest } = find(argv);
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(helpOf(command));
    return ACCEPTED;
  }
  const args = readArguments(rest, command.options, usageOf(command), command.own);
  const { run } = await command.load();
  return run(args, io);
}

function find(argv: string[]): { command: Command; rest: string[] } {
  const [first = '', second = ''] = argv;
  for (const [words, name] of [[2, `${first} ${second}`], [1, first]] as const) {
    const command = COMMANDS.find((command) => command.name === name);
    if (command) return { command, rest: argv.slice(words) };
  }
  if (first.startsWith('-')) throw new UsageError(`${first}: the command comes first`, 'sealcheck COMMAND …, see sealcheck --help');
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  const names = (group.length > 0 ? group : COMMANDS).map(({ name }) => name);
  const typed = group.length > 0 ? `${first} ${second}`.trim() : first;
  const near = ALIASES[typed] ?? nearest(typed, names) ?? nearest(`${first} ${second}`, names);
  const command = COMMANDS.find(({ name }) => name === near);
  const others = group.length > 0 ? group.map(({ name }) => `sealcheck ${name}`).join(', ') : 'see sealcheck --help';
  throw new UsageError(`${typed}: unknown command`, command ? usageOf(command) : others);
}

/** What people type who know notation. */
const ALIASES: Record<string, string> = { list: 'ls', 'cert list': 'cert ls', 'blob inspect': 'inspect', lint: 'policy lint' };
