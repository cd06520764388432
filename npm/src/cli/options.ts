/** Every option of every command, once. */

/** An option as the help shows it and as the parser reads it. */
export interface Option {
  /** One letter. */
  short?: string;
  /** What stands after it; without, it is a switch. */
  value?: string;
  multiple?: boolean;
  help: string;
}

export const OPTIONS = {
  'allow-host': {
    value: 'HOST',
    multiple: true,
    help: 'fetch from this host although its address is not public; may be repeated',
  },
  at: { value: 'RFC3339', help: 'judge for this time instead of now, for instance 2026-11-21T09:57:47Z' },
  config: { value: 'DIR', help: "notation configuration directory; default: notation's own" },
  debug: { short: 'd', help: 'print stack traces of errors' },
  evidence: { value: 'DIR', help: 'directory of OCSP responses and CRLs (DER or PEM), recognised by content' },
  help: { short: 'h', help: 'show this help' },
  kind: { value: 'oci|blob', help: 'kind of policy; default: as the document says' },
  layout: { value: 'DIR_OR_TAR', help: 'read an OCI image layout, a directory or a tar archive, instead of registries' },
  'max-signatures': { value: 'N', help: 'judge at most so many signatures of an artifact; default: 100' },
  'media-type': { value: 'TYPE', help: "the file's media type, which must be the signed one" },
  'password-stdin': { help: 'read the password, or without --username an identity token, from standard input' },
  'plain-http': { help: 'speak http with the registry; without, only with localhost and loopback addresses' },
  output: { short: 'o', value: 'text|json', help: 'form of the answer; default: text' },
  'policy-name': { value: 'NAME', help: 'policy statement to apply; default: the global one' },
  revocation: { value: 'fetch|offline', help: 'fetch what revocation needs over the network, or do without; default: fetch' },
  scope: { value: 'REPOSITORY', help: "repository that selects the policy statement, instead of the reference's" },
  signature: { value: 'FILE', help: 'the detached signature' },
  'trust-policy': { value: 'FILE', help: 'trust policy document' },
  'trust-store': {
    value: 'TYPE:NAME=FILE',
    multiple: true,
    help: 'certificates (PEM or DER; a file or a directory) of a trust store; may be repeated',
  },
  'user-metadata': { short: 'm', value: 'KEY=VALUE', multiple: true, help: 'must have been signed; may be repeated' },
  username: { short: 'u', value: 'NAME', help: 'user name for the registry; default: NOTATION_USERNAME, or as docker login left it' },
  verbose: { short: 'v', help: 'show every signature and certificate' },
  version: { help: 'show the version' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** As the user writes it: `--config DIR`. */
export function form(name: OptionName, { value }: Option = OPTIONS[name]): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
