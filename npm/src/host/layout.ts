/**
 * OCI image layouts: finds an artifact and its signatures. Digests and sizes are checked on the way; what the
 * signatures are worth is the verifier's to say.
 */
import { messageOf, SealcheckError } from '../errors.js';
import { nearest } from '../nearest.js';
import type { Descriptor, SignatureInput } from '../types.js';
import type { HostArtifact } from './artifact.js';
import { digestOf } from './digest.js';
import { type Files, type LayoutSource, openFiles } from './files.js';
import { canRefer, isIndex, readIndex, readReferrer, referrersTag, SIGNATURE_TYPES } from './manifest.js';
import { splitReference } from './reference.js';

export type { LayoutSource } from './files.js';

/** Limits as notation has them (VER-12, VER-14). */
const MAX_MANIFEST = 4 << 20;
const MAX_ENVELOPE = 32 << 20;
const MAX_SIGNATURES = 100;
/** An index in an index in an index: nobody nests deeper. */
const MAX_NESTING = 8;
const MAX_MANIFESTS = 10_000;
const REF_NAME = 'org.opencontainers.image.ref.name';

/** An OCI image layout. */
export interface Layout {
  /** What index.json lists, in its order. */
  readonly manifests: readonly Descriptor[];
  /** What index.json names by a tag. */
  readonly tags: readonly { tag: string; descriptor: Descriptor }[];
  /**
   * The artifact that `reference` names (`repository@digest`, `repository:tag`, or digest or tag alone together with
   * `scope`) and its signatures; spread it into a request: `verify({ ...trust, ...artifact })`. Throws a
   * `SealcheckError` with code `layout` if there is no such artifact, or if it is not what its digest says.
   */
  artifact(reference: string, options?: LayoutOptions): Promise<LayoutArtifact>;
}

/** How to look for an artifact. */
export interface LayoutOptions {
  /** Takes the place of the reference's repository when the policy statement is selected. */
  scope?: string;
  /** How many envelopes are read at most; 100 unless given. */
  maxSignatures?: number;
}

/** An artifact of a layout; `reference` names a tag where it was asked for by tag. */
export type LayoutArtifact = HostArtifact;

/** Opens a layout: the path of a directory or tar archive, the bytes of an archive, or files by their path. */
export async function readLayout(source: LayoutSource): Promise<Layout> {
  const files = await openFiles(source);
  const marker = await files.read('oci-layout', MAX_MANIFEST);
  if (marker === undefined) {
    throw new SealcheckError('layout', `${files.name('oci-layout')}: does not exist, so this is not an OCI image layout`);
  }
  const content = await files.read('index.json', MAX_MANIFEST);
  if (content === undefined) throw new SealcheckError('layout', `${files.name('index.json')}: does not exist`);
  const top = readIndex(content, files.name('index.json'));
  let graph: Promise<Graph> | undefined;
  return {
    manifests: top,
    tags: top.flatMap((descriptor) => {
      const tag = descriptor.annotations?.[REF_NAME];
      return typeof tag === 'string' ? [{ tag, descriptor }] : [];
    }),
    async artifact(reference, options = {}) {
      graph ??= walk(files, top);
      return findArtifact(files, await graph, reference, options);
    },
  };
}

/** Everything that index.json leads to. */
interface Graph {
  top: Descriptor[];
  /** Each manifest once, in the order in which it is met. */
  all: Map<string, Descriptor>;
  /** The members of each index, by the index's digest. */
  members: Map<string, Descriptor[]>;
}

async function walk(files: Files, top: Descriptor[]): Promise<Graph> {
  const graph: Graph = { top, all: new Map(), members: new Map() };
  let level = top;
  for (let depth = 0; level.length > 0 && depth <= MAX_NESTING; depth += 1) {
    const next: Descriptor[] = [];
    for (const descriptor of level) {
      const { digest } = descriptor;
      const known = graph.all.get(digest);
      // The same manifest may be listed again with more said about it.
      if (known === undefined || (known.artifactType === undefined && descriptor.artifactType !== undefined)) {
        graph.all.set(digest, descriptor);
      }
      if (graph.all.size > MAX_MANIFESTS) {
        throw new SealcheckError('layout', `${files.name('index.json')}: leads to more than ${MAX_MANIFESTS} manifests`);
      }
      if (!isIndex(descriptor) || graph.members.has(digest)) continue;
      // Layouts often hold only some members of an index, so what is not there is no fault as long as nobody asks.
      const blob = await readBlob(files, descriptor, MAX_MANIFEST);
      graph.members.set(digest, 'bytes' in blob ? quietly(() => readIndex(blob.bytes, blob.name)) ?? [] : []);
      next.push(...(graph.members.get(digest) ?? []));
    }
    level = next;
  }
  return graph;
}

async function findArtifact(
  files: Files,
  graph: Graph,
  reference: string,
  { scope, maxSignatures = MAX_SIGNATURES }: LayoutOptions,
): Promise<LayoutArtifact> {
  const { repository, target } = splitReference(reference);
  const name = scope ?? repository;
  if (name === undefined) {
    throw new SealcheckError('invalid-reference', `"${reference}" names no repository: write REPOSITORY:TAG or REPOSITORY@DIGEST, or give a scope`);
  }
  const descriptor = 'digest' in target ? byDigest(files, graph, target.digest) : byTag(files, graph, target.tag, reference);
  const blob = await readBlob(files, descriptor, MAX_MANIFEST);
  if ('error' in blob) throw new SealcheckError('layout', `${blob.name}: ${blob.error}`);
  const found = await findSignatures(files, graph, descriptor.digest, maxSignatures);
  return {
    reference: 'digest' in target ? `${name}@${target.digest}` : `${name}:${target.tag}`,
    manifest: blob.bytes,
    ...(descriptor.mediaType !== '' && { manifestMediaType: descriptor.mediaType }),
    signatures: found.map(({ input }) => input),
    descriptor,
    signatureManifests: found.map(({ digest, artifactType }) => ({ digest, artifactType })),
    lookedAt: ['index.json', `tag ${referrersTag(descriptor.digest)}`, 'legacy artifact manifests'],
  };
}

function byDigest(files: Files, graph: Graph, digest: string): Descriptor {
  const descriptor = graph.all.get(digest);
  if (descriptor !== undefined) return descriptor;
  throw new SealcheckError('layout', `${files.name('index.json')}: leads to no manifest ${digest}${whatThereIs(graph)}`);
}

function byTag(files: Files, graph: Graph, tag: string, reference: string): Descriptor {
  const named = graph.top.filter((descriptor) => {
    const name = descriptor.annotations?.[REF_NAME];
    return name === tag || name === reference;
  });
  const [first, ...others] = named;
  if (first === undefined) {
    const names = graph.top.flatMap((descriptor) => descriptor.annotations?.[REF_NAME] ?? []);
    const near = nearest(tag, names);
    const hint = near === undefined ? whatThereIs(graph) : `; there is ${near}`;
    throw new SealcheckError('layout', `${files.name('index.json')}: has no tag ${tag}${hint}`);
  }
  const other = others.find(({ digest }) => digest !== first.digest);
  if (other !== undefined) {
    throw new SealcheckError('layout', `${files.name('index.json')}: tag ${tag} names both ${first.digest} and ${other.digest}`);
  }
  return first;
}

function whatThereIs(graph: Graph): string {
  const names = graph.top.flatMap(({ annotations }) => {
    const name = annotations?.[REF_NAME];
    return typeof name !== 'string' || /^sha\d+-[0-9a-f]{64}/.test(name) ? [] : [name];
  });
  if (names.length === 0) return '';
  return `; its tags are ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`;
}

interface FoundSignature {
  digest: string;
  artifactType: string;
  input: SignatureInput;
}

async function findSignatures(files: Files, graph: Graph, artifact: string, limit: number): Promise<FoundSignature[]> {
  const [listed, listedForOthers] = referrerLists(graph, artifact);
  const found: FoundSignature[] = [];
  for (const descriptor of graph.all.values()) {
    const { digest } = descriptor;
    const isListed = listed.has(digest);
    if (digest === artifact || isIndex(descriptor) || !(isListed || canRefer(descriptor))) continue;
    const said = descriptor.artifactType;
    const saysSignature = said !== undefined && SIGNATURE_TYPES.has(said);
    const problem = (error: string): void => {
      // What cannot be read may be a signature of this artifact only if something says so.
      if (!saysSignature || (listedForOthers.has(digest) && !isListed)) return;
      found.push({ digest, artifactType: said, input: { error, digest } });
    };
    const blob = await readBlob(files, descriptor, MAX_MANIFEST);
    if ('error' in blob) {
      problem(`the signature manifest ${blob.path} ${blob.error}`);
      continue;
    }
    const manifest = quietly(() => readReferrer(blob.bytes, blob.name));
    if (manifest === undefined) {
      problem(`the signature manifest ${blob.path} is not JSON`);
      continue;
    }
    const { artifactType, subject, envelope } = manifest;
    if (artifactType === undefined || !(subject === artifact || isListed)) continue;
    const input =
      found.length < limit
        ? await readEnvelope(files, blob.bytes, digest, envelope)
        : { error: `not read: the limit is ${limit} signatures`, digest };
    found.push({ digest, artifactType, input });
  }
  return found;
}

/** The members of the artifact's `sha256-…` index (referrers tag schema), and of all the other such indexes. */
function referrerLists(graph: Graph, artifact: string): [Set<string>, Set<string>] {
  const lists: [Set<string>, Set<string>] = [new Set(), new Set()];
  for (const { digest, annotations } of graph.top) {
    const tag = annotations?.[REF_NAME];
    if (typeof tag !== 'string' || !/^sha\d+-[0-9a-f]{64}$/.test(tag)) continue;
    const list = lists[tag === referrersTag(artifact) ? 0 : 1];
    graph.members.get(digest)?.forEach((member) => list.add(member.digest));
  }
  return lists;
}

/** The envelope beside its manifest. With several layers the first: the core sees the manifest and judges it (S-16). */
async function readEnvelope(
  files: Files,
  manifest: Uint8Array,
  digest: string,
  layer: Descriptor | string,
): Promise<SignatureInput> {
  if (typeof layer === 'string') return { error: `the signature manifest ${digest} ${layer}`, digest };
  const blob = await readBlob(files, layer, MAX_ENVELOPE);
  if ('error' in blob) return { error: `the envelope ${blob.path} ${blob.error}`, digest };
  return { envelope: blob.bytes, manifest };
}

/** `path` within the layout, for verdicts; `name` of the file, for errors. */
type BlobContent = { path: string; name: string } & ({ bytes: Uint8Array } | { error: string });

/** Content by its digest, checked. */
async function readBlob(files: Files, { digest, size }: Descriptor, limit: number): Promise<BlobContent> {
  const [algorithm = '', hex = ''] = digest.split(':');
  const path = `blobs/${algorithm}/${hex}`;
  const name = files.name(path);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(path, limit);
  } catch (error) {
    return { path, name, error: messageOf(error).replace(`${name}: `, '') };
  }
  if (bytes === undefined) return { path, name, error: 'does not exist' };
  const is = await digestOf(algorithm, bytes);
  if (is !== digest) return { path, name, error: `holds other bytes than its digest says: theirs is ${is}` };
  if (bytes.length !== size) return { path, name, error: `has ${bytes.length} bytes, its descriptor says ${size}` };
  return { path, name, bytes };
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof SealcheckError) return undefined;
    throw error;
  }
}
