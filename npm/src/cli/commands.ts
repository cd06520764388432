/** The commands: what they are called, what they take, and where their code is. */
import type { Arguments } from './args.js';
import type { Io } from './io.js';
import { form, type Option, type OptionName, OPTIONS } from './options.js';

export interface Command {
  /** One word or two. */
  name: string;
  /** After the name, one line for each form. */
  usage: string[];
  summary: string;
  /** What else is worth knowing. */
  notes?: string[];
  options: readonly OptionName[];
  /** Options that mean something else here. */
  own?: Partial<Record<OptionName, Option>>;
  /** Loaded when the command is called. */
  load(): Promise<{ run(args: Arguments, io: Io): Promise<number> }>;
}

const COMMON = ['output', 'debug', 'help'] as const;
const TRUST = ['config', 'trust-policy', 'trust-store'] as const;
const JUDGING = ['at', 'user-metadata', 'revocation', 'evidence', 'allow-host'] as const;

export const COMMANDS: readonly Command[] = [
  {
    name: 'verify',
    usage: ['--layout DIR_OR_TAR REFERENCE…', '--layout DIR_OR_TAR -'],
    summary: 'verify the signatures of artifacts in an OCI image layout',
    notes: [
      'REFERENCE is REPOSITORY@DIGEST or REPOSITORY:TAG; with --scope a digest or tag alone will do.',
      '- reads references from standard input, one a line. With several, JSON is an array.',
    ],
    options: ['layout', ...TRUST, ...JUDGING, 'scope', 'max-signatures', 'verbose', ...COMMON],
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'blob verify',
    usage: ['--signature FILE BLOB'],
    summary: 'verify the detached signature of a file',
    notes: ['- reads the file from standard input. A signature named *.jws.sig or *.cose.sig must be of that format.'],
    options: ['signature', 'policy-name', 'media-type', ...TRUST, ...JUDGING, 'verbose', ...COMMON],
    load: () => import('./commands/blob-verify.js'),
  },
  {
    name: 'ls',
    usage: ['--layout DIR_OR_TAR REFERENCE'],
    summary: "list an artifact's signatures, without verifying them",
    options: ['layout', 'max-signatures', ...COMMON],
    load: () => import('./commands/ls.js'),
  },
  {
    name: 'inspect',
    usage: ['FILE', '--layout DIR_OR_TAR REFERENCE'],
    summary: 'decode signatures, without verifying them',
    notes: ['JSON has the fields of notation inspect; extended attributes are kept apart from the standard ones.'],
    options: ['layout', 'max-signatures', ...COMMON],
    load: () => import('./commands/inspect.js'),
  },
  {
    name: 'policy lint',
    usage: ['FILE'],
    summary: 'name every problem of a trust policy document',
    notes: ['Exits 1 if a verifier would refuse the document. With --config, stores that do not exist are named too.'],
    options: ['kind', 'config', 'trust-store', ...COMMON],
    load: () => import('./commands/policy-lint.js'),
  },
  {
    name: 'policy show',
    usage: ['[REPOSITORY@DIGEST]'],
    summary: 'show the trust policy, or the statement that applies to an artifact',
    options: ['kind', 'policy-name', ...TRUST, ...COMMON],
    load: () => import('./commands/policy-show.js'),
  },
  {
    name: 'cert ls',
    usage: ['[TYPE:NAME…]'],
    summary: 'list the certificates of the trust stores',
    options: ['config', 'trust-store', ...COMMON],
    load: () => import('./commands/cert-ls.js'),
  },
  {
    name: 'evidence fetch',
    usage: ['--layout DIR_OR_TAR REFERENCE… --output DIR'],
    summary: 'fetch the OCSP responses and CRLs that a verification needs, for use without the network',
    notes: [
      'Then verify with --revocation offline --evidence DIR. With --evidence, only what is missing there is fetched.',
      'Exits 4 if of some certificate it is still not known whether it is revoked.',
    ],
    options: ['layout', 'output', ...TRUST, 'at', 'user-metadata', 'evidence', 'allow-host', 'scope', 'max-signatures', 'debug', 'help'],
    own: { output: { short: 'o', value: 'DIR', help: 'directory to write to; made if it does not exist' } },
    load: () => import('./commands/evidence-fetch.js'),
  },
];

/** `sealcheck verify --layout DIR_OR_TAR REFERENCE…` */
export function usageOf(command: Command): string {
  return `sealcheck ${command.name} ${command.usage[0]}`;
}

/** What `--help` shows. */
export function helpOf(command: Command): string {
  const usage = command.usage.map((usage, index) => `${index === 0 ? 'usage: ' : '       '}sealcheck ${command.name} ${usage}`);
  const options = command.options.map((name): [string, string] => {
    const option: Option = command.own?.[name] ?? OPTIONS[name];
    const { short, help } = option;
    return [`${short === undefined ? '    ' : `-${short}, `}${form(name, option)}`, help];
  });
  const width = Math.max(...options.map(([left]) => left.length)) + 2;
  return [
    ...usage,
    '',
    `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
    ...(command.notes ?? []),
    '',
    ...options.map(([left, help]) => `  ${left.padEnd(width)}${help}`),
    '',
    EXIT_CODES,
    '',
  ].join('\n');
}

const EXIT_CODES = 'exit: 0 accepted or done, 1 rejected, 2 usage or configuration, 3 not verified (skip), 4 could not be read';

/** What `sealcheck --help` shows. */
export function help(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length)) + 2;
  return [
    'usage: sealcheck COMMAND …',
    '',
    'Is this artifact signed by someone this policy trusts, and if not, exactly why not?',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'sealcheck COMMAND --help says more; sealcheck --version shows the version.',
    EXIT_CODES,
    '',
  ].join('\n');
}
