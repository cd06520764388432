import { SealcheckError } from '../../errors.js';
import { type Arguments, count } from '../args.js';
import { type Audited, type AuditSettings, createAuditor } from '../audit.js';
import { auditAll } from '../audit-pool.js';
import { api } from '../core.js';
import { worst } from '../exit.js';
import type { Io } from '../io.js';
import { networkSettings } from '../network.js';
import { createProgress, type Progress } from '../progress.js';
import { judgingOptions, listedReferences, optional, outputOf } from '../request.js';
import { sourceSettings } from '../source.js';
import { loadTrust, type LoadedTrust, withPolicyFile } from '../trust.js';
import { UsageError } from '../usage.js';

const USAGE = 'sealcheck verify REFERENCE…';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const network = networkSettings(args);
  const request = await judgingOptions(args, io);
  const maxSignatures = count(args, 'max-signatures');
  if (args.positionals.length === 0) throw new UsageError('REFERENCE: missing', USAGE);
  const isList = args.positionals.length > 1 || args.positionals.includes('-');
  const references = await listedReferences(args.positionals, io);
  const trust = await loadTrust(args, 'oci', io);
  const settings: AuditSettings = {
    trust,
    request,
    network,
    find: { ...optional('scope', args.value('scope')), ...optional('maxSignatures', maxSignatures) },
    source: await sourceSettings(args, references, io),
    view: {
      output,
      isList,
      verbose: args.has('verbose'),
      debug: args.has('debug'),
      isTerminal: io.isTerminal,
      errorIsTerminal: io.errorIsTerminal,
    },
  };
  const progress = createProgress(io);
  const auditor = createAuditor(settings, io, isList ? undefined : progress);
  if (isList) {
    await checkPolicy(trust);
    return auditList(references, settings, auditor, progress, io);
  }
  const audited = await auditor.audit(references[0] as string).finally(() => progress.clear());
  io.err(audited.err);
  io.out(audited.out);
  return audited.code;
}

async function auditList(
  references: string[],
  settings: AuditSettings,
  auditor: ReturnType<typeof createAuditor>,
  progress: Progress,
  io: Io,
): Promise<number> {
  const codes = new Set<number>();
  const counts = new Map<Audited['word'], number>();
  await auditAll(references, auditor, settings, async ({ code, word, out, err }, index) => {
    codes.add(code);
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (err !== '' || io.isTerminal) progress.clear();
    io.err(err);
    if (out !== '') io.out(settings.view.output === 'text' && index > 0 ? `\n${out}` : out);
    progress.list(index + 1, references.length, summary(counts));
    await io.drained();
  });
  progress.clear();
  return worst([...codes]);
}

function summary(counts: Map<Audited['word'], number>): string {
  const words = (['accepted', 'rejected', 'not-verified', 'failed'] as const).flatMap((word) => {
    const number = counts.get(word);
    return number === undefined ? [] : [`${number} ${word}`];
  });
  return `: ${words.join(', ')}`;
}

/** What is wrong with the policy is said once, and before any registry is asked. */
async function checkPolicy({ trustPolicy, trustStores, policyFile }: LoadedTrust): Promise<void> {
  try {
    const verifier = api.createVerifier({ trustPolicy, trustStores });
    await withPolicyFile(policyFile, () => verifier.selectPolicy(`sealcheck.invalid/none@sha256:${'0'.repeat(64)}`));
  } catch (error) {
    if (error instanceof SealcheckError && error.code.startsWith('invalid-trust')) throw error;
  }
}
