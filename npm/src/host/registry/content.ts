/** Manifests and blobs, by digest or tag, checked. */
import type { Descriptor } from '../../types.js';
import { digestOf } from '../digest.js';
import { DIGEST } from '../reference.js';
import { get, type Repository, saying } from './client.js';
import type { Reply } from './exchange.js';
import { fault, quoted } from './fault.js';

/** Limits as notation has them (VER-12, VER-14). */
export const MAX_MANIFEST = 4 << 20;
export const MAX_ENVELOPE = 32 << 20;

/** What a manifest may be: as oras-go asks, and the one of notation 0.11.0-alpha.4 (S-15). */
const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.artifact.manifest.v1+json',
  'application/vnd.cncf.oras.artifact.manifest.v1+json',
];

/** A manifest and what its digest is. */
export interface FetchedManifest {
  bytes: Uint8Array;
  /** From the bytes. Its media type is what the registry said, without parameters; empty if it said nothing. */
  descriptor: Descriptor;
}

/** The manifest that a tag or digest names; undefined if there is none. What the digest is, the bytes say. */
export async function fetchManifest(repository: Repository, target: { digest: string } | { tag: string }): Promise<FetchedManifest | undefined> {
  const name = 'digest' in target ? target.digest : target.tag;
  const url = new URL(`manifests/${name}`, repository.reference.base);
  const reply = await get(repository, { url, headers: { accept: MANIFEST_TYPES.join(', ') }, limit: MAX_MANIFEST });
  if (reply.status === 404) return undefined;
  expectOk(reply, url);
  const claimed = reply.headers.get('docker-content-digest');
  if (claimed !== null && !DIGEST.test(claimed)) {
    throw fault('registry-invalid', url, `its Docker-Content-Digest is no digest: ${quoted(claimed)}`);
  }
  // A registry may keep its manifests under another algorithm than the usual one.
  const wanted = 'digest' in target ? target.digest : (claimed ?? 'sha256:');
  const digest = await digestOf(wanted.slice(0, wanted.indexOf(':')), reply.bytes);
  if ('digest' in target && digest !== target.digest) throw fault('registry-invalid', url, `the answer has another digest: ${digest}`);
  if (claimed !== null && claimed !== digest) {
    throw fault('registry-invalid', url, `Docker-Content-Digest is ${claimed}, but the answer has digest ${digest}`);
  }
  return { bytes: reply.bytes, descriptor: { mediaType: mediaTypeOf(reply), digest, size: reply.bytes.length } };
}

/** The manifest that a descriptor describes. Throws if it is not that one. */
export async function fetchDescribed(repository: Repository, { mediaType, digest, size }: Descriptor): Promise<Uint8Array> {
  const url = new URL(`manifests/${digest}`, repository.reference.base);
  if (size > MAX_MANIFEST) throw fault('registry-invalid', url, `has ${size} bytes, at most ${MAX_MANIFEST} are read`);
  const reply = await get(repository, { url, headers: { accept: mediaType }, limit: MAX_MANIFEST, size });
  expectOk(reply, url);
  const said = mediaTypeOf(reply);
  if (said !== '' && said !== mediaType) {
    throw fault('registry-invalid', url, `the answer is ${quoted(said)}, but was listed as ${quoted(mediaType)}`);
  }
  await expectDigest(reply, digest, url);
  return reply.bytes;
}

/** The blob that a descriptor describes. Throws if it is not that one. */
export async function fetchBlob(repository: Repository, { digest, size }: Descriptor): Promise<Uint8Array> {
  const url = new URL(`blobs/${digest}`, repository.reference.base);
  if (size > MAX_ENVELOPE) throw fault('registry-invalid', url, `has ${size} bytes, at most ${MAX_ENVELOPE} are read`);
  const reply = await get(repository, { url, limit: MAX_ENVELOPE, size });
  expectOk(reply, url);
  await expectDigest(reply, digest, url);
  return reply.bytes;
}

/** Throws unless there is an answer. */
export function expectOk(reply: Reply, url: URL): void {
  if (reply.status === 200) return;
  if (reply.status === 404) throw fault('registry-not-found', url, `does not exist${saying(reply)}`);
  throw fault('registry-invalid', url, `the status is ${reply.status}${saying(reply)}`);
}

/** What `Content-Type` says, without parameters, in lower case; empty if it says nothing. */
export function mediaTypeOf({ headers }: Reply): string {
  return (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

async function expectDigest(reply: Reply, digest: string, url: URL): Promise<void> {
  const is = await digestOf(digest.slice(0, digest.indexOf(':')), reply.bytes);
  if (is !== digest) throw fault('registry-invalid', url, `the answer has another digest: ${is}`);
}
