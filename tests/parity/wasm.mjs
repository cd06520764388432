// Reads lines {"case", "expected"} and judges each case in WebAssembly; exit status 1 when a verdict is another one.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isFiner, isText, outcome } from '../node/case.mjs';

const save = process.argv[2];
let [judged, differ] = [0, 0];
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { case: subject, expected } = JSON.parse(line);
  if (isFiner(subject) || isText(subject)) continue;
  const found = await outcome(subject, {});
  judged += 1;
  try {
    assert.deepEqual(found, { trust: '', codes: [], verdict: '', ...expected });
  } catch {
    differ += 1;
    console.log(`${subject.id}: Rust ${JSON.stringify(expected)}, WebAssembly ${JSON.stringify(found)}`);
    writeFileSync(join(save, `${subject.id}.json`), JSON.stringify(subject, null, 1));
  }
}
console.log(`WebAssembly: ${judged} cases, ${differ} differ from Rust`);
process.exitCode = differ === 0 ? 0 : 1;
