/**
 * The entry in a cluster: the same gate under Node, over TLS, as Gatekeeper and the API server want it. Policy and stores
 * come from a notation configuration directory, read once.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { loadNotationConfig } from 'sealcheck/host';
import { createGate } from './gate/gate.js';
import { createHandler } from './gate/http.js';
import { settingsOf } from './settings.js';

/**
 * @param {Record<string, string | undefined>} env NOTATION_CONFIG, TLS_CERT, TLS_KEY, TLS_CLIENT_CA, BUDGET_MS,
 *   and what settings.js takes
 * @param {{ fetch?: typeof globalThis.fetch, now?: () => Date }} [options]
 * @returns {Promise<import('node:https').Server>} not listening yet
 */
export async function createGateServer(env, { fetch, now } = {}) {
  const { trustPolicy, trustStores, warnings } = await loadNotationConfig(need(env, 'NOTATION_CONFIG'), { kind: 'oci' });
  for (const warning of warnings) console.error(warning);
  if (trustPolicy === undefined) throw new Error('NOTATION_CONFIG: there is no trustpolicy.json');
  const gate = createGate({ trust: { trustPolicy, trustStores }, ...settingsOf(env), fetch, now });
  await gate.check();
  // Gatekeeper waits for 3 seconds in all unless its webhooks say otherwise.
  const budget = Number(env.BUDGET_MS ?? 2500);
  if (!(budget > 0)) throw new Error('BUDGET_MS: must be milliseconds');
  const handle = createHandler(gate, { budget });
  const clients = env.TLS_CLIENT_CA ? { ca: readFileSync(env.TLS_CLIENT_CA), requestCert: true, rejectUnauthorized: true } : {};
  const tls = { cert: readFileSync(need(env, 'TLS_CERT')), key: readFileSync(need(env, 'TLS_KEY')), minVersion: 'TLSv1.3', ...clients };
  const server = createServer(tls, (incoming, outgoing) => {
    respond(handle, incoming, outgoing).catch((error) => {
      console.error(error);
      outgoing.destroy();
    });
  });
  server.requestTimeout = 10_000;
  return server;
}

async function respond(handle, incoming, outgoing) {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const request = new Request(new URL(incoming.url, 'https://gate.invalid'), {
    method: incoming.method,
    headers: Object.fromEntries(Object.entries(incoming.headers).filter(([, value]) => typeof value === 'string')),
    ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }),
  });
  const response = await handle(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}

function need(env, name) {
  const value = env[name];
  if (!value) throw new Error(`${name}: is not set`);
  return value;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await createGateServer(process.env);
  server.listen(Number(process.env.PORT ?? 8443), () => console.log(`listening on ${server.address().port}`));
  process.once('SIGTERM', () => server.close());
}
