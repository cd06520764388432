// `sealcheck/element` where there is no DOM; in browsers web/test has it in every state.
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('the element can be imported where there is no DOM, and registers nothing', async () => {
  const { SealcheckVerdict, stateOf, stateWords } = await import('../dist/element/index.js');
  assert.equal(typeof SealcheckVerdict, 'function');
  assert.equal(stateWords.verified, 'Verified');
  const accepted = { result: 'accepted', acceptedBy: 0, signatures: [] };
  assert.deepEqual(['full', 'partial', 'none'].map((trust) => stateOf({ ...accepted, trust })), ['verified', 'warnings', 'unknown']);
  assert.equal(stateOf({ result: 'not-verified', signatures: [] }), 'skip');
  assert.equal(stateOf({ result: 'rejected', signatures: [] }), 'untrusted');
});
