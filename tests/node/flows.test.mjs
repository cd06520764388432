// Every layout and blob that notation signed, through the command line, at the time at which notation judged it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { verify } from '../../npm/dist/entries/node.js';
import { readLayout } from '../../npm/dist/host/index.js';
import { problems } from '../../npm/test/json-schema.mjs';
import { flow, flowArguments, flowNames, sealcheck, trustOf } from '../../npm/test/support.mjs';

const EXIT = { accepted: 0, rejected: 1, 'not-verified': 3 };

/** Where Sealcheck differs from notation on purpose, with the row that says why. */
const DIFFERENT = { 'akv-alpha4-as-stored': ['accepted', 'S-15'], 'tampered-two-layers-beside-good': ['accepted', 'S-16'] };

/** Layouts that contradict themselves may end as an error that names the file (README of the flows). */
const UNREADABLE = { 'tampered-manifest-bytes': 'a3a04b07486633003fd120796a8edf8ec11b20d5ac4eb6d2c2143c4e620d88f1' };

/**
 * Cases that a revocation list answered. The command line does not read evidence from files yet, so there the check is
 * `inconclusive`, which rejects where the policy enforces it and changes nothing where it only logs it; given the list,
 * the package judges as notation did. The test fails for an entry that no longer belongs here.
 */
const NEEDS_EVIDENCE = ['crl-good-strict', 'crl-revoked-permissive', 'crl-revoked-strict'];

const schema = JSON.parse(readFileSync(new URL('../../npm/schema/verdict.json', import.meta.url), 'utf8'));

test('there are 68 cases, and every list names existing ones', () => {
  assert.equal(flowNames.length, 68);
  for (const name of [...[DIFFERENT, UNREADABLE].flatMap(Object.keys), ...NEEDS_EVIDENCE]) assert.ok(flowNames.includes(name), name);
});

for (const name of flowNames) {
  const subject = flow(name);
  test(`${name}: ${subject.title}`, () => {
    const { status, stdout, stderr } = sealcheck([...flowArguments(subject), '--output', 'json']);
    if (status === 4) {
      assert.ok(name in UNREADABLE, stderr);
      assert.match(stderr, new RegExp(UNREADABLE[name]));
      assert.equal(stdout, '');
      return;
    }
    const verdict = JSON.parse(stdout);
    assert.deepEqual(problems(schema, verdict), []);
    assert.equal(status, EXIT[verdict.result], stderr);

    const expected = DIFFERENT[name]?.[0] ?? subject.expected;
    if (!NEEDS_EVIDENCE.includes(name)) {
      assert.equal(verdict.result, expected);
      return;
    }
    const [{ checks }] = verdict.signatures;
    const revocation = checks.find((check) => check.name === 'revocation');
    assert.deepEqual([revocation.status, revocation.finding.code], ['inconclusive', 'revocation.unknown'], 'NEEDS_EVIDENCE is stale');
    if (revocation.action === 'enforce') assert.equal(verdict.reason.code, 'revocation.unknown', 'the missing answer decides');
    else assert.equal(verdict.result, expected);
  });
}

for (const name of NEEDS_EVIDENCE) {
  test(`${name}, given the list that answered`, async () => {
    const { folder, layout, reference, verifyAt, expected, config, failing } = flow(name);
    const artifact = await (await readLayout(layout)).artifact(reference);
    const evidence = { crls: [{ crl: readFileSync(`${folder}/crl/leaf.crl`) }] };
    const trust = await trustOf({ config });
    const verdict = await verify({ ...trust, ...artifact, currentDate: new Date(verifyAt), evidence });
    assert.deepEqual(problems(schema, verdict), []);
    assert.equal(verdict.result, expected);
    const revocation = verdict.signatures[0].checks.find((check) => check.name === 'revocation');
    const isRevoked = /is revoked/.test(failing ?? '');
    assert.deepEqual([revocation.status, revocation.finding?.code], isRevoked ? ['failed', 'revocation.revoked'] : ['passed', undefined]);
  });
}

test('a difference from notation that is none any more', () => {
  const same = Object.keys(DIFFERENT).filter((name) => flow(name).expected === DIFFERENT[name][0]);
  // Notation accepts this one too, by the order in which it met the signatures (S-16).
  assert.deepEqual(same, ['tampered-two-layers-beside-good']);
});
