// What a verification costs beside its signature checks, in WebAssembly under this Node, as ratios within one run; and
// whether memory stays flat. `cargo xtask bench` runs it; numbers are of the machine it runs on.
//
//   node tests/bench/main.mjs [--verifications 10000] [--rounds 15]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { initSync, Trust, Verification } from '../../npm/dist/generated/glue.js';

const { values } = parseArgs({
  options: { verifications: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '15' } },
});
const ROUNDS = Number(values.rounds);
const VERIFICATIONS = Number(values.verifications);
/** The bound for one JWS with a chain of three. */
const BOUND = 1.3;

const { memory } = initSync({ module: readFileSync(new URL('../../npm/dist/core.wasm', import.meta.url)) });
const { certificates, cases } = JSON.parse(
  readFileSync(new URL('../vectors/notation/envelopes.json', import.meta.url), 'utf8'),
);
const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

function subject(id) {
  const found = cases.find((one) => one.id === id);
  const entry = (name, index) => ({ name: `#${index + 1}`, data: bytes(certificates[name.slice(1)]) });
  const trust = new Trust({
    trustPolicy: new TextEncoder().encode(JSON.stringify(found.trustPolicy)),
    kind: 'oci',
    trustStores: Object.entries(found.trustStores).map(([name, entries]) => [name, entries.map(entry)]),
    plugins: [],
    maxSignatures: 100,
  });
  const signature = ({ envelope, mediaType }) => ({ envelope: bytes(envelope), mediaType });
  const request = {
    reference: found.reference,
    manifest: bytes(found.manifest),
    signatures: found.signatures.map(signature),
    currentDate: Date.parse(found.at),
    userMetadata: [],
  };
  return { trust, request };
}

/** One verification, from the JavaScript request to the verdict's text. */
function verify({ trust, request }) {
  const verification = Verification.oci(trust, request);
  const { done } = JSON.parse(verification.step());
  verification.free();
  if (done?.result !== 'accepted') throw new Error(`expected an accepted verdict: ${JSON.stringify(done?.reason)}`);
}

/** The signature checks of a request alone. */
function checks({ trust, request }) {
  const verification = Verification.oci(trust, request);
  const questions = verification.signatureQuestions();
  verification.free();
  return questions;
}

/** Milliseconds per call: enough calls to last 30 ms. */
function time(act) {
  let calls = 1;
  for (;;) {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) act();
    const elapsed = performance.now() - start;
    if (elapsed >= 30) return elapsed / calls;
    calls *= 2;
  }
}

const sorted = (numbers) => [...numbers].sort((left, right) => left - right);
const median = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)];
const shown = (number) => number.toFixed(3).padStart(8);

console.log(`Node ${process.version}, ${process.arch}; median of ${ROUNDS} rounds, both sides in turn`);
console.log('subject                   checks     verify   checks   ratio (spread)');
let worst = 0;
for (const id of ['jws-ps256-x509-chain3', 'jws-es256-x509-chain3', 'cose-ps256-x509-chain3', 'cose-es256-x509-chain3']) {
  const one = subject(id);
  const questions = checks(one);
  const both = () => questions.every((question) => question.check()) || process.exit(1);
  time(() => verify(one));
  time(both);
  const rounds = Array.from({ length: ROUNDS }, () => ({ verify: time(() => verify(one)), checks: time(both) }));
  const ratios = sorted(rounds.map((round) => round.verify / round.checks));
  worst = Math.max(worst, median(ratios));
  const spread = `${ratios[0].toFixed(2)}–${ratios.at(-1).toFixed(2)}`;
  const [whole, alone] = [median(rounds.map((round) => round.verify)), median(rounds.map((round) => round.checks))];
  console.log(`${id.padEnd(24)} ${String(questions.length).padStart(7)} ${shown(whole)} ms ${shown(alone)} ms  ${median(ratios).toFixed(2)} (${spread})`);
}
console.log(`a verification costs at most ${worst.toFixed(2)} times its signature checks (bound ${BOUND})`);

const flat = subject('jws-es256-x509-chain3');
const sizes = [];
for (let count = 1; count <= VERIFICATIONS; count += 1) {
  verify(flat);
  if (count === 10 || count === VERIFICATIONS) sizes.push(memory.buffer.byteLength);
}
console.log(`linear memory: ${sizes[0]} bytes after 10 verifications, ${sizes[1]} after ${VERIFICATIONS}`);
if (sizes[0] !== sizes[1]) {
  console.log('linear memory is not flat');
  process.exitCode = 1;
}
if (worst > BOUND) {
  console.log('over the bound');
  process.exitCode = 1;
}
