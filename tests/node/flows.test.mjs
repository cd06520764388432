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

/**
 * Cases that need a timestamp token or revocation evidence judged, which this version cannot: that check is
 * `inconclusive`, which rejects where the policy enforces it and changes nothing where it only logs it. A case leaves
 * this list when it is judged; the test fails for an entry that no longer belongs here.
 */
const NOT_JUDGED_YET = {
  'ca-permissive-unreachable': 'revocation',
  'ca-strict-unreachable': 'revocation',
  'crl-good-strict': 'revocation',
  'crl-revoked-permissive': 'revocation',
  'crl-revoked-strict': 'revocation',
  'own-jws-timestamped': 'authenticTimestamp',
  'own-timestamped': 'authenticTimestamp',
  'short-after-expiry-option': 'authenticTimestamp',
  'short-always-stamped-expired': 'authenticTimestamp',
  'short-timestamped-expired': 'authenticTimestamp',
  'short-timestamped-valid': 'authenticTimestamp',
  'short-wrong-tsa-root': 'authenticTimestamp',
};

const schema = JSON.parse(readFileSync(new URL('../../npm/schema/verdict.json', import.meta.url), 'utf8'));

test('there are 68 cases, and every list names existing ones', () => {
  assert.equal(flowNames.length, 68);
  for (const name of [DIFFERENT, UNREADABLE, NOT_JUDGED_YET].flatMap(Object.keys)) assert.ok(flowNames.includes(name), name);
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

    const rows = verdict.signatures.flatMap(({ checks }) => checks);
    const unjudged = rows.filter(({ finding }) => finding?.code.endsWith('.not-judged'));
    const expected = DIFFERENT[name]?.[0] ?? subject.expected;
    const check = NOT_JUDGED_YET[name];
    if (check === undefined) {
      assert.deepEqual(unjudged, [], 'belongs among NOT_JUDGED_YET');
      assert.equal(verdict.result, expected);
      return;
    }
    assert.ok(unjudged.some((row) => row.name === check && row.status === 'inconclusive'), 'NOT_JUDGED_YET is stale');
    if (unjudged.some(({ action }) => action === 'enforce')) {
      assert.equal(verdict.result, 'rejected');
      assert.equal(verdict.reason.code, `${check}.not-judged`, 'the unjudged row decides');
    } else {
      assert.equal(verdict.result, expected);
    }
  });
}

test('a difference from notation that is none any more', () => {
  const same = Object.keys(DIFFERENT).filter((name) => flow(name).expected === DIFFERENT[name][0]);
  // Notation accepts this one too, by the order in which it met the signatures (S-16).
  assert.deepEqual(same, ['tampered-two-layers-beside-good']);
});
