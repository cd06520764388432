// OCI image layouts as a registry on loopback: manifests, blobs, and the referrers API or the referrers tag schema.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const REF_NAME = 'org.opencontainers.image.ref.name';
const INDEX = 'application/vnd.oci.image.index.v1+json';

/**
 * Starts a registry. It serves what the layout has, also where that contradicts its digest.
 *
 * @param {Record<string, string>} repositories folder of the layout by the name of the repository, without registry
 * @param {object} [options]
 * @param {boolean} [options.referrersApi] without, only what `sha256-…` tags of the layout list
 * @param {(request: { method: string, path: string }) => undefined | { status?: number, headers?: object, body?: string | Uint8Array } | 'silence'} [options.intercept]
 *   answers instead of the registry where it returns something
 * @returns {Promise<{ host: string, url: string, requests: string[], fetch: typeof fetch, close(): void }>} `fetch` asks
 *   this registry whatever host a URL names; `requests` are those since the start, as `GET /v2/…`
 */
export async function startLayoutRegistry(repositories, { referrersApi = true, intercept } = {}) {
  const layouts = new Map(Object.entries(repositories).map(([name, folder]) => [name, readLayoutFolder(folder)]));
  const requests = [];
  const server = createServer((request, response) => {
    const { method, url } = request;
    requests.push(`${method} ${url}`);
    const path = new URL(url, 'http://localhost').pathname;
    const answer = intercept?.({ method, path }) ?? respond(layouts, referrersApi, path);
    if (answer === 'silence') return;
    const { status = 200, headers = {}, body = '' } = answer;
    response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers });
    response.end(method === 'HEAD' ? undefined : body);
  });
  server.unref();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host,
    url: `http://${host}`,
    requests,
    fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      return fetch(`http://${host}${url.pathname}${url.search}`, init);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function respond(layouts, referrersApi, path) {
  if (path === '/v2/') return { body: '{}' };
  const [, name, kind, what] = /^\/v2\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/.exec(path) ?? [];
  const layout = layouts.get(name);
  if (layout === undefined) return failure('NAME_UNKNOWN');
  if (kind === 'blobs') {
    const body = layout.blob(what);
    return body === undefined ? failure('BLOB_UNKNOWN') : { headers: { 'content-type': 'application/octet-stream' }, body };
  }
  if (kind === 'referrers') {
    if (!referrersApi) return failure('NOT_FOUND');
    return { headers: { 'content-type': INDEX }, body: JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: layout.referrers(what) }) };
  }
  const descriptor = what.includes(':') ? layout.manifests.find(({ digest }) => digest === what) : layout.tags.get(what);
  const body = descriptor && layout.blob(descriptor.digest);
  if (body === undefined) return failure('MANIFEST_UNKNOWN');
  return { headers: { 'content-type': descriptor.mediaType, 'docker-content-digest': descriptor.digest }, body };
}

function failure(code) {
  return { status: 404, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ errors: [{ code, message: 'not here' }] }) };
}

function readLayoutFolder(folder) {
  const blob = (digest) => {
    const file = join(folder, 'blobs', ...digest.split(':'));
    return /^sha\d+:[0-9a-f]+$/.test(digest) && existsSync(file) ? readFileSync(file) : undefined;
  };
  const parsed = ({ digest }) => {
    try {
      return JSON.parse(blob(digest));
    } catch {
      return {};
    }
  };
  const top = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')).manifests;
  const manifests = [...top];
  for (const descriptor of manifests) {
    const members = parsed(descriptor).manifests ?? [];
    manifests.push(...members.filter(({ digest }) => !manifests.some((known) => known.digest === digest)));
  }
  const tags = new Map(top.flatMap((descriptor) => (descriptor.annotations?.[REF_NAME] ? [[descriptor.annotations[REF_NAME], descriptor]] : [])));
  return {
    blob,
    manifests,
    tags,
    /** Those that name it as subject, and those that its tag lists. */
    referrers(digest) {
      const listed = tags.get(digest.replace(':', '-'));
      const digests = new Set(listed ? (parsed(listed).manifests ?? []).map((member) => member.digest) : []);
      return manifests
        .filter((descriptor) => digests.has(descriptor.digest) || parsed(descriptor).subject?.digest === digest)
        .map((descriptor) => {
          const { artifactType, config } = parsed(descriptor);
          return { artifactType: artifactType ?? config?.mediaType, ...descriptor };
        });
    },
  };
}
