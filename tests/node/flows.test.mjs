// Every layout and blob that notation signed, through the command line, at the time at which notation judged it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { problems } from '../../npm/test/json-schema.mjs';
import { flow, flowArguments, flowNames, sealcheck } from '../../npm/test/support.mjs';

const EXIT = { accepted: 0, rejected: 1, 'not-verified': 3 };

/** Where Sealcheck differs from notation on purpose, with the row that says why. */
const DIFFERENT = { 'akv-alpha4-as-stored': ['accepted', 'S-15'], 'tampered-two-layers-beside-good': ['accepted', 'S-16'] };

/** Layouts that contradict themselves may end as an error that names the file (README of the flows). */
const UNREADABLE = { 'tampered-manifest-bytes': 'a3a04b07486633003fd120796a8edf8ec11b20d5ac4eb6d2c2143c4e620d88f1' };

const schema = JSON.parse(readFileSync(new URL('../../npm/schema/verdict.json', import.meta.url), 'utf8'));

test('there are 68 cases, and every list names existing ones', () => {
  assert.equal(flowNames.length, 68);
  for (const name of [DIFFERENT, UNREADABLE].flatMap(Object.keys)) assert.ok(flowNames.includes(name), name);
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

    assert.equal(verdict.result, DIFFERENT[name]?.[0] ?? subject.expected);
    if (!name.startsWith('crl-') || name.endsWith('-skip')) return;
    const revocation = verdict.signatures[0].checks.find((check) => check.name === 'revocation');
    const isRevoked = /is revoked/.test(subject.failing ?? '');
    assert.deepEqual([revocation.status, revocation.finding?.code], isRevoked ? ['failed', 'revocation.revoked'] : ['passed', undefined]);
  });
}

test('a difference from notation that is none any more', () => {
  const same = Object.keys(DIFFERENT).filter((name) => flow(name).expected === DIFFERENT[name][0]);
  // Notation accepts this one too, by the order in which it met the signatures (S-16).
  assert.deepEqual(same, ['tampered-two-layers-beside-good']);
});
