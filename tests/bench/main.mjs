// What a verification costs beside its signature checks, in WebAssembly under this Node, as ratios within one run, also
// with revocation and timestamp evidence and with a large CRL; and whether memory stays flat. `cargo xtask bench` runs it; numbers are of the machine it runs on.
//
//   node tests/bench/main.mjs [--verifications 10000] [--rounds 15]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Hasher, initSync, Trust, Verification } from '../../npm/dist/core.js';
import { world } from './large-crl.mjs';

const { values } = parseArgs({
  options: { verifications: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '15' } },
});
const ROUNDS = Number(values.rounds);
const VERIFICATIONS = Number(values.verifications);
/** For one envelope with a chain of three, with and without evidence. */
const BOUND = 1.3;
/** About 4 MB. */
const CRL_ENTRIES = 100_000;
/** Against the checks of its signatures, of which hashing the CRL is the larger part; and twice the entries against once. */
const CRL_BOUND = 1.5;
const LINEAR_BOUND = 2.5;
/** Growth of the linear memory in sizes of the CRL. */
const MEMORY_BOUND = 2;
/** In tests/vectors/notation: what is judged by each of these. */
const SUBJECTS = {
  envelopes: ['jws-ps256-x509-chain3', 'jws-es256-x509-chain3', 'cose-ps256-x509-chain3', 'cose-es256-x509-chain3'],
  // Timestamp, OCSP and CRL for signer and authority; timestamp, CRL of both; timestamp, OCSP of both.
  'short-lived': ['short-lived-good'],
  'revocation-tsa': ['tsa-both-good', 'tsa-ocsp-good'],
};

const { memory } = initSync({ module: readFileSync(new URL('../../npm/dist/core.wasm', import.meta.url)) });
const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

function subject({ certificates, cases }, id) {
  const found = cases.find((one) => one.id === id);
  const entry = (name, index) => ({ name: `#${index + 1}`, data: bytes(certificates[name.slice(1)]) });
  const trust = new Trust({
    trustPolicy: new TextEncoder().encode(JSON.stringify(found.trustPolicy)),
    kind: 'oci',
    trustStores: Object.entries(found.trustStores).map(([name, entries]) => [name, entries.map(entry)]),
    plugins: [],
    maxSignatures: 100,
  });
  const { ocsp = [], crls = [] } = found.evidence ?? {};
  const request = {
    reference: found.reference,
    manifest: bytes(found.manifest),
    signatures: found.signatures.map(({ envelope, mediaType }) => ({ envelope: bytes(envelope), mediaType })),
    currentDate: Date.parse(found.at),
    userMetadata: [],
    evidence: {
      ocsp: ocsp.map(({ url, response }) => ({ url, response: bytes(response) })),
      crls: crls.map(({ url, crl }) => ({ url, crl: bytes(crl) })),
      unavailable: [],
    },
  };
  return { id, trust, request };
}

const subjects = Object.entries(SUBJECTS).flatMap(([file, ids]) => {
  const vectors = JSON.parse(readFileSync(new URL(`../vectors/notation/${file}.json`, import.meta.url), 'utf8'));
  return ids.map((id) => subject(vectors, id));
});

/** One verification, from the JavaScript request to the verdict's text. */
function judge({ trust, request }) {
  const verification = Verification.oci(trust, request);
  const { done } = JSON.parse(verification.step());
  verification.free();
  return done;
}

function verify(subject) {
  const done = judge(subject);
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

const millisecondsOf = (rounds, side) => shown(median(rounds.map((round) => round[side])));
let failed = false;
const fail = (message) => {
  console.log(message);
  failed = true;
};

console.log(`Node ${process.version}, ${process.arch}; median of ${ROUNDS} rounds, both sides in turn`);
console.log('subject                   checks     verify   checks   ratio (spread)');
let worst = 0;
for (const one of subjects) {
  const questions = checks(one);
  const both = () => questions.every((question) => question.check()) || process.exit(1);
  time(() => verify(one));
  time(both);
  const rounds = Array.from({ length: ROUNDS }, () => ({ verify: time(() => verify(one)), checks: time(both) }));
  const ratios = sorted(rounds.map((round) => round.verify / round.checks));
  worst = Math.max(worst, median(ratios));
  const spread = `${ratios[0].toFixed(2)}–${ratios.at(-1).toFixed(2)}`;
  const [whole, alone] = [millisecondsOf(rounds, 'verify'), millisecondsOf(rounds, 'checks')];
  console.log(`${one.id.padEnd(24)} ${String(questions.length).padStart(7)} ${whole} ms ${alone} ms  ${median(ratios).toFixed(2)} (${spread})`);
}
console.log(`a verification costs at most ${worst.toFixed(2)} times its signature checks (bound ${BOUND})`);
if (worst > BOUND) fail('over the bound');

const flat = subjects.find(({ id }) => id === 'jws-es256-x509-chain3');
const sizes = [];
for (let count = 1; count <= VERIFICATIONS; count += 1) {
  verify(flat);
  if (count === 10 || count === VERIFICATIONS) sizes.push(memory.buffer.byteLength);
}
console.log(`linear memory: ${sizes[0]} bytes after 10 verifications, ${sizes[1]} after ${VERIFICATIONS}`);
if (sizes[0] !== sizes[1]) fail('linear memory is not flat');

// A CRL is searched in one pass: its cost is that of its signature, it grows no faster than the list, and memory holds
// it once. Last, because the linear memory never shrinks.
const { trust: options, withCrl } = world();
const trust = new Trust(options);
const [short, long, double] = [1, CRL_ENTRIES, 2 * CRL_ENTRIES].map((entries) => ({ trust, ...withCrl(entries) }));
const megabytes = (long.size / 1e6).toFixed(1);
verify(short);
const before = memory.buffer.byteLength;
verify(long);
const grown = memory.buffer.byteLength - before;
const { reason } = judge({ trust, ...withCrl(CRL_ENTRIES, { revoked: true }) });
if (reason?.code !== 'revocation.revoked') throw new Error(`the last entry was not found: ${JSON.stringify(reason)}`);
const questions = checks(short);
const [{ crl }] = long.request.evidence.crls;
const signatures = () => {
  const hasher = new Hasher('sha256');
  hasher.update(crl);
  hasher.free();
  return questions.every((question) => question.check()) || process.exit(1);
};
time(signatures);
const rounds = Array.from({ length: ROUNDS }, () => ({
  short: time(() => verify(short)),
  long: time(() => verify(long)),
  double: time(() => verify(double)),
  checks: time(signatures),
}));
const ratio = (of) => median(rounds.map(of));
const [beside, twice] = [ratio((round) => round.long / round.checks), ratio((round) => (round.double - round.short) / (round.long - round.short))];
const [perMegabyte, perEntry] = [1e6 / long.size, 1e6 / CRL_ENTRIES].map((by) => (ratio((round) => round.long - round.short) * by).toFixed(2));
console.log(`a CRL of ${CRL_ENTRIES} entries, ${megabytes} MB: ${millisecondsOf(rounds, 'long').trim()} ms, with one entry ${millisecondsOf(rounds, 'short').trim()} ms; ${perMegabyte} ms a MB, ${perEntry} ns an entry`);
console.log(`the verification costs ${beside.toFixed(2)} times its signature checks with the hash of the CRL (bound ${CRL_BOUND})`);
console.log(`a CRL of twice the entries costs ${twice.toFixed(2)} times as much (bound ${LINEAR_BOUND})`);
console.log(`linear memory grew by ${grown} bytes, ${(grown / long.size).toFixed(2)} times the CRL (bound ${MEMORY_BOUND})`);
if (beside > CRL_BOUND) fail('over the bound');
if (twice > LINEAR_BOUND) fail('over the bound');
if (grown > MEMORY_BOUND * long.size) fail('over the bound');
if (failed) process.exitCode = 1;
