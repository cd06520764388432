import { messageOf, SealcheckError } from '../../errors.js';
import { type Layout, type LayoutArtifact, readLayout } from '../../host/index.js';
import type { RequestOptions, Verdict, Verifier } from '../../types.js';
import { type Arguments, count } from '../args.js';
import { api } from '../core.js';
import { ofError, ofResult, worst } from '../exit.js';
import type { Io } from '../io.js';
import { type Judge, judgeOf } from '../network.js';
import { renderVerdict, renderWarnings } from '../render/verdict.js';
import { judgingOptions, layoutOf, listedReferences, outputOf } from '../request.js';
import { report } from '../run.js';
import { printableJson } from '../style.js';
import { loadTrust, withPolicyFile } from '../trust.js';
import { UsageError } from '../usage.js';

const USAGE = 'sealcheck verify --layout DIR_OR_TAR REFERENCE…';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const judge = judgeOf(args);
  const options = await judgingOptions(args, io);
  const maxSignatures = count(args, 'max-signatures');
  const isList = args.positionals.length > 1 || args.positionals.includes('-');
  if (args.positionals.length === 0) throw new UsageError('REFERENCE: missing', USAGE);
  const directory = layoutOf(args, 'verify');
  const references = await listedReferences(args.positionals, io);

  const { trustPolicy, trustStores, policyFile } = await loadTrust(args, 'oci', io);
  const verifier = api.createVerifier({ trustPolicy, trustStores, ...(maxSignatures && { maxSignatures }) });
  const layout = readLayout(directory);
  const find = { ...optional('scope', args.value('scope')), ...optional('maxSignatures', maxSignatures) };

  const codes: number[] = [];
  const results: object[] = [];
  for (const reference of references) {
    try {
      const one = (): ReturnType<typeof verifyOne> => verifyOne(verifier, layout, reference, options, find, judge);
      const { verdict, lookedAt } = await withPolicyFile(policyFile, one);
      codes.push(ofResult(verdict.result));
      results.push(verdict);
      if (output === 'json') continue;
      renderWarnings(verdict, io);
      const text = renderVerdict(verdict, io.style, { lookedAt, verbose: args.has('verbose') });
      io.out(codes.length > 1 ? `\n${text}` : text);
    } catch (error) {
      // A policy that cannot be used would stop every other as well.
      if (!isList || (error instanceof SealcheckError && error.code.startsWith('invalid-trust'))) throw error;
      codes.push(ofError(error));
      results.push({ reference, error: { code: codeOf(error), message: messageOf(error) } });
      report(error, io, args.has('debug'), reference);
    }
  }
  if (output === 'json') io.out(`${printableJson(isList ? results : results[0])}\n`);
  return worst(codes);
}

async function verifyOne(
  verifier: Verifier,
  layout: Promise<Layout>,
  reference: string,
  options: RequestOptions,
  find: { scope?: string; maxSignatures?: number },
  judge: Judge,
): Promise<{ verdict: Verdict; lookedAt: string[] }> {
  let artifact: LayoutArtifact;
  try {
    artifact = await (await layout).artifact(reference, find);
  } catch (error) {
    // D-73: whether the policy says skip is decided before anything else, so it needs no artifact.
    const verdict = await skipped(verifier, reference, options, find.scope);
    if (verdict === undefined) throw error;
    return { verdict, lookedAt: [] };
  }
  const { evidence, ...rest } = options;
  const verdict = await judge((evidence) => verifier.verify({ ...artifact, ...rest, evidence }), evidence);
  return { verdict, lookedAt: artifact.lookedAt };
}

async function skipped(
  verifier: Verifier,
  reference: string,
  options: RequestOptions,
  scope: string | undefined,
): Promise<Verdict | undefined> {
  const at = reference.lastIndexOf('@');
  const [repository, digest] = [scope ?? reference.slice(0, Math.max(0, at)), reference.slice(at + 1)];
  const named = `${repository}@${digest}`;
  try {
    const { level } = await verifier.selectPolicy(named);
    if (level !== 'skip') return undefined;
    const manifest = { mediaType: '', digest, size: 0 };
    return await verifier.verify({ reference: named, manifest, signatures: [], ...options });
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof SealcheckError ? error.code : 'internal';
}

function optional<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: T };
}
