/** One artifact of a list, judged and written down: the same on the main thread and on others. */
import { messageOf, SealcheckError } from '../errors.js';
import type { RegistryArtifact } from '../host/index.js';
import type { Evidence, RequestOptions, TrustStores, Verdict, Verifier } from '../types.js';
import { api } from './core.js';
import { ofError, ofResult } from './exit.js';
import type { Io } from './io.js';
import { judgeWith, type NetworkSettings } from './network.js';
import type { Progress } from './progress.js';
import { renderVerdict, renderWarnings } from './render/verdict.js';
import { report } from './report.js';
import { type Find, openSource, type Source, type SourceSettings } from './source.js';
import { createStyle, printableJson, printableJsonLine } from './style.js';
import { withPolicyFile } from './trust.js';

/** Everything that all artifacts of a call have in common; can be sent to another thread. */
export interface AuditSettings {
  trust: { trustPolicy: Uint8Array; trustStores: TrustStores; policyFile: string };
  request: Omit<RequestOptions, 'signal'>;
  network: NetworkSettings;
  find: Find;
  source: SourceSettings;
  view: {
    output: 'text' | 'json';
    /** Several artifacts: JSON takes one line each, and errors name the reference. */
    isList: boolean;
    verbose: boolean;
    debug: boolean;
    isTerminal: boolean;
    errorIsTerminal: boolean;
  };
}

/** What one artifact came to. */
export interface Audited {
  code: number;
  /** In a word, for counting. */
  word: Verdict['result'] | 'failed';
  out: string;
  err: string;
}

/** Judges one artifact after the other, or several at once. */
export interface Auditor {
  /** Throws the mistakes that would stop every other artifact as well, and without a list all. */
  audit(reference: string): Promise<Audited>;
}

/** Gets everything ready that is needed again and again. */
export function createAuditor(settings: AuditSettings, io: Pick<Io, 'environment' | 'platform'>, progress?: Progress): Auditor {
  const { trust, request, find, view } = settings;
  const { policyFile, ...rest } = trust;
  const verifier = api.createVerifier({ ...rest, ...(find.maxSignatures !== undefined && { maxSignatures: find.maxSignatures }) });
  const source = openSource(settings.source, progress);
  const judge = judgeWith(settings.network);
  const style = (isTerminal: boolean): Io['style'] => createStyle(isTerminal, io.environment, io.platform);
  const styles = { style: style(view.isTerminal), errorStyle: style(view.errorIsTerminal) };

  return {
    async audit(reference) {
      const done: Audited = { code: 0, word: 'failed', out: '', err: '' };
      const written: Pick<Io, 'err' | 'style' | 'errorStyle'> = { ...styles, err: (text) => void (done.err += text) };
      try {
        const { verdict, lookedAt } = await withPolicyFile(policyFile, () => verifyOne(verifier, source, reference, request, find, judge));
        done.code = ofResult(verdict.result);
        done.word = verdict.result;
        if (view.output === 'json') {
          done.out = `${view.isList ? printableJsonLine(verdict) : printableJson(verdict)}\n`;
        } else {
          renderWarnings(verdict, written);
          done.out = renderVerdict(verdict, styles.style, { lookedAt, verbose: view.verbose });
        }
      } catch (error) {
        // A policy that cannot be used would stop every other as well.
        if (!view.isList || (error instanceof SealcheckError && error.code.startsWith('invalid-trust'))) throw error;
        done.code = ofError(error);
        report(error, written, view.debug, reference);
        const code = error instanceof SealcheckError ? error.code : 'internal';
        if (view.output === 'json') done.out = `${printableJsonLine({ reference, error: { code, message: messageOf(error) } })}\n`;
      }
      return done;
    },
  };
}

async function verifyOne(
  verifier: Verifier,
  source: Source,
  reference: string,
  options: AuditSettings['request'],
  find: Find,
  judge: ReturnType<typeof judgeWith>,
): Promise<{ verdict: Verdict; lookedAt: string[] }> {
  const { evidence, ...rest } = options;
  // D-73: whether the policy says skip is decided before anything else, so it needs no artifact. No registry is asked
  // then; a layout is there anyway, and says more of the artifact.
  const skipped = (): Promise<Verdict | undefined> => skip(verifier, reference, options, find.scope);
  const early = source.isRemote ? await skipped() : undefined;
  if (early !== undefined) return { verdict: early, lookedAt: [] };
  let artifact: RegistryArtifact;
  try {
    artifact = await source.artifact(reference, find);
  } catch (error) {
    const verdict = source.isRemote ? undefined : await skipped();
    if (verdict === undefined) throw error;
    return { verdict, lookedAt: [] };
  }
  const verdict = await judge((evidence: Evidence) => verifier.verify({ ...artifact, ...rest, evidence }), evidence);
  return { verdict, lookedAt: artifact.lookedAt };
}

async function skip(
  verifier: Verifier,
  reference: string,
  options: AuditSettings['request'],
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
