// What the package says about its own forms: codes, JSON Schema.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codes } from '../build/modules/codes.js';
import * as glue from '../dist/core.js';
import { init } from '../dist/entries/node.js';
import { problems } from './json-schema.mjs';
import { flow, flowArguments, sealcheck } from './support.mjs';

const schema = JSON.parse(readFileSync(new URL('../schema/verdict.json', import.meta.url), 'utf8'));

test('the codes are those of the core, in types and in the schema', async () => {
  await init();
  const core = [...glue.findingCodes()].sort();
  assert.deepEqual([...codes].sort(), core);
  assert.deepEqual([...schema.$defs.code.enum].sort(), core);
});

test('the schema refuses what is no verdict', () => {
  const verdict = JSON.parse(sealcheck([...flowArguments(flow('ca-jws')), '-o', 'json']).stdout);
  assert.deepEqual(problems(schema, verdict), []);
  const broken = (change) => {
    const copy = structuredClone(verdict);
    change(copy);
    return problems(schema, copy).length > 0;
  };
  const changes = [
    (copy) => (copy.schema = 'urn:sealcheck:verdict:2'),
    (copy) => (copy.result = 'rejected'),
    (copy) => (copy.acceptedBy = null),
    (copy) => (copy.validUntil = null),
    (copy) => delete copy.wanted,
    (copy) => (copy.more = 1),
    (copy) => copy.signatures[0].checks.pop(),
    (copy) => copy.signatures[0].checks.reverse(),
    (copy) => (copy.signatures[0].checks[0].status = 'ok'),
    (copy) => (copy.signatures[0].checks[0].evidence.other = 1),
    (copy) => (copy.signatures[0].certificates[0].notAfter = '2027'),
    (copy) => (copy.warnings = [{ code: 'no.such', message: '' }]),
  ];
  for (const change of changes) assert.ok(broken(change), String(change));
});
