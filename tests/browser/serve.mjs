// A file server on loopback, for pages under a content security policy.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const MEDIA_TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Enough for a page that uses Sealcheck, and no more. */
export const STRICT_CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const REPORTS = '/csp-reports';
const MAX_REPORT = 65_536;

/**
 * Serves a folder on a free port of loopback until `close()`.
 *
 * `csp` is the policy of every answer, and violations that the browser reports are collected in `violations` (those of
 * workers too, which no page hears of). `requests` lists the paths asked for. `answer(url)` may give `{ status?, headers?, body }` before the file is looked
 * for; `undefined` goes on to the file.
 */
export async function serve(folder, { csp, answer = () => undefined } = {}) {
  const violations = [];
  const requests = [];
  const policy = csp === undefined ? {} : { 'content-security-policy': `${csp}; report-uri ${REPORTS}` };
  const server = createServer(async (request, response) => {
    const send = ({ status = 200, headers = {}, body = '' }) => response.writeHead(status, { ...policy, ...headers }).end(body);
    try {
      const url = new URL(request.url, 'http://localhost');
      if (url.pathname === REPORTS) {
        violations.push(await read(request));
        send({ status: 204 });
        return;
      }
      requests.push(url.pathname);
      if (url.pathname === '/favicon.ico') {
        send({ status: 204 });
        return;
      }
      send((await answer(url)) ?? (await file(folder, url.pathname)));
    } catch (error) {
      send({ status: 500, body: String(error) });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    violations,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function file(folder, pathname) {
  const path = normalize(join(folder, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname)));
  if (!path.startsWith(normalize(folder + sep))) return { status: 404 };
  try {
    const headers = { 'content-type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream' };
    return { headers, body: await readFile(path) };
  } catch {
    return { status: 404 };
  }
}

async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_REPORT) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
