// AdmissionReview and ProviderRequest: which images, and the shape of the answers. Without any verification.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LimitError } from '../worker-gate/src/gate/gate.js';
import { createHandler } from '../worker-gate/src/gate/http.js';
import { imagesOf, ReviewError } from '../worker-gate/src/gate/review.js';
import { patchOf, pod, reviewOf } from './support.mjs';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const pinned = (image) => `registry.example/${image.replace(/[:@].*/, '')}@${DIGEST}`;

/** Admits "good…", pins tags, and keeps what it was asked. */
function fakeGate() {
  const asked = [];
  return {
    asked,
    async check() {},
    async decide(images, { pin, signal }) {
      const different = [...new Set(images)];
      asked.push({ images: different, pin, signal });
      if (different.length > 50) throw new LimitError('too many');
      if (different.includes('boom')) throw new Error('secret of the gate');
      return new Map(
        different.map((image) => {
          const admitted = image.startsWith('good') && (pin || image.includes('@'));
          return [image, { image, admitted, message: `no ${image}`, warnings: image.includes('warn') ? [`warning of ${image}`] : [], ...(admitted && { pinned: pinned(image) }) }];
        }),
      );
    },
  };
}

async function post(path, body, { gate = fakeGate(), headers = {}, ...init } = {}) {
  const request = new Request(`https://gate.example${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
  const response = await createHandler(gate)(request);
  return { status: response.status, ...(await response.json()) };
}

const podSpec = pod('a').spec;
const templates = {
  'v1 Pod': podSpec,
  'v1 PodTemplate': undefined,
  'v1 ReplicationController': { template: { spec: podSpec } },
  'apps/v1 Deployment': { template: { spec: podSpec } },
  'apps/v1 ReplicaSet': { template: { spec: podSpec } },
  'apps/v1 StatefulSet': { template: { spec: podSpec } },
  'apps/v1 DaemonSet': { template: { spec: podSpec } },
  'batch/v1 Job': { template: { spec: podSpec } },
  'batch/v1 CronJob': { jobTemplate: { spec: { template: { spec: podSpec } } } },
};
for (const [name, spec] of Object.entries(templates)) {
  test(`images of ${name}, with pointers that a patch can use`, () => {
    const [apiVersion, kind] = name.split(' ');
    const object = kind === 'PodTemplate' ? { apiVersion, kind, template: { spec: podSpec } } : { apiVersion, kind, spec };
    const [found, ...others] = imagesOf(reviewOf(object));
    assert.deepEqual([found.image, others.length], ['a', 0]);
    const target = found.path.split('/').slice(1).reduce((value, step) => value[step], object);
    assert.equal(target, 'a');
  });
}

test('every list of containers, and image volumes', () => {
  const object = pod('a');
  object.spec.initContainers = [{ name: 'i', image: 'b' }];
  object.spec.ephemeralContainers = [{ name: 'e', image: 'c' }];
  object.spec.volumes = [{ name: 'v', image: { reference: 'd' } }, { name: 'w', emptyDir: {} }];
  assert.deepEqual(
    imagesOf(reviewOf(object)).map(({ path, subject, image }) => [path, subject, image]),
    [
      ['/spec/initContainers/0/image', 'container "i"', 'b'],
      ['/spec/containers/0/image', 'container "c0"', 'a'],
      ['/spec/ephemeralContainers/0/image', 'container "e"', 'c'],
      ['/spec/volumes/0/image/reference', 'volume "v"', 'd'],
    ],
  );
});

test('a debug container that is added to a running pod (subresource ephemeralcontainers)', () => {
  const oldObject = pod('a');
  const object = structuredClone(oldObject);
  object.spec.ephemeralContainers = [{ name: 'debug', image: 'evil' }];
  const images = imagesOf(reviewOf(object, { operation: 'UPDATE', oldObject, subResource: 'ephemeralcontainers' }));
  assert.deepEqual(images.map(({ image }) => image), ['evil']);
});

test('a change is judged for what it changes', () => {
  const oldObject = pod('a', 'b');
  const update = (object) => imagesOf(reviewOf(object, { operation: 'UPDATE', oldObject })).map(({ image }) => image);
  assert.deepEqual(update(pod('a', 'b')), []);
  assert.deepEqual(update(pod('a', 'x')), ['x']);
  // The same image in another container is something else.
  assert.deepEqual(update(pod('b', 'a')), ['b', 'a']);
  const moved = pod('a');
  moved.spec.initContainers = [{ name: 'c0', image: 'a' }];
  assert.equal(update(moved).length, 1);
  assert.throws(() => imagesOf(reviewOf(pod('a'), { operation: 'UPDATE' })), /oldObject is missing/);
});

test('DELETE runs nothing', () => {
  assert.deepEqual(imagesOf({ ...reviewOf(pod('a'), { operation: 'DELETE' }) }), []);
});

const podWith = (spec) => ({ apiVersion: 'v1', kind: 'Pod', spec });
const MALFORMED = {
  'no object': [reviewOf(pod('a'), { object: null }), /object is missing/],
  'another kind inside': [reviewOf(pod('a'), { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } }), /not of the kind/],
  'an unknown kind': [reviewOf({ apiVersion: 'example.com/v1', kind: 'Runner', spec: podSpec }), /example\.com\/v1\/Runner/],
  'a kind of Object.prototype': [reviewOf({ apiVersion: 'v1', kind: 'constructor', spec: podSpec }), /nobody knows/],
  'an old version': [reviewOf({ apiVersion: 'apps/v1beta1', kind: 'Deployment', spec: {} }), /v1beta1/],
  CONNECT: [reviewOf(pod('a'), { operation: 'CONNECT' }), /operation/],
  'no operation': [reviewOf(pod('a'), { operation: null }), /operation/],
  'no spec': [reviewOf(podWith(undefined)), /spec is missing/],
  'no containers': [reviewOf(podWith({})), /containers is missing/],
  'containers no list': [reviewOf(podWith({ containers: { 0: { image: 'a' } } })), /not a list/],
  'a container that is null': [reviewOf(podWith({ containers: [{ image: 'a' }, null] })), /not an object/],
  'a container without image': [reviewOf(podWith({ containers: [{ name: 'a', image: 'a' }, { name: 'b' }] })), /container "b" names no image/],
  'an empty image': [reviewOf(pod('')), /names no image/],
  'an image that is no text': [reviewOf(pod(['a'])), /names no image/],
  'an image volume without reference': [reviewOf(podWith({ ...podSpec, volumes: [{ name: 'v', image: {} }] })), /volume "v" names no image/],
  'initContainers no list': [reviewOf(podWith({ ...podSpec, initContainers: 'x' })), /initContainers is not a list/],
};
for (const [name, [review, message]] of Object.entries(MALFORMED)) {
  test(`denied: ${name}`, async () => {
    assert.throws(() => imagesOf(review), (error) => error instanceof ReviewError && message.test(error.message));
    for (const path of ['/validate', '/mutate']) {
      const { status, response } = await post(path, review);
      assert.deepEqual([status, response.allowed, response.uid, response.patch], [200, false, review.request.uid, undefined]);
      assert.match(response.status.message, message);
    }
  });
}

test('no review at all, or one without uid, is no answer that could be taken for one', async () => {
  for (const body of ['', 'null', '[]', '{', '{}', '"x"', '['.repeat(100_000), JSON.stringify({ ...reviewOf(pod('a')), request: null }), JSON.stringify(reviewOf(pod('a'), { uid: '<script>' }))]) {
    const { status, response } = await post('/validate', body);
    assert.deepEqual([status, response], [400, undefined]);
  }
  const wrong = await post('/validate', { ...reviewOf(pod('good@x')), apiVersion: 'admission.k8s.io/v1beta1' });
  assert.equal(wrong.response.allowed, false);
});

test('validate: allowed without patch, denied with one line for each image', async () => {
  const good = await post('/validate', reviewOf(pod('good@1', 'good@warn')));
  assert.deepEqual(good.response, { uid: reviewOf(pod('a')).request.uid, allowed: true, warnings: ['warning of good@warn'] });
  assert.deepEqual([good.apiVersion, good.kind], ['admission.k8s.io/v1', 'AdmissionReview']);
  const bad = await post('/validate', reviewOf(pod('good@1', 'bad', 'good:tag')));
  assert.deepEqual([bad.response.allowed, bad.response.status.code], [false, 403]);
  assert.equal(bad.response.status.message, '2 of 3 images are not admitted.\ncontainer "c1": no bad\ncontainer "c2": no good:tag');
});

test('mutate: a JSON patch with what was verified, all or nothing', async () => {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: pod('good:1', `registry.example/good@${DIGEST}`).spec } } };
  object.spec.template.spec.initContainers = [{ name: 'i', image: 'good:2' }];
  // The fake pins by the first word.
  object.spec.template.spec.containers.pop();
  const review = await post('/mutate', reviewOf(object));
  assert.deepEqual([review.response.allowed, review.response.patchType], [true, 'JSONPatch']);
  assert.deepEqual(patchOf(review), [
    { op: 'replace', path: '/spec/template/spec/initContainers/0/image', value: pinned('good') },
    { op: 'replace', path: '/spec/template/spec/containers/0/image', value: pinned('good') },
  ]);
  const half = await post('/mutate', reviewOf(pod('good:1', 'bad')));
  assert.deepEqual([half.response.allowed, half.response.patch], [false, undefined]);
});

test('10,000 containers', async () => {
  const same = await post('/mutate', reviewOf(pod(...Array(10_000).fill('good:1'))));
  assert.deepEqual([same.response.allowed, patchOf(same).length], [true, 10_000]);
  const different = await post('/validate', reviewOf(pod(...Array.from({ length: 10_000 }, (_, index) => `good@${index}`))));
  assert.deepEqual([different.response.allowed, different.response.status.message], [false, 'The gate cannot judge this: too many.']);
  const more = await post('/validate', reviewOf(pod(...Array(10_001).fill('good@1'))));
  assert.match(more.response.status.message, /more than 10000 containers/);
  const bad = await post('/validate', reviewOf(pod(...Array(10_000).fill('bad'))));
  assert.ok(bad.response.status.message.length < 4000);
  assert.match(bad.response.status.message, /10000 of 10000 images are not admitted[^]*and 9995 more/);
});

test('names of containers cannot write to a terminal or forge a line', async () => {
  const object = pod('bad');
  object.spec.containers[0].name = 'x"\n\u001b[32mallowed\u202E';
  const { response } = await post('/validate', reviewOf(object));
  assert.equal(response.status.message, 'container "x\\"??[32mallowed?": no bad');
});

test('a fault inside denies and tells nobody what it was', async (context) => {
  context.mock.method(console, 'error', () => undefined);
  for (const path of ['/validate', '/mutate']) {
    const { response } = await post(path, reviewOf(pod('boom')));
    assert.deepEqual([response.allowed, response.status.code], [false, 500]);
    assert.doesNotMatch(response.status.message, /secret/);
  }
  const checked = await post('/check', { image: 'boom' });
  assert.deepEqual([checked.admitted, /secret/.test(JSON.stringify(checked))], [false, false]);
  assert.equal(console.error.mock.callCount(), 3);
});

test('the time that Kubernetes gives is kept, less a second', async (context) => {
  const timeout = context.mock.method(AbortSignal, 'timeout');
  const budgets = [];
  for (const path of ['/validate?timeout=10s', '/validate?timeout=1s', '/validate', '/validate?timeout=1e9s', '/validate?timeout=-5s']) {
    await post(path, reviewOf(pod('good@1')));
    budgets.push(timeout.mock.calls.at(-1).arguments[0]);
  }
  assert.deepEqual(budgets, [9000, 500, 8000, 8000, 8000]);
});

test('plain JSON', async () => {
  const one = await post('/check', { image: 'good@1' });
  assert.deepEqual([one.status, one.admitted, one.images[0].pinned], [200, true, pinned('good')]);
  assert.equal((await post('/check', { images: ['good@1', 'bad'] })).admitted, false);
  assert.equal((await post('/check', { image: 'good:1' })).admitted, false);
  assert.equal((await post('/check', { image: 'good:1', pin: true })).images[0].pinned, pinned('good'));
  for (const body of ['null', '{}', '{"images":[]}', '{"image":1}', '{"image":"good:1","pin":"false"}', '{"images":"good@1"}']) {
    const { status, admitted } = await post('/check', body);
    assert.deepEqual([status, admitted], [400, false], body);
  }
});

test('external data of Gatekeeper: a value or an error for each key', async () => {
  const ask = (keys) => ({ apiVersion: 'externaldata.gatekeeper.sh/v1beta1', kind: 'ProviderRequest', request: { keys } });
  const { status, ...answer } = await post('/gatekeeper/validate', ask(['good@1', 'bad', 'good:1']));
  assert.equal(status, 200);
  assert.deepEqual(answer, {
    apiVersion: 'externaldata.gatekeeper.sh/v1beta1',
    kind: 'ProviderResponse',
    response: {
      idempotent: true,
      items: [
        { key: 'good@1', value: pinned('good') },
        { key: 'bad', error: 'no bad' },
        { key: 'good:1', error: 'no good:1' },
      ],
      systemError: '',
    },
  });
  const pin = await post('/gatekeeper/pin', ask(['good:1']));
  assert.deepEqual(pin.response.items, [{ key: 'good:1', value: pinned('good') }]);
  for (const body of [{}, null, ask('good@1'), ask([1]), { ...ask(['good@1']), kind: 'AdmissionReview' }, ask(Array.from({ length: 51 }, (_, index) => `good@${index}`))]) {
    const { response } = await post('/gatekeeper/validate', body);
    assert.deepEqual(response.items, []);
    assert.match(response.systemError, /cannot judge/);
  }
});

test('what is no question', async () => {
  const handle = createHandler(fakeGate());
  const status = async (path, init) => (await handle(new Request(`https://gate.example${path}`, init))).status;
  const json = { 'content-type': 'application/json' };
  assert.equal(await status('/nothing', { method: 'POST', headers: json, body: '{}' }), 404);
  assert.equal(await status('/validate'), 405);
  assert.equal(await status('/validate', { method: 'POST', body: '{}' }), 415);
  assert.equal(await status('/validate', { method: 'POST', headers: json, body: ' '.repeat((8 << 20) + 1) }), 413);
  assert.equal(await status('/healthz'), 200);
});

test('the manifests to apply: every kind that is judged is sent, and no answer is a no', () => {
  const manifest = (name) => readFileSync(new URL(`../worker-gate/kubernetes/${name}.yaml`, import.meta.url), 'utf8');
  const webhooks = manifest('webhooks').split(/^---$/m);
  assert.equal(webhooks.length, 2);
  const plural = Object.keys(templates).map((name) => `${name.split(' ')[1].toLowerCase()}s`);
  for (const text of webhooks) {
    const resources = [...text.matchAll(/resources: \[(.*)\]/g)].flatMap(([, list]) => list.split(', '));
    assert.deepEqual(resources.sort(), [...plural, 'pods/ephemeralcontainers'].sort());
    for (const line of ['failurePolicy: Fail', 'sideEffects: None', 'admissionReviewVersions: [v1]', 'operations: [CREATE, UPDATE]']) assert.ok(text.includes(line), line);
  }
  assert.deepEqual([...webhooks.join().matchAll(/workers\.dev(\/\S+)/g)].map(([, path]) => path), ['/mutate', '/validate']);
  const provided = [...manifest('gatekeeper').matchAll(/:8443(\/\S+)/g)].map(([, path]) => path);
  assert.deepEqual(provided, ['/gatekeeper/validate', '/gatekeeper/pin']);
});

test('an image without decision is not admitted', async (context) => {
  context.mock.method(console, 'error', () => undefined);
  const gate = { decide: async () => new Map([['good@1', { admitted: 'yes' }]]) };
  for (const image of ['good@1', 'other']) {
    assert.equal((await post('/validate', reviewOf(pod(image)), { gate })).response.allowed, false);
    assert.equal((await post('/mutate', reviewOf(pod(image)), { gate })).response.allowed, false);
    assert.equal((await post('/check', { image }, { gate })).admitted, false);
    const request = { apiVersion: 'externaldata.gatekeeper.sh/v1beta1', kind: 'ProviderRequest', request: { keys: [image] } };
    assert.deepEqual((await post('/gatekeeper/pin', request, { gate })).response.items, [{ key: image, error: 'not judged' }]);
  }
});
