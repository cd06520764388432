/**
 * The signature manifests of an artifact: by the referrers API, or where there is none by the referrers tag schema
 * (VER-09). Which of the two is decided as oras-go decides it.
 */
import { messageOf } from '../../errors.js';
import type { Descriptor } from '../../types.js';
import { member, parseJson } from '../json.js';
import { asDescriptor, referrersTag, SIGNATURE_TYPE, SIGNATURE_TYPES } from '../manifest.js';
import { errorOf, get, type Repository } from './client.js';
import { expectOk, fetchManifest, MAX_MANIFEST, mediaTypeOf } from './content.js';
import { fault } from './fault.js';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const FILTERS_APPLIED = 'org.opencontainers.referrers.filtersApplied';
/** Pages of a list, and its entries, that are looked through at most. */
const MAX_PAGES = 100;
const MAX_REFERRERS = 20_000;

/** Signature manifests as the registry lists them. */
export interface Listing {
  descriptors: Descriptor[];
  /** Why there may be more. */
  incomplete?: string;
  /** Where they were looked for. */
  lookedAt: string[];
}

/** Lists signature manifests, one more than `limit` at most. */
export async function listSignatures(repository: Repository, artifact: string, limit: number): Promise<Listing> {
  const { session, reference } = repository;
  const key = `${reference.base.host} ${reference.repository}`;
  const tag = referrersTag(artifact);
  const lookedAt = ['referrers API', `tag ${tag}`, 'legacy artifact manifests'];
  if (!session.lacksReferrers(key)) {
    const listing = await byApi(repository, artifact, limit);
    if (listing !== undefined) return { ...listing, lookedAt: ['referrers API', 'legacy artifact manifests'] };
    session.learnLacksReferrers(key);
  }
  return { ...(await byTag(repository, tag, limit)), lookedAt };
}

type Found = Omit<Listing, 'lookedAt'>;

/** Undefined if there is no such API. */
async function byApi(repository: Repository, artifact: string, limit: number): Promise<Found | undefined> {
  const first = new URL(`referrers/${artifact}`, repository.reference.base);
  first.searchParams.set('artifactType', SIGNATURE_TYPE);
  const found = new Selection(limit);
  const visited = new Set<string>();
  for (let url = first; ; ) {
    visited.add(url.href);
    let page: Page | undefined;
    try {
      page = await fetchPage(repository, url);
    } catch (error) {
      repository.wire.signal?.throwIfAborted();
      // What the first pages list can be judged.
      if (url === first) throw error;
      return found.listing(messageOf(error));
    }
    if (page === undefined) {
      if (url === first) return undefined;
      return found.listing(`${url.pathname}: a page of the list of referrers does not exist`);
    }
    const enough = found.add(page.members, page.isFiltered);
    if (enough !== undefined || page.next === undefined) return found.listing(enough);
    const why = whyNot(page.next, url, visited);
    if (why !== undefined) return found.listing(why);
    url = page.next;
  }
}

function whyNot(next: URL, from: URL, visited: Set<string>): string | undefined {
  if (next.origin !== from.origin) return `the list of referrers goes on at another host, ${next.host}`;
  if (visited.has(next.href)) return 'the list of referrers goes round in circles';
  if (visited.size >= MAX_PAGES) return `the list of referrers has more than ${MAX_PAGES} pages`;
  return undefined;
}

interface Page {
  members: unknown[];
  isFiltered: boolean;
  next: URL | undefined;
}

async function fetchPage(repository: Repository, url: URL): Promise<Page | undefined> {
  const reply = await get(repository, { url, headers: { accept: INDEX }, limit: MAX_MANIFEST });
  if (reply.status === 404 && errorOf(reply).code !== 'NAME_UNKNOWN') return undefined;
  expectOk(reply, url);
  // Old registries answer every path with something.
  if (mediaTypeOf(reply) !== INDEX) return undefined;
  const index = parseJson(reply.bytes);
  const applied = [reply.headers.get('oci-filters-applied'), member(member(index, 'annotations'), FILTERS_APPLIED)];
  return {
    members: membersOf(index, url),
    isFiltered: applied.some((filters) => typeof filters === 'string' && filters.split(',').some((name) => name.trim() === 'artifactType')),
    next: nextOf(reply.headers.get('link'), reply.url),
  };
}

function membersOf(index: unknown, url: URL): unknown[] {
  const members = member(index, 'manifests');
  // Go writes an empty list as null.
  if (members === null) return [];
  if (!Array.isArray(members)) throw fault('registry-invalid', url, 'the list of referrers is no image index');
  return members;
}

/** `<URL>; rel="next"` (RFC 8288). */
function nextOf(header: string | null, base: URL): URL | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=\s*"?(?:[^"]*\s)?next\b/i.test(parameters)) continue;
    try {
      return new URL(target, base);
    } catch {
      throw fault('registry-invalid', base, 'the list of referrers goes on at something that is no URL');
    }
  }
  return undefined;
}

async function byTag(repository: Repository, tag: string, limit: number): Promise<Found> {
  const manifest = await fetchManifest(repository, { tag });
  if (manifest === undefined) return { descriptors: [] };
  const found = new Selection(limit);
  const members = membersOf(parseJson(manifest.bytes), new URL(`manifests/${tag}`, repository.reference.base));
  return found.listing(found.add(members, false));
}

/** What of the lists is a signature, each once. */
class Selection {
  readonly #descriptors: Descriptor[] = [];
  readonly #digests = new Set<string>();
  readonly #limit: number;
  #seen = 0;
  #fault: string | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What was found; and why there may be more, if the list was not read to its end or holds what cannot be taken. */
  listing(ended: string | undefined): Found {
    const incomplete = ended ?? this.#fault;
    return { descriptors: this.#descriptors, ...(incomplete !== undefined && { incomplete }) };
  }

  /** Tells why it is enough, if it is. */
  add(members: unknown[], isFiltered: boolean): string | undefined {
    for (const value of members) {
      if ((this.#seen += 1) > MAX_REFERRERS) return `more than ${MAX_REFERRERS} referrers are listed`;
      const type = member(value, 'artifactType');
      // A registry that filters need not repeat the type; the manifest has it, and the verifier looks.
      const isSignature = typeof type === 'string' && type !== '' ? SIGNATURE_TYPES.has(type) : isFiltered;
      const descriptor = isSignature ? asDescriptor(value) : undefined;
      if (descriptor === undefined) continue;
      if (typeof descriptor === 'string') {
        this.#fault ??= `a signature is listed with a descriptor that ${descriptor}`;
        continue;
      }
      if (this.#digests.has(descriptor.digest)) continue;
      if (this.#descriptors.length === this.#limit) return `more than ${this.#limit} signatures are listed`;
      this.#digests.add(descriptor.digest);
      this.#descriptors.push({ ...descriptor, artifactType: typeof type === 'string' && type !== '' ? type : SIGNATURE_TYPE });
    }
    return undefined;
  }
}
