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
  /** Command lines, and what they are good for. */
  examples?: [string, string][];
  options: readonly OptionName[];
  /** Options that mean something else here. */
  own?: Partial<Record<OptionName, Option>>;
  /** Loaded when the command is called. */
  load(): Promise<{ run(args: Arguments, io: Io): Promise<number> }>;
}

const COMMON = ['output', 'debug', 'help'] as const;
const TRUST = ['config', 'trust-policy', 'trust-store'] as const;
const REGISTRY = ['username', 'password-stdin', 'plain-http'] as const;
const JUDGING = ['at', 'user-metadata', 'revocation', 'evidence', 'allow-host'] as const;

export const COMMANDS: readonly Command[] = [
  {
    name: 'verify',
    usage: ['REFERENCE…', '-', '--layout DIR_OR_TAR REFERENCE…'],
    summary: 'verify the signatures of artifacts in registries or in an OCI image layout',
    notes: [
      'REFERENCE is REGISTRY/REPOSITORY@DIGEST or REGISTRY/REPOSITORY:TAG; with --layout and --scope a digest or tag alone',
      'will do. - reads references from standard input, one a line; empty lines and those that begin with # are passed over.',
      'Answers come in the order of the references. With several, JSON has one line for each; one that cannot be fetched',
      'fails itself alone.',
    ],
    examples: [
      ['sealcheck verify registry.example/shop/web:v1', "by notation's own trust policy and trust stores"],
      ['sealcheck verify --trust-policy policy.json --trust-store ca:acme=root.crt registry.example/shop/web:v1', 'by others'],
      ['sealcheck verify --output json - < images.txt > verdicts.jsonl', 'every image of a fleet'],
      ['sealcheck verify --layout web registry.example/shop/web:v1', 'what oras copy --recursive --to-oci-layout has copied'],
    ],
    options: ['layout', ...TRUST, ...REGISTRY, ...JUDGING, 'scope', 'max-signatures', 'verbose', ...COMMON],
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
    usage: ['REFERENCE', '--layout DIR_OR_TAR REFERENCE'],
    summary: "list an artifact's signatures, without verifying them",
    examples: [['sealcheck ls registry.example/shop/web:v1', '']],
    options: ['layout', 'config', ...REGISTRY, 'allow-host', 'max-signatures', ...COMMON],
    load: () => import('./commands/ls.js'),
  },
  {
    name: 'inspect',
    usage: ['FILE', 'REFERENCE', '--layout DIR_OR_TAR REFERENCE'],
    summary: 'decode signatures, without verifying them',
    notes: [
      'What is no file, but could be REGISTRY/REPOSITORY@DIGEST or REGISTRY/REPOSITORY:TAG, is looked for in the registry.',
      'JSON has the fields of notation inspect; extended attributes are kept apart from the standard ones.',
    ],
    examples: [
      ['sealcheck inspect web.cose.sig', ''],
      ['sealcheck inspect registry.example/shop/web:v1', ''],
    ],
    options: ['layout', 'config', ...REGISTRY, 'allow-host', 'max-signatures', ...COMMON],
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
    usage: ['REFERENCE… --output DIR', '--layout DIR_OR_TAR REFERENCE… --output DIR', '--signature FILE BLOB --output DIR'],
    summary: 'fetch the OCSP responses and CRLs that a verification needs, for use without the network',
    notes: [
      'Then verify with --revocation offline --evidence DIR. With --evidence, only what is missing there is fetched.',
      'Exits 4 if of some certificate it is still not known whether it is revoked.',
    ],
    examples: [
      ['sealcheck evidence fetch registry.example/shop/web:v1 --output evidence', ''],
      ['sealcheck verify registry.example/shop/web:v1 --revocation offline --evidence evidence', ''],
    ],
    options: [
      'layout', 'signature', 'output', ...TRUST, ...REGISTRY, 'at', 'user-metadata', 'evidence', 'allow-host', 'scope',
      'max-signatures', 'policy-name', 'media-type', 'debug', 'help',
    ],
    own: { output: { short: 'o', value: 'DIR', help: 'directory to write to; made if it does not exist' } },
    load: () => import('./commands/evidence-fetch.js'),
  },
];

/** `sealcheck verify REFERENCE…` */
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
    ...(command.examples ?? []).flatMap(([line, purpose]) => [`  $ ${line}`, ...(purpose === '' ? [] : [`      ${purpose}`])]),
    ...(command.examples === undefined ? [] : ['']),
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
