// A registry in memory, filled from an OCI image layout, that serves correctly until a test tells it to lie.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

export const SIGNATURE = 'application/vnd.cncf.notary.signature';
export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const digestOf = (bytes, algorithm = 'sha256') => `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;

/** Starts it on loopback. `lies` maps a path (or `METHOD path`) to a function that answers instead. */
export async function startRegistry({ referrersApi = true } = {}) {
  const blobs = new Map();
  const manifests = new Map();
  const tags = new Map();
  const lies = new Map();
  const requests = [];
  const registry = { blobs, manifests, tags, lies, requests, referrersApi, pageSize: Infinity };

  registry.put = (bytes, mediaType) => {
    const content = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes);
    const digest = digestOf(content);
    manifests.set(digest, { content, mediaType });
    return { mediaType, digest, size: content.length };
  };
  /** Takes over a layout; gives the descriptor of what `tag` names. */
  registry.load = (layout, tag) => {
    const blob = (digest) => readFileSync(`${layout}/blobs/${digest.replace(':', '/')}`);
    const walk = ({ mediaType, digest }) => {
      const content = blob(digest);
      manifests.set(digest, { content, mediaType });
      const document = JSON.parse(content);
      for (const member of document.manifests ?? []) walk(member);
      for (const { digest } of [document.config ?? [], document.layers ?? [], document.blobs ?? []].flat()) {
        try {
          blobs.set(digest, blob(digest));
        } catch {
          // Layouts of tests leave the layers of images out.
        }
      }
    };
    for (const descriptor of JSON.parse(readFileSync(`${layout}/index.json`, 'utf8')).manifests) {
      walk(descriptor);
      const name = descriptor.annotations?.['org.opencontainers.image.ref.name'];
      if (name !== undefined) tags.set(name, descriptor.digest);
    }
    return tag && tags.get(tag);
  };
  registry.referrersOf = (digest) =>
    [...manifests].flatMap(([own, { content, mediaType }]) => {
      const document = JSON.parse(content);
      if (document.subject?.digest !== digest) return [];
      const artifactType = document.artifactType ?? document.config?.mediaType;
      return [{ mediaType, digest: own, size: content.length, artifactType }];
    });

  const answer = (request, response, url) => {
    const [, kind, name] = /^\/v2\/.+\/(manifests|blobs|referrers)\/([^/]+)$/.exec(url.pathname) ?? [];
    const none = (code) => response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code, message: 'unknown' }] }));
    if (kind === 'manifests') {
      const digest = tags.get(name) ?? name;
      const found = manifests.get(digest);
      if (!found) return none('MANIFEST_UNKNOWN');
      return response.writeHead(200, { 'content-type': found.mediaType, 'docker-content-digest': digest, 'content-length': found.content.length }).end(found.content);
    }
    if (kind === 'blobs') {
      const content = blobs.get(name);
      return content ? response.writeHead(200, { 'content-length': content.length }).end(content) : none('BLOB_UNKNOWN');
    }
    if (kind === 'referrers' && registry.referrersApi) {
      const start = Number(url.searchParams.get('start') ?? 0);
      const wanted = url.searchParams.get('artifactType');
      const all = registry.referrersOf(name).filter(({ artifactType }) => wanted === null || artifactType === wanted);
      const end = start + registry.pageSize;
      if (end < all.length) {
        const next = new URL(url);
        next.searchParams.set('start', end);
        response.setHeader('link', `<${next.pathname}${next.search}>; rel="next"`);
      }
      const index = { schemaVersion: 2, mediaType: INDEX, manifests: all.slice(start, end) };
      return response.writeHead(200, { 'content-type': INDEX, 'oci-filters-applied': 'artifactType' }).end(JSON.stringify(index));
    }
    return none(undefined);
  };

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url, registry.base);
    const entry = { method: request.method, path: url.pathname, search: url.search, headers: request.headers, body: Buffer.concat(chunks).toString() };
    requests.push(entry);
    const lie = lies.get(`${request.method} ${url.pathname}`) ?? lies.get(url.pathname) ?? lies.get('*');
    if (lie && (await lie(response, entry, url)) !== 'truth') return;
    answer(request, response, url);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  registry.host = `127.0.0.1:${server.address().port}`;
  registry.base = `http://${registry.host}`;
  registry.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  /** How often a path was asked for. */
  registry.count = (path) => requests.filter((request) => request.path === path).length;
  registry.forget = () => {
    requests.length = 0;
    lies.clear();
  };
  return registry;
}
