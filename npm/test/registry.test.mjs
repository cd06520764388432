// readRegistry against a registry on loopback that answers correctly, and then lies in every way there is.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { verify } from '../dist/entries/node.js';
import { readRegistry } from '../dist/host/index.js';
import { digestOf, INDEX, MANIFEST, SIGNATURE, startRegistry } from './fake-registry.mjs';
import { flow, trustOf } from './support.mjs';

const image = flow('extra-three-signatures');
const digest = image.reference.split('@')[1];
const repository = 'shop/web';
let registry;
let origin;
before(async () => {
  registry = await startRegistry();
  registry.load(image.layout);
  origin = registry.host;
});
after(() => registry.stop());
beforeEach(() => {
  registry.forget();
  registry.referrersApi = true;
  registry.pageSize = Infinity;
});

const read = (options = {}, target = `@${digest}`) => readRegistry(`${origin}/${repository}${target}`, { scope: image.scope, ...options });
const path = (kind, name) => `/v2/${repository}/${kind}/${name}`;
const judge = async (artifact) => verify({ ...(await trustOf(image)), ...artifact, currentDate: new Date(image.verifyAt) });
const rejects = (promise, code, message) => assert.rejects(promise, (error) => {
  assert.equal(error.name, 'SealcheckError');
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  return true;
});
const signatures = () => registry.referrersOf(digest);
const envelopeOf = ({ digest }) => JSON.parse(registry.manifests.get(digest).content).layers[0];
const send = (bytes, headers = {}) => (response) => void response.writeHead(200, { 'content-type': MANIFEST, ...headers }).end(bytes);
const status = (code, headers = {}) => (response) => void response.writeHead(code, headers).end();
const endless = (response, headers = {}, chunk = Buffer.alloc(1 << 16), code = 200) => {
  response.writeHead(code, { 'content-type': MANIFEST, ...headers });
  const pump = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pump);
  pump();
};

test('by digest and by tag: the same artifact, named by its digest', async () => {
  const artifact = await read();
  assert.equal(artifact.reference, image.reference);
  assert.equal(artifact.manifestMediaType, MANIFEST);
  assert.deepEqual(artifact.descriptor, { mediaType: MANIFEST, digest, size: artifact.manifest.length });
  assert.deepEqual(artifact.signatureManifests, signatures().map(({ digest }) => ({ digest, artifactType: SIGNATURE })));
  assert.equal((await judge(artifact)).result, 'accepted');
  assert.deepEqual(await read({}, ':v2'), artifact);
  const plain = await readRegistry(`${origin}/${repository}:v2`);
  assert.equal(plain.reference, `${origin}/${repository}@${digest}`);
});

test('VER-09: without a referrers API, the tag schema', async () => {
  const artifact = await read();
  registry.referrersApi = false;
  const byTag = await read();
  assert.deepEqual(byTag.signatures, artifact.signatures);
  assert.deepEqual(byTag.lookedAt, ['referrers API', `tag ${digest.replace(':', '-')}`, 'legacy artifact manifests']);
  registry.referrersApi = true;
  // A registry that answers every path with a page.
  registry.lies.set(path('referrers', digest), send('<html>', { 'content-type': 'text/html' }));
  assert.deepEqual((await read()).signatures, artifact.signatures);
  registry.lies.set(path('referrers', digest), (response) => void response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}'));
  await rejects(read(), 'registry-not-found', /referrers.*does not exist: NAME_UNKNOWN$/);
});

test('no signatures is no error', async () => {
  registry.lies.set(path('referrers', digest), send(`{"manifests":null}`, { 'content-type': INDEX }));
  const artifact = await read();
  assert.deepEqual(artifact.signatures, []);
  assert.equal((await judge(artifact)).result, 'rejected');
  registry.lies.set(path('referrers', digest), status(404));
  registry.lies.set(path('manifests', digest.replace(':', '-')), status(404));
  assert.deepEqual((await read()).signatures, []);
});

test('a registry that does not filter is filtered here; one that says it did is looked at nevertheless', async () => {
  const all = [...signatures(), { mediaType: MANIFEST, digest: digestOf('sbom'), size: 4, artifactType: 'application/spdx' }];
  const list = (members, headers) => registry.lies.set(path('referrers', digest), send(JSON.stringify({ manifests: members }), { 'content-type': INDEX, ...headers }));
  list([...all, { ...all[0], digest: digestOf('no type'), artifactType: undefined }]);
  assert.equal((await read()).signatures.length, 3);
  list(all, { 'oci-filters-applied': 'artifactType' });
  assert.equal((await read()).signatures.length, 3);
  // The type is left out, the filter applied: the manifests say what they are.
  list(signatures().map(({ artifactType, ...rest }) => rest), { 'oci-filters-applied': 'foo, artifactType' });
  assert.equal((await judge(await read())).result, 'accepted');
  list(signatures().map(({ artifactType, ...rest }) => rest));
  assert.equal((await read()).signatures.length, 0);
});

test('pages are followed', async () => {
  registry.pageSize = 1;
  assert.equal((await read()).signatures.length, 3);
  assert.equal(registry.count(path('referrers', digest)), 3);
  assert.ok(registry.requests.filter(({ path }) => path.includes('referrers')).every(({ search }) => search.includes('artifactType=application%2Fvnd.cncf.notary.signature')));
});

test('a tag is asked for once, so one that moves mixes nothing up', async () => {
  const other = registry.put('{"other":true}', MANIFEST);
  const [first, second] = [digest, other.digest];
  let reads = 0;
  registry.lies.set(path('manifests', 'v2'), () => {
    registry.tags.set('v2', (reads += 1) % 2 ? first : second);
    return 'truth';
  });
  const artifact = await read({}, ':v2');
  assert.deepEqual([artifact.reference, artifact.signatures.length, reads], [image.reference, 3, 1]);
  const moved = await read({}, ':v2');
  assert.deepEqual([moved.descriptor.digest, moved.signatures.length], [second, 0]);
  registry.tags.set('v2', digest);
});

test('a manifest with another digest', async () => {
  registry.lies.set(path('manifests', digest), send('{}'));
  await rejects(read(), 'registry-invalid', /manifests\/sha256:\S+: the answer has another digest: sha256:44136fa3/);
  registry.lies.set(path('manifests', digest), send(registry.manifests.get(digest).content, { 'docker-content-digest': digestOf('x') }));
  await rejects(read(), 'registry-invalid', /Docker-Content-Digest is sha256:2d71\S+, but the answer has digest sha256:44c8/);
  registry.lies.set(path('manifests', 'v2'), send('{}', { 'docker-content-digest': digest }));
  await rejects(read({}, ':v2'), 'registry-invalid', /but the answer has digest sha256:44136f/);
  registry.lies.set(path('manifests', 'v2'), send('{}', { 'docker-content-digest': '../../etc' }));
  await rejects(read({}, ':v2'), 'registry-invalid', /Docker-Content-Digest is no digest/);
});

test('a manifest kept under SHA-512', async () => {
  const content = registry.manifests.get(digest).content;
  const long = digestOf(content, 'sha512');
  registry.lies.set(path('manifests', 'v2'), send(content, { 'docker-content-digest': long }));
  assert.equal((await read({}, ':v2')).descriptor.digest, long);
  registry.manifests.set(long, { content, mediaType: MANIFEST });
  assert.equal((await read({}, `@${long}`)).descriptor.digest, long);
});

test('a signature that cannot be fetched is an error of its own, and the others go on', async () => {
  const [first, second] = signatures();
  const lies = [
    [path('manifests', first.digest), status(404), /registry-not-found|does not exist$/],
    [path('manifests', first.digest), send('{}'), /the answer has 2 bytes, not \d+$/],
    [path('manifests', first.digest), send('x'.repeat(first.size)), /has another digest/],
    [path('manifests', first.digest), (r) => endless(r), new RegExp(`the answer has more than ${first.size} bytes`)],
    [path('manifests', first.digest), send(registry.manifests.get(first.digest).content, { 'content-type': INDEX }), /is application\/vnd.oci.image.index.v1\+json, but was listed as/],
    [path('blobs', envelopeOf(first).digest), status(404), /does not exist$/],
    [path('blobs', envelopeOf(first).digest), send('short'), /the answer has 5 bytes, not \d+$/],
    [path('blobs', envelopeOf(first).digest), send('x'.repeat(envelopeOf(first).size)), /has another digest/],
    [path('blobs', envelopeOf(first).digest), (r) => endless(r), new RegExp(`the answer has more than ${envelopeOf(first).size} bytes`)],
    [path('blobs', envelopeOf(first).digest), (r) => void (r.writeHead(200, { 'content-length': 1e9 }), r.write('x')), /has 1000000000 bytes, not/],
  ];
  for (const [where, lie, message] of lies) {
    registry.forget();
    registry.lies.set(where, lie);
    const artifact = await read();
    assert.equal(artifact.signatures.length, 3);
    assert.equal(artifact.signatures[0].digest, first.digest);
    assert.match(artifact.signatures[0].error, message);
    assert.ok('envelope' in artifact.signatures[1] && 'envelope' in artifact.signatures[2]);
    const verdict = await judge(artifact);
    assert.deepEqual([verdict.result, verdict.acceptedBy, verdict.signatures[0].result], ['accepted', 2, 'rejected']);
  }
  assert.ok(second);
});

test('descriptors and signature manifests that cannot be', async () => {
  const [first] = signatures();
  const listed = async (...members) => {
    registry.lies.set(path('referrers', digest), send(JSON.stringify({ manifests: members }), { 'content-type': INDEX }));
    return (await read()).signatures.map(({ error, envelope }) => (envelope ? 'envelope' : error));
  };
  assert.match((await listed({ ...first, size: 5 << 20 }))[0], /has 5242880 bytes, at most 4194304 are read/);
  assert.match((await listed({ ...first, mediaType: INDEX }))[0], /its media type is no signature manifest's: "application\/vnd.oci.image.index/);
  assert.deepEqual(await listed({ ...first, digest: 'md5:abc' }, first), ['envelope', 'a signature is listed with a descriptor that has no digest that can be checked']);
  assert.match((await listed({ ...first, size: -1 }))[0], /that has no size$/);
  assert.match((await listed({ ...first, size: 1e300 }))[0], /that has no size$/);
  assert.deepEqual(await listed(first, first, first), ['envelope'], 'one that is listed again is the same');
  const empty = registry.put(JSON.stringify({ layers: [] }), MANIFEST);
  const huge = registry.put(JSON.stringify({ layers: [{ digest, size: 33 << 20 }] }), MANIFEST);
  assert.match((await listed({ ...empty, artifactType: SIGNATURE }))[0], /has no layers, so there is no envelope/);
  assert.match((await listed({ ...huge, artifactType: SIGNATURE }))[0], /has 34603008 bytes, at most 33554432 are read/);
  registry.manifests.delete(empty.digest);
  registry.manifests.delete(huge.digest);
});

test('envelopes that together are too much', async () => {
  const big = Array.from({ length: 3 }, (_, index) => {
    const content = Buffer.alloc(30 << 20, index);
    const layer = { mediaType: 'application/cose', digest: digestOf(content), size: content.length };
    registry.blobs.set(layer.digest, content);
    return registry.put(JSON.stringify({ config: { mediaType: SIGNATURE }, layers: [layer], subject: { digest: digestOf('big') } }), MANIFEST);
  });
  registry.lies.set(path('referrers', digest), send(JSON.stringify({ manifests: big.map((d) => ({ ...d, artifactType: SIGNATURE })) }), { 'content-type': INDEX }));
  const artifact = await read();
  assert.deepEqual(artifact.signatures.map(({ envelope, error }) => envelope?.length ?? error), [30 << 20, 30 << 20, 'not fetched: the envelopes together are too large']);
  for (const { digest } of big) registry.manifests.delete(digest);
  registry.blobs.clear();
  registry.load(image.layout);
});

test('endless answers end at the limit', async () => {
  for (const chunk of [Buffer.alloc(1 << 16, ' '), Buffer.from(' ')]) {
    registry.lies.set(path('manifests', digest), (response) => endless(response, {}, chunk));
    if (chunk.length > 1) await rejects(read(), 'registry-invalid', /more than 4194304 bytes/);
    else await rejects(read({ timeout: 300 }), 'registry-unreachable', /no answer within 300 ms/);
  }
  registry.lies.clear();
  registry.lies.set(path('referrers', digest), (response) => endless(response, { 'content-type': INDEX }));
  await rejects(read(), 'registry-invalid', /referrers\/\S+: the answer has more than 4194304 bytes/);
  registry.lies.set(path('referrers', digest), (response) => endless(response, {}, undefined, 404));
  await assert.doesNotReject(read({ timeout: 5000 }), 'of an error only the beginning is read');
});

test('a list of 10,000 signatures: as many as allowed, and the last entry says that there are more', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ mediaType: MANIFEST, digest: digestOf(`${index}`), size: 10, artifactType: SIGNATURE }));
  const send = (members) => registry.lies.set(path('referrers', digest), (response) => void response.writeHead(200, { 'content-type': INDEX }).end(JSON.stringify({ manifests: members })));
  send([...signatures(), ...many]);
  const artifact = await read({ maxSignatures: 5 });
  assert.deepEqual(artifact.signatures.map(({ error }) => error?.replace(/^.*sha256:\S+: /, '')), [undefined, undefined, undefined, 'does not exist: MANIFEST_UNKNOWN, unknown', 'does not exist: MANIFEST_UNKNOWN, unknown', 'more than 5 signatures are listed']);
  assert.equal(registry.requests.length, 2 + 5 + 3);
  assert.equal((await judge(artifact)).result, 'accepted');
  const whole = await read();
  assert.equal(whole.signatures.length, 101);
  const verdict = await judge(whole);
  assert.deepEqual([verdict.result, verdict.signatures.length], ['accepted', 101]);
  // Not signatures, and too many to be looked through.
  send([...Array.from({ length: 20_001 }, () => 0), ...signatures()]);
  const none = await read();
  assert.deepEqual(none.signatures, [{ error: 'more than 20000 referrers are listed' }]);
  assert.equal((await judge(none)).result, 'rejected');
});

test('lists that go round in circles, to other hosts, or on and on', async () => {
  const page = (link, members = []) => (response, request) =>
    void response.writeHead(200, { 'content-type': INDEX, link: typeof link === 'function' ? link(request) : link }).end(JSON.stringify({ manifests: members }));
  const lie = (answer) => registry.lies.set(path('referrers', digest), answer);
  const [first] = signatures();
  lie(page(`<?n=1>; rel="next"`, [first]));
  assert.deepEqual((await read()).signatures.map(({ error }) => error), [undefined, 'the list of referrers goes round in circles']);
  lie(page('<http://127.0.0.1:1/v2/x>; rel=next', [first]));
  assert.deepEqual((await read()).signatures.map(({ error }) => error), [undefined, 'the list of referrers goes on at another host, 127.0.0.1:1']);
  let count = 0;
  lie(page(() => `<?n=${(count += 1)}>; rel="next"`, [first]));
  assert.deepEqual((await read()).signatures.map(({ error }) => error), [undefined, 'the list of referrers has more than 100 pages']);
  assert.equal(count, 100);
  lie(page('<>; rel="previous"', [first]));
  assert.equal((await read()).signatures.length, 1);
  lie(page('<http://[>; rel="next"', [first]));
  await rejects(read(), 'registry-invalid', /goes on at something that is no URL/);
  // A later page that fails spoils nothing of the earlier ones.
  lie((response, request) => (request.search.includes('n=2') ? status(500)(response) : page('<?n=2>; rel="next"', [first])(response, request)));
  assert.match((await read({ retries: 0 })).signatures[1].error, /the status is 500$/);
  lie(status(500));
  await rejects(read({ retries: 0 }), 'registry-unreachable', /the status is 500$/);
  lie(send('[]', { 'content-type': INDEX }));
  await rejects(read(), 'registry-invalid', /the list of referrers is no image index/);
  lie(send('['.repeat(1 << 20), { 'content-type': INDEX }));
  await rejects(read(), 'registry-invalid', /the list of referrers is no image index/);
});

test('429 and 5xx: asked again, as late as the registry wants, and not forever', async () => {
  let count = 0;
  const sometimes = (answers) => (response) => {
    const next = answers[count++];
    return next === undefined ? 'truth' : next(response);
  };
  registry.lies.set(path('manifests', digest), sometimes([status(503), status(429, { 'retry-after': '1' }), (r) => void r.destroy()]));
  const start = Date.now();
  assert.equal((await read()).signatures.length, 3);
  assert.equal(count, 4);
  assert.ok(Date.now() - start >= 1200, `${Date.now() - start} ms`);
  count = 0;
  registry.lies.set(path('manifests', digest), sometimes(Array(9).fill(status(500))));
  await rejects(read({ retries: 1 }), 'registry-unreachable', /the status is 500 \(asked 2 times\)$/);
  assert.equal(count, 2);
  count = 0;
  registry.lies.set(path('manifests', digest), sometimes(Array(9).fill(status(429, { 'retry-after': '3600' }))));
  await rejects(read(), 'registry-unreachable', /the status is 429, and asks to wait 3600 s$/);
  assert.equal(count, 1, 'whoever wants to be left alone is');
  count = 0;
  registry.lies.set(path('manifests', digest), sometimes([status(429, { 'retry-after': 'whenever' })]));
  assert.equal((await read()).signatures.length, 3);
});

test('answers that are no answers', async () => {
  for (const [code, expected] of [[204, 'registry-invalid'], [206, 'registry-invalid'], [304, 'registry-invalid'], [400, 'registry-invalid'], [403, 'registry-denied'], [404, 'registry-not-found'], [410, 'registry-invalid']]) {
    registry.lies.set(path('manifests', digest), status(code));
    await rejects(read(), expected, code === 404 ? /has no such artifact/ : new RegExp(String(code)));
  }
  const nasty = JSON.stringify({ errors: [{ code: 'X\u001b[31m', message: `\u202e${'long '.repeat(100)}` }] });
  registry.lies.set(path('manifests', digest), (response) => void response.writeHead(400).end(nasty));
  await rejects(read(), 'registry-invalid', /^[\x20-\x7e…]{1,500}$/);
  registry.lies.set(path('manifests', digest), (response) => {
    for (let index = 0; index < 40; index += 1) response.setHeader(`x-${index}`, 'y'.repeat(8000));
    response.end();
  });
  await rejects(read(), 'registry-invalid', /headers larger than anybody reads/);
});

test('what the registry says of the media type is judged by the verifier', async () => {
  registry.lies.set(path('manifests', digest), send(registry.manifests.get(digest).content, { 'content-type': INDEX }));
  const verdict = await judge(await read());
  assert.equal(verdict.result, 'rejected');
  assert.ok(verdict.signatures.every(({ checks }) => checks.find(({ name }) => name === 'binding').status !== 'passed'));
});

test('silence ends with the time-out, an abort at once', async () => {
  registry.lies.set(path('manifests', digest), () => undefined);
  await rejects(read({ timeout: 100 }), 'registry-unreachable', /no answer within 100 ms$/);
  assert.equal(registry.requests.length, 1, 'a host that does not answer is not asked again');
  const reason = new Error('enough');
  await assert.rejects(read({ signal: AbortSignal.abort(reason) }), reason);
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(read({ signal: controller.signal }), reason);
  // Also in a break between two tries, and among the signatures.
  registry.lies.set(path('manifests', digest), status(503));
  const later = new AbortController();
  setTimeout(() => later.abort(reason), 50);
  await assert.rejects(read({ signal: later.signal }), reason);
  registry.lies.clear();
  const last = new AbortController();
  registry.lies.set(path('manifests', signatures()[1].digest), () => last.abort(reason));
  await assert.rejects(read({ signal: last.signal }), reason);
});

test('nobody there', async () => {
  const gone = await startRegistry();
  gone.stop();
  await rejects(readRegistry(`${gone.host}/x@${digest}`, { retries: 1 }), 'registry-unreachable', /^http:\/\/127.0.0.1:\d+\/\S+: the connection was refused$/);
});

test('TLS where there is none', async () => {
  await rejects(read({ plainHttp: false }), 'registry-unreachable', /^https:\S+: the host does not speak TLS$/);
});

test('references and options that are none', async () => {
  for (const [reference, message] of [
    ['web:v1', /names no registry: write REGISTRY\/REPOSITORY@DIGEST/],
    [`localhost:5000@${digest}`, /names/],
    ['localhost/Web:v1', /not a repository name; "web" would be/],
    ['localhost/../x:v1', /names a repository that no registry has/],
    ['localhost/x:v 1', /has a tag that no registry has/],
    ['localhost/x:../y', /./],
    ['user@localhost/x:v1', /./],
    ['local host/x:v1', /names a registry that is not a host/],
    ['host:99999/x:v1', /names a registry that is not a host/],
    ['http://localhost/x:v1', /./],
    [`localhost/x:v1@${digest}`, /names a tag and a digest/],
    [`localhost/x@sha256:ABC`, /is not a digest/],
    ['localhost/x', /names neither tag nor digest/],
  ]) {
    await rejects(readRegistry(reference), 'invalid-reference', message);
  }
  await rejects(readRegistry(undefined), 'invalid-argument', /^reference: must be a string$/);
  for (const [options, message] of [
    [{ maxSignatures: 0 }, /^maxSignatures/], [{ timeout: 0 }, /^timeout/], [{ retries: -1 }, /^retries/],
    [{ auth: 'secret' }, /^auth/], [{ session: {} }, /^session/], [{ fetch: 1 }, /^fetch/],
  ]) await rejects(read(options), 'invalid-argument', message);
  assert.equal(registry.requests.length, 0);
});
