// One call of the command line over a fleet: what an image costs does not grow, and neither does the memory.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { main } from '../../npm/test/support.mjs';
import { startRegistries, trustFor } from './start.mjs';

const IMAGES = 250;
const FLEET = 2000;
const MAX_MEMORY = 450 << 20;

const temporary = mkdtempSync(join(tmpdir(), 'sealcheck-audit-'));
let registries;
before(async () => {
  registries = await startRegistries({ images: IMAGES });
  writeFileSync(join(temporary, 'policy.json'), JSON.stringify(trustFor(registries).trustPolicy));
  writeFileSync(join(temporary, 'root.pem'), registries.Root);
}, { timeout: 600_000 });
after(() => {
  registries?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

/** Says at its end how much memory the process had at most. */
const measured = 'data:text/javascript,process.on("exit",()=>process.stderr.write(`\\nmaxRSS ${process.resourceUsage().maxRSS}\\n`))';

function audit(references) {
  const trust = ['--trust-policy', join(temporary, 'policy.json'), '--trust-store', `ca:wabbit=${join(temporary, 'root.pem')}`];
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', measured, main, 'verify', '-', '--output', 'json', ...trust]);
  child.stdin.end(references.join('\n'));
  const read = async (stream) => Buffer.concat(await stream.toArray()).toString();
  const texts = Promise.all([read(child.stdout), read(child.stderr)]);
  return new Promise((resolve) => {
    child.on('close', async (status) => {
      const [stdout, stderr] = await texts;
      const each = (performance.now() - start) / references.length;
      const memory = Math.max(...[...stderr.matchAll(/maxRSS (\d+)/g)].map(([, kibibytes]) => Number(kibibytes) * 1024));
      const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
      console.log(`# ${references.length} images: ${each.toFixed(1)} ms each, ${Math.round(memory / (1 << 20))} MiB at most`);
      resolve({ status, lines, stderr, each, memory });
    });
  });
}

test(`${FLEET} images in one call`, async () => {
  const few = await audit(registries.Many);
  assert.equal(few.status, 0, few.stderr);
  assert.deepEqual(few.lines.map(({ result, artifact }) => `${result} ${artifact.reference}`), registries.Many.map((reference) => `accepted ${reference}`));

  const fleet = Array.from({ length: FLEET }, (_, index) => registries.Many[index % IMAGES]);
  const [missing, nobody] = [`${registries.Referrers}/fleet/app-9999:v1`, '127.0.0.1:9/x:v1'];
  fleet[700] = missing;
  fleet[1500] = nobody;
  const many = await audit(fleet);
  assert.equal(many.status, 4);
  assert.equal(many.lines.length, FLEET);
  many.lines.forEach(({ result, artifact, error, reference }, index) => {
    if (index === 700) assert.deepEqual([reference, error.code], [missing, 'registry-not-found']);
    else if (index === 1500) assert.deepEqual([reference, error.code], [nobody, 'registry-unreachable']);
    else assert.deepEqual([result, artifact.reference], ['accepted', fleet[index]]);
  });
  // Loosely, because other things run beside: starting up is part of both.
  assert.ok(many.each < 2 * few.each, `${many.each} ms each, with fewer images ${few.each}`);
  assert.ok(many.memory < MAX_MEMORY && many.memory < 2 * few.memory, `${many.memory} bytes, with fewer images ${few.memory}`);
});
