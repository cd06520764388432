/**
 * Manifests read so far as to find signatures. Nothing is decided here: the core reads the same bytes again and judges.
 */
import { SealcheckError } from '../errors.js';
import type { Descriptor } from '../types.js';
import { member, parseJson } from './json.js';
import { DIGEST } from './reference.js';

/** As Notary Project names it. */
export const SIGNATURE_TYPE = 'application/vnd.cncf.notary.signature';

/** Artifact types of Notary Project signatures: the current one, and the one of notation 0.11.0-alpha.4 (S-15). */
export const SIGNATURE_TYPES: ReadonlySet<string> = new Set([
  SIGNATURE_TYPE,
  'application/vnd.cncf.notary.v2.signature',
]);

const INDEX_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

/** Manifests that can have a subject: of images (VER-10), of rc.1 (VER-12) and of alpha.4 (S-15). */
const REFERRER_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.artifact.manifest.v1+json',
  'application/vnd.cncf.oras.artifact.manifest.v1+json',
]);

/** Whether it lists other manifests. */
export function isIndex(descriptor: Descriptor): boolean {
  return INDEX_TYPES.has(descriptor.mediaType);
}

/** Whether it can refer to another manifest. */
export function canRefer(descriptor: Descriptor): boolean {
  return REFERRER_TYPES.has(descriptor.mediaType);
}

/** The members of an index. */
export function readIndex(bytes: Uint8Array, name: string): Descriptor[] {
  const index = readJson(bytes, name);
  const members = member(index, 'manifests');
  if (!Array.isArray(members)) throw new SealcheckError('layout', `${name}: has no array "manifests"`);
  return members.map((value: unknown, position) => {
    const descriptor = asDescriptor(value);
    if (typeof descriptor === 'string') {
      throw new SealcheckError('layout', `${name}: manifests[${position}] ${descriptor}`);
    }
    return descriptor;
  });
}

/** What a signature manifest says about where it belongs and where its envelope is. */
export interface ReferrerManifest {
  /** Its artifact type, or where it has none the media type of its config. */
  artifactType: string | undefined;
  /** Digest of what it refers to. */
  subject: string | undefined;
  /** The first layer, or the first blob of an artifact manifest; or what is wrong with it. */
  envelope: Descriptor | string;
}

/** Reads a manifest that may be a signature's. */
export function readReferrer(bytes: Uint8Array, name: string): ReferrerManifest {
  const manifest = readJson(bytes, name);
  const types = [member(manifest, 'artifactType'), member(member(manifest, 'config'), 'mediaType')];
  const subject = member(member(manifest, 'subject'), 'digest');
  const layers = member(manifest, 'layers') ?? member(manifest, 'blobs');
  const first: unknown = Array.isArray(layers) ? layers[0] : undefined;
  const envelope = first === undefined ? 'has no layers, so there is no envelope' : asDescriptor(first);
  return {
    artifactType: types.find((type) => typeof type === 'string' && SIGNATURE_TYPES.has(type)) as string | undefined,
    subject: typeof subject === 'string' ? subject : undefined,
    envelope: typeof envelope === 'string' && first !== undefined ? `its first layer ${envelope}` : envelope,
  };
}

/** The tag under which registries without a referrers API list the referrers of a digest. */
export function referrersTag(digest: string): string {
  return digest.replace(':', '-').slice(0, 'sha512-'.length + 64);
}

/** A descriptor with a digest that can be checked, or what is wrong with it. */
export function asDescriptor(value: unknown): Descriptor | string {
  const [mediaType, digest, size] = [member(value, 'mediaType'), member(value, 'digest'), member(value, 'size')];
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return `has no digest that can be checked`;
  if (!Number.isSafeInteger(size) || (size as number) < 0) return 'has no size';
  const annotations = member(value, 'annotations');
  const artifactType = member(value, 'artifactType');
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : '',
    digest,
    size: size as number,
    ...(typeof artifactType === 'string' && { artifactType }),
    ...(typeof annotations === 'object' && annotations !== null && { annotations: annotations as Record<string, string> }),
  };
}

function readJson(bytes: Uint8Array, name: string): unknown {
  const document = parseJson(bytes);
  if (document === undefined) throw new SealcheckError('layout', `${name}: is not JSON`);
  return document;
}
