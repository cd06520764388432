/**
 * Artifacts and their signatures from registries (OCI distribution specification 1.1). Digests and sizes are checked on
 * the way; what the signatures are worth is the verifier's to say.
 */
import { messageOf, SealcheckError } from '../errors.js';
import type { Descriptor, SignatureInput } from '../types.js';
import { type AllowHost, type Host, nameOf, takeAllowHost } from './allowed.js';
import type { HostArtifact } from './artifact.js';
import { inParallel } from './parallel.js';
import type { Repository } from './registry/client.js';
import { fetchBlob, fetchDescribed, fetchManifest } from './registry/content.js';
import type { Wire } from './registry/exchange.js';
import { fault } from './registry/fault.js';
import { parseRegistryReference, type RegistryReference } from './registry/reference.js';
import { listSignatures } from './registry/referrers.js';
import { type RegistryAuth, RegistrySession } from './registry/session.js';
import { canRefer, readReferrer } from './manifest.js';

export { type RegistryAuth, type RegistryCredentials, RegistrySession } from './registry/session.js';

/** How to ask a registry. */
export interface RegistryOptions {
  /** Asks instead of the runtime's own; called with `redirect: 'manual'`, it must not follow redirects by itself. */
  fetch?: typeof globalThis.fetch;
  /** Who asks; without, only what is public can be read. Not together with `session`. */
  auth?: RegistryAuth;
  /** Ends it all; the promise is rejected with `signal.reason`. */
  signal?: AbortSignal;
  /** How many signatures are fetched at most; 100 unless given. */
  maxSignatures?: number;
  /** Takes the place of the reference's repository when the policy statement is selected. */
  scope?: string;
  /** Speaks http. Without, http is spoken with `localhost` and loopback addresses, and https with all others. */
  plainHttp?: boolean;
  /** Milliseconds for one request, its redirects and its answer; 30000 unless given. */
  timeout?: number;
  /** How often to ask again after 408, 429, 5xx and broken connections; 3 unless given. */
  retries?: number;
  /**
   * Who may be asked. Names: these hosts too. A function decides alone, also about the registry. Without: the registry
   * itself and public hosts, and where the registry is not public, all hosts.
   */
  allowHost?: AllowHost;
  /** Keeps tokens from one artifact to the next. */
  session?: RegistrySession;
  /** Told how far each answer has come. */
  onProgress?: (progress: { url: string; received: number; total?: number }) => void;
}

/**
 * An artifact of a registry; `reference` is by digest also where a tag was asked for. If the list of signatures could not
 * be read to its end, the last of `signatures` says so, and has no digest.
 */
export type RegistryArtifact = HostArtifact;

const MAX_SIGNATURES = 100;
/** Of one artifact, manifests and envelopes each; ordinary signatures have less than 50 KiB. */
const MAX_TOGETHER = 64 << 20;
const AT_ONCE = 6;

/**
 * Fetches the artifact that `reference` names (`registry/repository@digest` or `registry/repository:tag`) and its
 * signatures; spread it into a request: `verify({ ...trust, ...artifact })`. A tag is asked for once, and all the rest by
 * digest, so a tag that moves meanwhile mixes nothing up. Throws a `SealcheckError` with one of the codes
 * `invalid-reference`, `registry-denied`, `registry-invalid`, `registry-not-found` and `registry-unreachable`.
 */
export async function readRegistry(reference: string, options: RegistryOptions = {}): Promise<RegistryArtifact> {
  const parsed = parseRegistryReference(reference, options.plainHttp);
  const maxSignatures = options.maxSignatures ?? MAX_SIGNATURES;
  const repository: Repository = { reference: parsed, session: sessionOf(options), wire: wireOf(options, parsed) };
  if (!Number.isInteger(maxSignatures) || maxSignatures < 1) throw mistake('maxSignatures', 'must be a number from 1');

  const artifact = await fetchManifest(repository, parsed.target);
  if (artifact === undefined) throw fault('registry-not-found', reference, 'the registry has no such artifact');
  const { bytes: manifest, descriptor } = artifact;
  const listing = await listSignatures(repository, descriptor.digest, maxSignatures);
  const signatures = await fetchSignatures(repository, listing.descriptors);
  const signatureManifests = listing.descriptors.map(({ digest, artifactType = '' }) => ({ digest, artifactType }));
  if (listing.incomplete !== undefined) {
    signatures.push({ error: listing.incomplete });
    signatureManifests.push({ digest: '', artifactType: '' });
  }
  return {
    reference: `${options.scope ?? parsed.name}@${descriptor.digest}`,
    manifest,
    ...(descriptor.mediaType !== '' && { manifestMediaType: descriptor.mediaType }),
    signatures,
    descriptor,
    signatureManifests,
    lookedAt: listing.lookedAt,
  };
}

function sessionOf({ auth, session }: RegistryOptions): RegistrySession {
  if (session === undefined) return new RegistrySession(auth === undefined ? {} : { auth });
  if (auth !== undefined) throw mistake('auth', 'the session has its own');
  if (!(session instanceof RegistrySession)) throw mistake('session', 'must be a RegistrySession');
  return session;
}

function wireOf(options: RegistryOptions, { base }: RegistryReference): Wire {
  const { timeout = 30_000, retries = 3, signal, onProgress } = options;
  if (!(timeout > 0)) throw mistake('timeout', 'must be milliseconds');
  if (!Number.isInteger(retries) || retries < 0) throw mistake('retries', 'must be a number from 0');
  const fetch = options.fetch ?? globalThis.fetch;
  if (typeof fetch !== 'function') throw mistake('fetch', 'must be a function');
  const judge = takeAllowHost(options.allowHost);
  const registry = nameOf(base);
  let isInternal = false;
  const allow = (host: Host): boolean => {
    if (typeof options.allowHost === 'function') return judge(host);
    if (host.name === registry) isInternal = !host.isPublic;
    return host.name === registry || isInternal || judge(host);
  };
  // Bound to nothing: Workers refuse a `fetch` that is called as a method.
  return { fetch: (...args) => fetch(...args), allow, signal, timeout, retries, onProgress };
}

/** Two rounds, so that what is left out for its size does not depend on who answers first. */
async function fetchSignatures(repository: Repository, listed: Descriptor[]): Promise<SignatureInput[]> {
  const manifests = await inParallel(AT_ONCE, withinLimit(listed), ({ item: descriptor, fits }) =>
    attempt(repository, descriptor.digest, async () => {
      if (!fits) throw new Error('not fetched: the signature manifests together are too large');
      if (!canRefer(descriptor)) throw new Error(`its media type is no signature manifest's: "${descriptor.mediaType}"`);
      const manifest = await fetchDescribed(repository, descriptor);
      // With several layers the first: the core sees the manifest and judges it (S-16).
      const { envelope } = readReferrer(manifest, descriptor.digest);
      if (typeof envelope === 'string') throw new Error(`the signature manifest ${descriptor.digest} ${envelope}`);
      return { manifest, digest: descriptor.digest, size: envelope.size, envelope };
    }),
  );
  return inParallel(AT_ONCE, withinLimit(manifests), async ({ item, fits }) => {
    if ('error' in item) return item;
    return attempt(repository, item.digest, async () => {
      if (!fits) throw new Error('not fetched: the envelopes together are too large');
      return { envelope: await fetchBlob(repository, item.envelope), manifest: item.manifest };
    });
  });
}

/** What cannot be fetched is a failed signature (D-41). */
async function attempt<T>({ wire }: Repository, digest: string, act: () => Promise<T>): Promise<T | { error: string; digest: string }> {
  try {
    return await act();
  } catch (error) {
    wire.signal?.throwIfAborted();
    return { error: messageOf(error), digest };
  }
}

function withinLimit<T extends object>(items: T[]): { item: T; fits: boolean }[] {
  let total = 0;
  return items.map((item) => {
    const size = 'size' in item && typeof item.size === 'number' ? item.size : 0;
    const fits = total + size <= MAX_TOGETHER;
    if (fits) total += size;
    return { item, fits };
  });
}

function mistake(argument: string, reason: string): SealcheckError {
  return new SealcheckError('invalid-argument', `${argument}: ${reason}`);
}
