import { converge } from '../../host/online.js';
import type { Evidence, Verdict, WantedEvidence } from '../../types.js';
import { type Arguments, count } from '../args.js';
import { api } from '../core.js';
import { writeEvidence } from '../evidence.js';
import { ACCEPTED, ofError, UNREADABLE, worst } from '../exit.js';
import { openBlob, readSignatureFile } from '../files.js';
import type { Io } from '../io.js';
import { networkOptions } from '../network.js';
import { report } from '../report.js';
import { judgingOptions, listedReferences, onlyOne, optional } from '../request.js';
import { openSource, sourceSettings } from '../source.js';
import { printable } from '../style.js';
import { loadTrust, type LoadedTrust, warn, withPolicyFile } from '../trust.js';
import { UsageError } from '../usage.js';

const USAGE = 'sealcheck evidence fetch REFERENCE… --output DIR';
const BLOB_USAGE = 'sealcheck evidence fetch --signature FILE BLOB --output DIR';

/** What is judged, with the evidence that there is so far. */
interface Subject {
  name: string;
  judge: () => Promise<(evidence: Evidence) => Promise<Verdict>>;
}

export async function run(args: Arguments, io: Io): Promise<number> {
  const directory = args.value('output');
  const signature = args.value('signature');
  const usage = signature === undefined ? USAGE : BLOB_USAGE;
  if (directory === undefined) throw new UsageError('--output: missing, the directory to write to', usage);
  if (args.positionals.length === 0) throw new UsageError(`${signature === undefined ? 'REFERENCE' : 'BLOB'}: missing`, usage);
  const { evidence: given, ...options } = await judgingOptions(args, io);
  const network = networkOptions(args);
  const trust = await loadTrust(args, signature === undefined ? 'oci' : 'blob', io);
  const subjects = signature === undefined ? await artifacts(args, trust, options, io) : [await blob(args, signature, trust, options, io)];

  // What one artifact needed may serve the next.
  let evidence: Evidence = given ?? {};
  const codes: number[] = [];
  for (const { name, judge } of subjects) {
    try {
      const judged = await judge();
      const done = await withPolicyFile(trust.policyFile, () =>
        converge(judged, evidence, { ...network, onAnswer: (wanted, result) => progress(wanted, result, io) }),
      );
      evidence = done.evidence;
      codes.push(codeOf(done.verdict, name, io));
    } catch (error) {
      if (subjects.length === 1) throw error;
      codes.push(ofError(error));
      report(error, io, args.has('debug'), name);
    }
  }
  const files = await writeEvidence(directory, evidence);
  for (const file of files) io.out(`${printable(file)}\n`);
  if (files.length === 0) io.err('nothing was needed, or nothing was found\n');
  return worst(codes);
}

type Options = Omit<Awaited<ReturnType<typeof judgingOptions>>, 'evidence'>;

async function artifacts(args: Arguments, { trustPolicy, trustStores }: LoadedTrust, options: Options, io: Io): Promise<Subject[]> {
  for (const name of ['policy-name', 'media-type'] as const) {
    if (args.has(name)) throw new UsageError(`--${name}: is for blobs`, BLOB_USAGE);
  }
  const limit = optional('maxSignatures', count(args, 'max-signatures'));
  const references = await listedReferences(args.positionals, io);
  const verifier = api.createVerifier({ trustPolicy, trustStores, ...limit });
  const source = openSource(await sourceSettings(args, references, io));
  const find = { ...optional('scope', args.value('scope')), ...limit };
  return references.map((name) => ({
    name,
    judge: async () => {
      const artifact = await source.artifact(name, find);
      return (evidence) => verifier.verify({ ...artifact, ...options, evidence });
    },
  }));
}

async function blob(args: Arguments, file: string, { trustPolicy, trustStores }: LoadedTrust, options: Options, io: Io): Promise<Subject> {
  for (const name of ['layout', 'scope', 'max-signatures'] as const) {
    if (args.has(name)) throw new UsageError(`--${name}: is not for blobs`, BLOB_USAGE);
  }
  const name = onlyOne(args, 'BLOB', BLOB_USAGE);
  const signature = await readSignatureFile(file);
  const content = await openBlob(name, io);
  const more = { ...optional('blobMediaType', args.value('media-type')), ...optional('policyName', args.value('policy-name')) };
  const trust = { trustPolicy, trustStores };
  const judge = (evidence: Evidence): Promise<Verdict> => api.verifyBlob({ ...trust, signature, blob: content(), ...more, ...options, evidence });
  return { name, judge: async () => judge };
}

/** Whether everything is there; a signature that is rejected anyway needs nothing. */
function codeOf(verdict: Verdict, reference: string, io: Io): number {
  const unknown = verdict.signatures.some(({ checks }) => checks.some(({ finding }) => finding?.code.endsWith('revocation.unknown')));
  if (unknown) {
    warn([`${reference}: of some certificate it is still not known whether it is revoked`], io);
    return UNREADABLE;
  }
  if (verdict.reason !== null) io.err(`${printable(`${reference}: ${verdict.result}: ${verdict.reason.message}`)}\n`);
  return ACCEPTED;
}

function progress({ kind, url }: WantedEvidence, result: { bytes: number } | { error: string }, io: Io): void {
  const name = { ocsp: 'OCSP', crl: 'CRL', 'delta-crl': 'delta CRL' }[kind];
  const outcome = 'error' in result ? result.error : `${result.bytes} bytes`;
  io.err(`${printable(`${name} ${url}: ${outcome}`)}\n`);
}
