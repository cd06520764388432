// The gate in a cluster: Node, TLS 1.3, client certificates, a notation configuration directory.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hasOpenssl } from '../../tests/node/authority.mjs';
import { createGateServer } from '../worker-gate/src/server.js';
import { flow, pod, reviewOf, startRegistry } from './support.mjs';

const required = process.env.SEALCHECK_REQUIRE === 'all';
const options = { skip: hasOpenssl || required ? false : 'THERE IS NO openssl HERE: the gate is not tested over TLS' };
const subject = flow('own-tag-schema');
const folder = mkdtempSync(join(tmpdir(), 'sealcheck-gate-'));
const file = (name) => join(folder, name);
let registry;
let server;

function certificate(name) {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost', '-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)];
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

before(async () => {
  if (options.skip) return;
  ['server', 'gatekeeper', 'stranger'].forEach(certificate);
  registry = await startRegistry([subject.id]);
  const env = { NOTATION_CONFIG: subject.config, TLS_CERT: file('server.crt'), TLS_KEY: file('server.key'), TLS_CLIENT_CA: file('gatekeeper.crt') };
  server = await createGateServer(env, { fetch: registry.fetch, now: () => new Date(subject.verifyAt) });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

after(() => {
  server?.closeAllConnections();
  server?.close();
  registry?.close();
  rmSync(folder, { recursive: true, force: true });
});

function post(path, body, client = 'gatekeeper', tls = {}) {
  return new Promise((resolve, reject) => {
    const identity = client && { cert: readFileSync(file(`${client}.crt`)), key: readFileSync(file(`${client}.key`)) };
    const sent = request(
      { host: '127.0.0.1', servername: 'localhost', port: server.address().port, path, method: 'POST', agent: false, ca: readFileSync(file('server.crt')), headers: { 'content-type': 'application/json' }, ...identity, ...tls },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, body: JSON.parse(text) });
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

const ask = (...keys) => ({ apiVersion: 'externaldata.gatekeeper.sh/v1beta1', kind: 'ProviderRequest', request: { keys } });

test('Gatekeeper asks: a value or an error for each key', options, async () => {
  const unsigned = `${subject.scope}@sha256:${'0'.repeat(64)}`;
  const tag = `${subject.scope}:${subject.tag}`;
  const { status, body } = await post('/gatekeeper/validate', ask(subject.reference, unsigned, tag));
  assert.equal(status, 200);
  const [good, none, tagged] = body.response.items;
  assert.deepEqual([good, body.response.systemError], [{ key: subject.reference, value: subject.reference }, '']);
  assert.match(none.error, /no such artifact \(registry-not-found\)/);
  assert.match(tagged.error, /names a tag/);

  const pin = await post('/gatekeeper/pin', ask(tag));
  assert.deepEqual(pin.body.response.items, [{ key: tag, value: subject.reference }]);
});

test('the API server asks the same server', options, async () => {
  const { body } = await post('/validate?timeout=5s', reviewOf(pod(subject.reference)));
  assert.equal(body.response.allowed, true);
});

test('nobody else gets an answer', options, async () => {
  await assert.rejects(post('/gatekeeper/validate', ask(subject.reference), 'stranger'));
  await assert.rejects(post('/gatekeeper/validate', ask(subject.reference), null));
  await assert.rejects(post('/gatekeeper/validate', ask(subject.reference), 'gatekeeper', { maxVersion: 'TLSv1.2' }));
});

test('a gate that cannot work does not start', options, async () => {
  const tls = { TLS_CERT: file('server.crt'), TLS_KEY: file('server.key') };
  await assert.rejects(createGateServer({ ...tls }), /NOTATION_CONFIG: is not set/);
  await assert.rejects(createGateServer({ ...tls, NOTATION_CONFIG: folder }), /no trustpolicy\.json/);
  await assert.rejects(createGateServer({ ...tls, NOTATION_CONFIG: subject.config, REQUIRE_TRUST: 'none' }), /REQUIRE_TRUST: must be partial or full/);
  await assert.rejects(createGateServer({ ...tls, NOTATION_CONFIG: subject.config, REGISTRY_AUTH: 'secret' }), (error) => /REGISTRY_AUTH/.test(error.message) && !/secret/.test(error.message));
  await assert.rejects(createGateServer({ ...tls, NOTATION_CONFIG: subject.config, BUDGET_MS: 'soon' }), /BUDGET_MS/);
  await assert.rejects(createGateServer({ NOTATION_CONFIG: subject.config }), /TLS_CERT: is not set/);
});
