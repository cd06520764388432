// The gate's decisions: every layout that notation signed, through a registry, and what a registry or a user may try.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createGate, LimitError } from '../worker-gate/src/gate/gate.js';
import { flow, flowNames, repositoryOf, startLayoutRegistry, startRegistry, trustOf, withCrl } from './support.mjs';

const GOOD = 'own-tag-schema';
const closing = [];
after(() => closing.forEach((registry) => registry.close()));

const within = (milliseconds = 20_000) => AbortSignal.timeout(milliseconds);

/** A gate for a case, at its time, and its registry. */
async function gateFor(name, { registry, intercept, referrersApi, ...options } = {}) {
  const subject = flow(name);
  const used = registry ?? (await startLayoutRegistry({ [repositoryOf(subject)]: subject.layout }, { intercept, referrersApi }));
  if (!registry) closing.push(used);
  const gate = createGate({
    trust: await trustOf(subject),
    fetch: withCrl(subject, used.fetch),
    now: () => new Date(subject.verifyAt),
    userMetadata: subject.userMetadata,
    ...options,
  });
  const decide = async (image, how = {}) => (await gate.decide([image], { signal: within(), ...how })).get(image);
  return { subject, gate, decide, registry: used };
}

/** Where a gate must say something else than notation. */
const DIFFERENT = {
  'akv-alpha4-as-stored': 'accepted', // S-15
  'tampered-two-layers-beside-good': 'accepted', // S-16
};

for (const name of flowNames.filter((name) => !name.startsWith('blob-'))) {
  const { expected, title, reference } = flow(name);
  test(`${name}: ${title}`, async () => {
    const { decide } = await gateFor(name);
    const decision = await decide(reference);
    const wanted = DIFFERENT[name] ?? expected;
    assert.equal(decision.admitted, wanted === 'accepted', decision.message);
    if (wanted === 'not-verified') assert.equal(decision.code, 'not-verified');
    if (decision.admitted) assert.equal(decision.pinned, reference);
    else assert.equal(decision.pinned, undefined);
  });
}

test('referrers by the tag schema', async () => {
  const { decide, subject } = await gateFor(GOOD, { referrersApi: false });
  assert.equal((await decide(subject.reference)).admitted, true);
});

test('a tag is denied, without a request; with pin it becomes the digest that was verified', async () => {
  const { decide, subject, registry } = await gateFor(GOOD);
  const image = `${subject.scope}:${subject.tag}`;
  const denied = await decide(image);
  assert.deepEqual([denied.admitted, denied.code], [false, 'tag']);
  assert.match(denied.message, /names a tag \(v1\).*can be moved.*Write myregistry\.azurecr\.io\/net-monitor@sha256:…/);
  assert.deepEqual(registry.requests, []);

  const pinned = await decide(image, { pin: true });
  assert.deepEqual([pinned.admitted, pinned.pinned], [true, subject.reference]);
});

test('what a tag points to is never kept', async () => {
  let moved = false;
  const { decide, subject, registry } = await gateFor(GOOD, {
    intercept: ({ path }) => (moved && path.endsWith('/manifests/v1') ? { body: '{"schemaVersion":2}' } : undefined),
  });
  const image = `${subject.scope}:${subject.tag}`;
  assert.equal((await decide(image, { pin: true })).admitted, true);
  moved = true;
  const before = registry.requests.length;
  const decision = await decide(image, { pin: true });
  assert.equal(decision.admitted, false, decision.message);
  assert.ok(registry.requests.length > before);
});

test('a tag that points to another image than the signed one is denied with pin, too', async () => {
  const { decide, subject } = await gateFor('tampered-manifest-swapped');
  const decision = await decide(`${subject.scope}:${subject.tag}`, { pin: true });
  assert.equal(decision.admitted, false);
});

test('tag and digest: the digest counts, as for the runtime', async () => {
  const { decide, subject, registry } = await gateFor(GOOD);
  const [repository, digest] = subject.reference.split('@');
  const decision = await decide(`${repository}:other@${digest}`);
  assert.deepEqual([decision.admitted, decision.pinned], [true, subject.reference]);
  assert.ok(!registry.requests.some((request) => request.includes('other')));
});

test('a signature for another image does not help, and neither does another digest', async () => {
  const { decide, subject } = await gateFor(GOOD);
  const decision = await decide(`${subject.scope}@sha256:${'0'.repeat(64)}`);
  assert.deepEqual([decision.admitted, decision.code], [false, 'registry-not-found']);
});

test('the same signed image in another repository: no statement, no request', async () => {
  const { decide, subject, registry } = await gateFor(GOOD, { registries: ['myregistry.azurecr.io'] });
  const decision = await decide(subject.reference.replace('net-monitor', 'copy'));
  assert.equal(decision.admitted, false);
  assert.match(decision.message, /myregistry\.azurecr\.io\/copy/);
  assert.deepEqual(registry.requests, []);
});

test('a registry that sends another manifest than the digest says', async () => {
  const { decide, subject } = await gateFor(GOOD, {
    intercept: ({ path }) => (path.includes('/manifests/sha256:a3a04b') ? { body: '{"schemaVersion":2}', headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' } } : undefined),
  });
  const decision = await decide(subject.reference);
  assert.deepEqual([decision.admitted, decision.code], [false, 'registry-invalid'], decision.message);
});

test('a registry that fails, and one that does not answer', async () => {
  const failing = await gateFor(GOOD, { intercept: () => ({ status: 500 }) });
  const failed = await failing.decide(failing.subject.reference);
  assert.deepEqual([failed.admitted, failed.code], [false, 'registry-unreachable']);
  assert.match(failed.message, /"myregistry\.azurecr\.io\/net-monitor@sha256:.*the status is 500/);

  const silent = await gateFor(GOOD, { intercept: () => 'silence' });
  const started = Date.now();
  const decision = await silent.decide(silent.subject.reference, { signal: within(300) });
  assert.deepEqual([decision.admitted, decision.code], [false, 'timeout']);
  assert.ok(Date.now() - started < 3000);
});

test('only registries that the policy or the operator names are asked', async () => {
  const policy = (scopes) => ({
    version: '1.0',
    trustPolicies: [{ name: 'all', registryScopes: scopes, signatureVerification: { level: 'strict' }, trustStores: ['ca:wabbit-networks.io'], trustedIdentities: ['*'] }],
  });
  const { trustStores } = await trustOf(flow(GOOD));
  const wildcard = { trustPolicy: policy(['*']), trustStores };
  const closed = await gateFor(GOOD, { trust: wildcard });
  const decision = await closed.decide(closed.subject.reference);
  assert.deepEqual([decision.admitted, decision.code], [false, 'registry']);
  assert.match(decision.message, /REGISTRIES/);
  assert.deepEqual(closed.registry.requests, []);
  await assert.rejects(closed.gate.check(), /REGISTRIES/);

  const open = await gateFor(GOOD, { trust: wildcard, registries: ['myregistry.azurecr.io'] });
  assert.equal((await open.decide(open.subject.reference)).admitted, true);
  assert.equal((await open.decide('169.254.169.254/latest/meta-data@sha256:' + '0'.repeat(64))).code, 'registry');
  await open.gate.check();
});

test('not verified: denied, unless the operator says otherwise; nothing is fetched', async () => {
  const strict = await gateFor('extra-skip');
  const denied = await strict.decide(strict.subject.reference);
  assert.deepEqual([denied.admitted, denied.code], [false, 'not-verified']);
  const open = await gateFor('extra-skip', { allowNotVerified: true });
  const decision = await open.decide(open.subject.reference);
  assert.deepEqual([decision.admitted, decision.code, decision.pinned], [true, 'not-verified', undefined]);
  assert.equal(decision.warnings.length, 1);
  assert.deepEqual([...strict.registry.requests, ...open.registry.requests], []);
});

/** The policy of a case at another level. */
async function trustAt(subject, level) {
  const trust = await trustOf(subject);
  const policy = JSON.parse(new TextDecoder().decode(trust.trustPolicy));
  policy.trustPolicies[0].signatureVerification.level = level;
  return { ...trust, trustPolicy: policy };
}

test('audit accepts a signer that nobody knows; the gate does not', async () => {
  const trust = await trustAt(flow('ca-wrong-store'), 'audit');
  const { decide, subject } = await gateFor('ca-wrong-store', { trust });
  const decision = await decide(subject.reference);
  assert.deepEqual([decision.admitted, decision.code, decision.verdict.result, decision.verdict.trust], [false, 'trust', 'accepted', 'none']);
  assert.match(decision.message, /authenticity/);
});

test('trust partial is admitted with a warning, unless full is required', async () => {
  const name = 'extra-expired-permissive';
  const partial = await gateFor(name);
  const decision = await partial.decide(partial.subject.reference);
  assert.equal(decision.admitted, true);
  assert.match(decision.warnings.join(), /expir/);
  const full = await gateFor(name, { requireTrust: 'full' });
  const denied = await full.decide(full.subject.reference);
  assert.deepEqual([denied.admitted, denied.code], [false, 'trust']);
  assert.throws(() => createGate({ trust: {}, requireTrust: 'any' }), /requireTrust/);
});

test('revoked is denied, and an answer is asked for at allowed hosts only', async () => {
  const revoked = await gateFor('crl-revoked-strict');
  const decision = await revoked.decide(revoked.subject.reference);
  assert.match(decision.message, /revocation.*revoked/);
  const none = await gateFor('crl-good-strict', { evidenceHosts: [] });
  const unknown = await none.decide(none.subject.reference);
  assert.equal(unknown.admitted, false);
  assert.match(unknown.message, /is not allowed/);
});

test('an accepted verdict is kept for an hour at most, and not beyond validUntil', async () => {
  const subject = flow(GOOD);
  let now = Date.parse(subject.verifyAt);
  const { decide, registry } = await gateFor(GOOD, { now: () => new Date(now) });
  const asks = async () => {
    const before = registry.requests.length;
    const { admitted } = await decide(subject.reference);
    return [admitted, registry.requests.length > before];
  };
  assert.deepEqual(await asks(), [true, true]);
  assert.deepEqual(await asks(), [true, false]);
  now += 3_599_000;
  assert.deepEqual(await asks(), [true, false]);
  now += 1000;
  assert.deepEqual(await asks(), [true, true]);
  now -= 2000;
  assert.deepEqual(await asks(), [true, true], 'a clock that was set back');
  now = Date.parse('2027-11-21T09:52:48Z');
  assert.deepEqual(await asks(), [true, true], 'the last second of the certificate');
  now += 1000;
  assert.deepEqual(await asks(), [false, true]);
});

test('a short life: validUntil ends it before the hour', async () => {
  const subject = flow('short-unstamped-valid');
  let now = Date.parse(subject.verifyAt);
  const { decide, registry } = await gateFor('short-unstamped-valid', { now: () => new Date(now) });
  const { verdict } = await decide(subject.reference);
  const end = Date.parse(verdict.validUntil);
  assert.ok(end - now < 3_600_000, verdict.validUntil);
  const before = registry.requests.length;
  now = end - 1;
  assert.deepEqual([(await decide(subject.reference)).admitted, registry.requests.length], [true, before]);
  now = end;
  await decide(subject.reference);
  assert.ok(registry.requests.length > before);
  now = end + 1000;
  assert.equal((await decide(subject.reference)).admitted, false);
});

test('what is kept for one repository says nothing about another', async () => {
  const subject = flow(GOOD);
  const { trustStores } = await trustOf(subject);
  const stranger = await trustOf(flow('ca-jws'));
  const statement = (name, store) => ({ name, registryScopes: [`myregistry.azurecr.io/${name}`], signatureVerification: { level: 'strict' }, trustStores: [store], trustedIdentities: ['*'] });
  const trustPolicy = { version: '1.0', trustPolicies: [statement('net-monitor', 'ca:wabbit-networks.io'), statement('strict', 'ca:GlobalSign')] };
  const registry = await startLayoutRegistry({ 'net-monitor': subject.layout, strict: subject.layout });
  closing.push(registry);
  const { decide } = await gateFor(GOOD, { registry, trust: { trustPolicy, trustStores: { ...trustStores, ...stranger.trustStores } } });
  assert.equal((await decide(subject.reference)).admitted, true);
  const decision = await decide(subject.reference.replace('net-monitor', 'strict'));
  assert.deepEqual([decision.admitted, decision.verdict.signatures[0].checks[1].finding.code], [false, 'authenticity.untrusted-chain']);
});

test('denials are not kept', async () => {
  const { decide, subject, registry } = await gateFor('own-unsigned');
  const first = await decide(subject.reference);
  assert.equal(first.code, 'rejected');
  const before = registry.requests.length;
  await decide(subject.reference);
  assert.ok(registry.requests.length > before);
});

test('many images: each once, one failing alone, more than the limit refused', async () => {
  const { gate, subject, registry } = await gateFor(GOOD);
  const bad = `${subject.scope}@sha256:${'1'.repeat(64)}`;
  const decisions = await gate.decide([subject.reference, bad, ...Array(10_000).fill(subject.reference)], { signal: within() });
  assert.deepEqual([decisions.size, decisions.get(subject.reference).admitted, decisions.get(bad).admitted], [2, true, false]);
  assert.equal(registry.requests.filter((request) => request.includes('/manifests/sha256:a3a04b')).length, 1);
  const many = Array.from({ length: 10_000 }, (_, index) => `registry.example/a${index}`);
  await assert.rejects(gate.decide(many, { signal: within() }), LimitError);
});

test('a policy that cannot be used denies, and says so', async () => {
  const { gate, decide, subject } = await gateFor(GOOD, { trust: { trustPolicy: '{"version":"1.0"', trustStores: {} } });
  const decision = await decide(subject.reference);
  assert.deepEqual([decision.admitted, decision.code], [false, 'invalid-trust-policy']);
  await assert.rejects(gate.check(), /trust policy cannot be used/);
});

test('what an attacker writes does not reach a terminal', async () => {
  const { decide } = await gateFor(GOOD);
  for (const image of ['\u001b[2Jnginx', 'a\u202Eb', `x@${'\u0007'.repeat(500)}`, 'y'.repeat(100_000)]) {
    const { admitted, code, message } = await decide(image);
    assert.deepEqual([admitted, code], [false, 'malformed']);
    assert.doesNotMatch(message, /[\p{Cc}\p{Cf}]/u);
    assert.ok(message.length < 1600);
  }
});
