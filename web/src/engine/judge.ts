/** From inputs to a verdict: puts a request together, and says what is missing when there is none to make. */
import { type Inspection, SealcheckError, type SignatureInput, type TrustStores, type Verdict } from 'sealcheck';
import { type Layout, type LayoutArtifact, readLayout, recognise } from 'sealcheck/host';
import { blobStream } from './stream';
import type { Envelope, Input, Job, NeedKind, Obstacle, Outcome, Progress } from './types';

type Verifier = Pick<typeof import('sealcheck'), 'verify' | 'verifyBlob' | 'inspect' | 'lintTrustPolicy'>;

/** Where nothing names a repository and every statement is for any. */
const NOWHERE = 'localhost/unnamed';
const MAX_SIGNATURES = 100;

/** Judges what there is. What the caller did wrong becomes an obstacle; a verdict is the core's alone. */
export async function judge(api: Verifier, job: Job, signal: AbortSignal, progress: (progress: Progress) => void): Promise<Outcome> {
  const outcome: Outcome = {
    verdict: null,
    inspections: [],
    envelopes: [],
    obstacle: null,
    needed: [],
    artifacts: [],
    repositories: [],
    assumed: '',
    source: '',
    reference: '',
    manifest: null,
    report: null,
    kind: 'oci',
  };
  try {
    await fill(api, job, outcome, signal, progress);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    outcome.obstacle = obstacleOf(error);
  }
  return outcome;
}

/** What was thrown, in a form that can be posted. */
export function obstacleOf(error: unknown): Obstacle {
  if (!(error instanceof SealcheckError)) return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
  return { code: error.code, message: error.message, ...(error.problems && { problems: error.problems }) };
}

async function fill(api: Verifier, job: Job, outcome: Outcome, signal: AbortSignal, progress: (progress: Progress) => void): Promise<void> {
  const { inputs, question } = job;
  const of = (kind: Input['kind']): Input[] => inputs.filter((input) => input.kind === kind);
  const [layout] = of('layout').slice(-1);
  const blobs = of('blob');
  const isBlob = layout === undefined && of('manifest').length === 0 && blobs.length > 0 && of('envelope').length > 0 && !question.reference.includes('@');
  outcome.kind = isBlob ? 'blob' : 'oci';
  const policy = of('policy').findLast((input) => input.policy?.kind === outcome.kind) ?? of('policy').at(-1);
  const trustStores = await storesOf(of('certificates'));
  const document = policy && (await bytes(policy.content));
  if (document) outcome.report = await api.lintTrustPolicy(document, { trustStores });

  const subject = layout ? await inLayout(layout, job, policy, outcome) : isBlob ? null : await loose(api, job, policy, outcome);
  const signatures = subject?.signatures ?? (isBlob ? await envelopesOf(of('envelope')) : []);
  outcome.envelopes = signatures.map((signature, index) => envelopeOf(signature, index, of('envelope'), layout));
  outcome.source ||= layout ? 'in the layout' : 'given';
  outcome.inspections = await inspectAll(api, outcome.envelopes);
  signal.throwIfAborted();

  const need = (kind: NeedKind, words: string): void => void outcome.needed.push({ kind, words });
  // A layout that still waits for a choice has both.
  if (outcome.needed.length === 0) {
    if (signatures.length === 0 && !subject?.complete) need('signature', 'a signature');
    if (!isBlob && subject?.manifest === undefined) need('artifact', 'the artifact');
  }
  if (policy === undefined) need('policy', 'a trust policy');
  if (of('certificates').length === 0) need('store', 'a trust store');
  if (!isBlob && subject?.manifest && outcome.reference === '' && policy) need('repository', 'the repository that the artifact is from');
  // Without a store nothing can be trusted; a verdict would only look like one. Level skip needs none.
  const canDo = outcome.needed.every(({ kind }) => kind === 'store') && (of('certificates').length > 0 || (policy?.policy?.stores.length ?? 0) === 0);
  if (!document || !canDo) return;

  const common = {
    trustPolicy: document,
    trustStores,
    crypto: 'wasm' as const,
    maxSignatures: MAX_SIGNATURES,
    currentDate: question.at === '' ? new Date() : dateOf(question.at),
    userMetadata: metadataOf(question.metadata),
    evidence: await evidenceOf(inputs),
    signal,
  };
  progress({ what: 'Verifying', done: 0, total: 0 });
  const [first] = signatures;
  const [blob] = blobs.slice(-1);
  if (isBlob && blob && first) {
    const verified: Verdict = await api.verifyBlob({
      ...common,
      blob: blobStream(blob.content, signal, (done) => progress({ what: `Hashing ${blob.name}`, done, total: blob.content.size })),
      signature: first,
      ...(question.policyName !== '' && { policyName: question.policyName }),
    });
    outcome.verdict = verified;
  } else if (subject?.manifest !== undefined) {
    outcome.verdict = await api.verify({
      ...common,
      reference: outcome.reference,
      manifest: subject.manifest,
      ...(subject.mediaType && { manifestMediaType: subject.mediaType }),
      signatures,
    });
  }
  outcome.needed = [];
}

interface Subject {
  manifest: Uint8Array | { digest: string; mediaType: string; size: number } | undefined;
  mediaType?: string;
  signatures: SignatureInput[];
  /** Whether these are all signatures that there are. */
  complete: boolean;
}

async function inLayout(input: Input, { question }: Job, policy: Input | undefined, outcome: Outcome): Promise<Subject | null> {
  const layout = await readLayout(input.files ?? input.content);
  const { repository, target } = split(question.reference);
  const candidates = artifactsOf(layout);
  outcome.artifacts = candidates;
  const wanted = target || question.artifact || (candidates.length === 1 ? (candidates[0]?.digest ?? '') : '');
  if (wanted === '') {
    const words = candidates.length === 0 ? 'an artifact in the layout' : `a choice: the layout holds ${candidates.length} artifacts`;
    outcome.needed.push({ kind: candidates.length === 0 ? 'artifact' : 'choice', words });
    return null;
  }
  const name = repositoryFor(repository, policy, outcome);
  const found: LayoutArtifact = await layout.artifact(wanted, { scope: name ?? NOWHERE, maxSignatures: MAX_SIGNATURES });
  if (name !== undefined) outcome.reference = `${name}@${found.descriptor.digest}`;
  outcome.manifest = found.manifest;
  return { manifest: found.manifest, ...(found.manifestMediaType !== undefined && { mediaType: found.manifestMediaType }), signatures: found.signatures, complete: true };
}

/** What index.json lists and what is no signature and no list of them. */
function artifactsOf({ manifests }: Layout): { digest: string; name: string }[] {
  const found = new Map<string, string>();
  for (const { digest, annotations, artifactType } of manifests) {
    const name = annotations?.['org.opencontainers.image.ref.name'];
    if (/^sha\d+-[0-9a-f]{64}/.test(name ?? '') || artifactType?.startsWith('application/vnd.cncf.notary')) continue;
    if (!found.has(digest) || name) found.set(digest, name ?? '');
  }
  const named = [...found].filter(([, name]) => name !== '');
  return (named.length > 0 ? named : [...found]).map(([digest, name]) => ({ digest, name }));
}

async function loose(api: Verifier, { inputs, question }: Job, policy: Input | undefined, outcome: Outcome): Promise<Subject | null> {
  const { repository, target } = split(question.reference);
  const of = (kind: Input['kind']): Input[] => inputs.filter((input) => input.kind === kind);
  const signatures = await envelopesOf(of('envelope'), of('signature-manifest'));
  const manifests = await Promise.all(of('manifest').map(async ({ content, name }) => ({ name, bytes: await bytes(content) })));
  const hashed = await Promise.all(manifests.map(async (manifest) => ({ ...manifest, digest: await sha256(manifest.bytes) })));
  const chosen = hashed.find(({ digest }) => digest === target || digest === question.artifact) ?? (hashed.length === 1 ? hashed[0] : undefined);
  if (chosen === undefined && hashed.length > 1) outcome.artifacts = hashed.map(({ digest, name }) => ({ digest, name }));
  if (chosen === undefined && signatures.length === 0) return null;
  const name = repositoryFor(repository, policy, outcome);
  if (chosen) {
    outcome.manifest = chosen.bytes;
    if (name !== undefined) outcome.reference = `${name}@${target || chosen.digest}`;
    return { manifest: chosen.bytes, signatures, complete: false };
  }
  const described = target.startsWith('sha') ? await describe(api, target, signatures) : undefined;
  if (described && name !== undefined) {
    outcome.reference = `${name}@${target}`;
    outcome.assumed = [outcome.assumed, 'digest typed by you; size and media type are the signer’s words'].filter(Boolean).join('; ');
  }
  return { manifest: described, signatures, complete: false };
}

/** Of an artifact whose digest alone is known: what its signer says beside it. The digest decides. */
async function describe(api: Verifier, digest: string, signatures: SignatureInput[]): Promise<{ digest: string; mediaType: string; size: number } | undefined> {
  for (const signature of signatures) {
    if (!('envelope' in signature)) continue;
    const inspection = await api.inspect(signature.envelope);
    const said = 'error' in inspection ? inspection.partial.payload?.targetArtifact : inspection.signedArtifact;
    if (said) return { mediaType: said.mediaType, size: said.size, digest };
  }
  return undefined;
}

/** The repository of the reference; or the only one that the policy is for, which the page then says. */
function repositoryFor(given: string, policy: Input | undefined, outcome: Outcome): string | undefined {
  if (given !== '') return given;
  const scopes = policy?.policy?.scopes ?? [];
  const named = scopes.filter((scope) => scope !== '*');
  outcome.repositories = named;
  if (named.length === 1 && !scopes.includes('*')) {
    outcome.assumed = 'repository taken from the policy’s only scope: compare it with where you got the artifact';
    return named[0];
  }
  if (named.length === 0 && scopes.includes('*')) {
    outcome.assumed = 'no repository was given, and the policy is for any';
    return NOWHERE;
  }
  return undefined;
}

/** The repository and what follows it: a digest, a tag, or nothing. */
function split(reference: string): { repository: string; target: string } {
  const text = reference.trim();
  if (/^sha\d+:[0-9a-f]+$/.test(text)) return { repository: '', target: text };
  const at = text.lastIndexOf('@');
  if (at >= 0) return { repository: text.slice(0, at), target: text.slice(at + 1) };
  const colon = text.lastIndexOf(':');
  if (colon > text.lastIndexOf('/') && text.includes('/')) return { repository: text.slice(0, colon), target: text.slice(colon + 1) };
  return { repository: text, target: '' };
}

/** Envelopes, each with the signature manifest that names its digest. */
async function envelopesOf(envelopes: Input[], manifests: Input[] = []): Promise<SignatureInput[]> {
  const documents = await Promise.all(manifests.map(({ content }) => bytes(content)));
  const texts = documents.map((document) => new TextDecoder().decode(document));
  return Promise.all(
    envelopes.slice(0, 10 * MAX_SIGNATURES).map(async ({ content }) => {
      const envelope = await bytes(content);
      const digest = await sha256(envelope);
      const index = texts.findIndex((text) => text.includes(digest));
      return { envelope, ...(documents[index] && { manifest: documents[index] }) };
    }),
  );
}

function envelopeOf(signature: SignatureInput, index: number, inputs: Input[], layout: Input | undefined): Envelope | null {
  if (!('envelope' in signature)) return null;
  const name = layout ? `signature ${index + 1}` : (inputs[index]?.name ?? `signature ${index + 1}`);
  return { name, bytes: signature.envelope, ...(signature.manifest && { manifest: signature.manifest }) };
}

async function inspectAll(api: Verifier, envelopes: (Envelope | null)[]): Promise<Inspection[]> {
  const found: Inspection[] = [];
  for (const envelope of envelopes.slice(0, MAX_SIGNATURES)) {
    if (envelope) found.push(await api.inspect(envelope.bytes));
  }
  return found;
}

async function storesOf(inputs: Input[]): Promise<TrustStores> {
  const stores: Record<string, { name: string; data: Uint8Array }[]> = {};
  for (const { store = 'ca:unnamed', name, content } of inputs) (stores[store] ??= []).push({ name, data: await bytes(content) });
  return stores as TrustStores;
}

async function evidenceOf(inputs: Input[]): Promise<{ ocsp: { response: Uint8Array }[]; crls: { crl: Uint8Array }[] }> {
  const given = inputs.filter(({ kind }) => kind === 'ocsp' || kind === 'crl');
  const pieces = (await Promise.all(given.map(async ({ content }) => recognise(await bytes(content))))).flat();
  return {
    ocsp: pieces.flatMap(({ kind, der }) => (kind === 'ocsp' ? [{ response: der }] : [])),
    crls: pieces.flatMap(({ kind, der }) => (kind === 'crl' ? [{ crl: der }] : [])),
  };
}

function dateOf(text: string): Date {
  const date = new Date(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(date.getTime())) throw new SealcheckError('invalid-date', `“${text}” is no date: write 2026-11-21T09:57:51Z`);
  return date;
}

function metadataOf(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const equals = line.indexOf('=');
      if (equals <= 0) throw new SealcheckError('invalid-argument', `required metadata: “${line}” is not key=value`);
      return [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

async function bytes(content: Blob): Promise<Uint8Array> {
  return new Uint8Array(await content.arrayBuffer());
}

async function sha256(content: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content as Uint8Array<ArrayBuffer>));
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
