import { type Layout, readLayout } from '../../host/index.js';
import { converge } from '../../host/online.js';
import type { Evidence, Verdict, WantedEvidence } from '../../types.js';
import { type Arguments, count } from '../args.js';
import { api } from '../core.js';
import { writeEvidence } from '../evidence.js';
import { ACCEPTED, ofError, UNREADABLE, worst } from '../exit.js';
import type { Io } from '../io.js';
import { networkOptions } from '../network.js';
import { judgingOptions, layoutOf, listedReferences } from '../request.js';
import { report } from '../run.js';
import { printable } from '../style.js';
import { loadTrust, warn, withPolicyFile } from '../trust.js';
import { UsageError } from '../usage.js';

const USAGE = 'sealcheck evidence fetch --layout DIR_OR_TAR REFERENCE… --output DIR';

export async function run(args: Arguments, io: Io): Promise<number> {
  const directory = args.value('output');
  if (directory === undefined) throw new UsageError('--output: missing, the directory to write to', USAGE);
  if (args.positionals.length === 0) throw new UsageError('REFERENCE: missing', USAGE);
  const options = await judgingOptions(args, io);
  const network = networkOptions(args);
  const maxSignatures = count(args, 'max-signatures');
  const layoutPath = layoutOf(args, 'evidence fetch');
  const references = await listedReferences(args.positionals, io);
  const { trustPolicy, trustStores, policyFile } = await loadTrust(args, 'oci', io);
  const verifier = api.createVerifier({ trustPolicy, trustStores, ...(maxSignatures !== undefined && { maxSignatures }) });
  const scope = args.value('scope');
  const find = { ...(scope !== undefined && { scope }), ...(maxSignatures !== undefined && { maxSignatures }) };
  const layout: Promise<Layout> = readLayout(layoutPath);

  // What one artifact needed may serve the next.
  let evidence: Evidence = options.evidence ?? {};
  const codes: number[] = [];
  for (const reference of references) {
    try {
      const artifact = await (await layout).artifact(reference, find);
      const judge = (evidence: Evidence): Promise<Verdict> => verifier.verify({ ...artifact, ...options, evidence });
      const done = await withPolicyFile(policyFile, () =>
        converge(judge, evidence, { ...network, onAnswer: (wanted, result) => progress(wanted, result, io) }),
      );
      evidence = done.evidence;
      codes.push(codeOf(done.verdict, reference, io));
    } catch (error) {
      if (references.length === 1) throw error;
      codes.push(ofError(error));
      report(error, io, args.has('debug'), reference);
    }
  }
  const files = await writeEvidence(directory, evidence);
  for (const file of files) io.out(`${printable(file)}\n`);
  if (files.length === 0) io.err('nothing was needed, or nothing was found\n');
  return worst(codes);
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
