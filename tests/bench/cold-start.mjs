// What a fresh process pays for its first verdict, in Node: from the first line of the program, before anything is
// imported, to the answer; beside what else checks the same signatures. Every round starts one process of each kind.
//
//   node tests/bench/cold-start.mjs [--rounds 15]        (npm ci in tests/bench first)
//
// The subject is a JWS with a chain of three certificates and RSA keys: four signatures.
//   sealcheck          import and verify: parsing, policy, chain rules, signatures, verdict
//   sealcheck, wasm    the same with `crypto: 'wasm'`
//   node:crypto        nothing but the four raw signature checks, X509Certificate and verify
//   pkijs              signature and chain by pkijs over WebCrypto; no policy, no rules of Notary Project
//   import only        the package imported and not used
//
// On a busy machine a process waits for a processor; Linux says how long, and the column `ran` is without that.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const KINDS = ['sealcheck', 'sealcheck-wasm', 'node-crypto', 'pkijs', 'import-only'];
/** Milliseconds. */
const BOUND = 35;

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));

/** As in subject.mjs, which would bring its imports along. */
const decoded = (encoded) => ({
  ...encoded,
  manifest: bytes(encoded.manifest),
  signatures: [{ envelope: bytes(encoded.envelope) }],
  trustPolicy: bytes(encoded.trustPolicy),
  trustStores: Object.fromEntries(Object.entries(encoded.trustStores).map(([store, entries]) => [store, entries.map(bytes)])),
  currentDate: new Date(encoded.currentDate),
});

/** What the others check, taken apart before the time starts. */
const parts = ({ signatures: [{ envelope }] }) => {
  const { payload, protected: header, signature, header: { x5c } } = JSON.parse(Buffer.from(envelope));
  return { signed: Buffer.from(`${header}.${payload}`), signature: Buffer.from(signature, 'base64url'), chain: x5c.map((der) => Buffer.from(der, 'base64')) };
};

const work = {
  async sealcheck({ request }, crypto) {
    const { verify } = await import('../../npm/dist/entries/node.js');
    return (await verify({ ...request, ...(crypto && { crypto }) })).result === 'accepted';
  },
  'sealcheck-wasm': (subject) => work.sealcheck(subject, 'wasm'),
  async 'node-crypto'({ signed, signature, chain }) {
    const { constants, verify, X509Certificate } = await import('node:crypto');
    const certificates = chain.map((der) => new X509Certificate(der));
    const pss = { key: certificates[0].publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
    const issuer = (index) => certificates[Math.min(index + 1, certificates.length - 1)].publicKey;
    return verify('sha384', signed, pss, signature) && certificates.every((certificate, index) => certificate.verify(issuer(index)));
  },
  async pkijs({ signed, signature, chain, request }) {
    const pkijs = await import('pkijs');
    const [leaf, ...others] = chain.map((der) => pkijs.Certificate.fromBER(der));
    const key = await leaf.getPublicKey({ algorithm: { algorithm: { name: 'RSA-PSS', hash: 'SHA-384' }, usages: ['verify'] } });
    if (!(await crypto.subtle.verify({ name: 'RSA-PSS', saltLength: 48 }, key, signature, signed))) return false;
    const engine = new pkijs.CertificateChainValidationEngine({ trustedCerts: others.slice(-1), certs: [...others.slice(0, -1), leaf], checkDate: request.currentDate });
    return (await engine.verify()).result;
  },
  async 'import-only'() {
    return typeof (await import('../../npm/dist/entries/node.js')).verify === 'function';
  },
};

/** Milliseconds that the main thread was ready and had no processor; none where nobody says. */
function waited() {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** In the fresh process: the subject comes by environment. */
async function child(kind) {
  const request = decoded(JSON.parse(process.env.SUBJECT));
  const subject = { request, ...parts(request) };
  waited();
  const [watched, waitedBefore, cpuBefore] = [performance.now(), waited(), process.cpuUsage()];
  const start = performance.now();
  const good = await work[kind](subject);
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  // With the looking itself, so that no wait is taken off that is not counted.
  const waiting = waited() - waitedBefore;
  const ran = performance.now() - watched - waiting;
  if (!good) throw new Error(`${kind}: not accepted`);
  console.log(JSON.stringify({ elapsed, ran, cpu: (user + system) / 1000, sinceSpawn: start + elapsed }));
}

async function main() {
  const { encoded } = await import('./subject.mjs');
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
  const SUBJECT = JSON.stringify(await encoded());
  const file = fileURLToPath(import.meta.url);
  const run = (kind) => JSON.parse(execFileSync(process.execPath, [file, kind], { env: { ...process.env, SUBJECT }, encoding: 'utf8' }));
  KINDS.forEach(run);
  const rounds = Array.from({ length: Number(values.rounds) }, () => Object.fromEntries(KINDS.map((kind) => [kind, run(kind)])));
  console.log(`Node ${process.version}, ${process.arch}: fresh processes, ${rounds.length} of each kind in turn; milliseconds`);
  console.log(`${'least and median'.padEnd(18)} ${['by the clock', 'ran', 'CPU, all threads', 'since the spawn'].map((what) => what.padStart(17)).join('  ')}`);
  const least = {};
  for (const kind of KINDS) {
    const sorted = (what) => rounds.map((round) => round[kind][what]).sort((left, right) => left - right);
    least[kind] = sorted('elapsed')[0];
    const shown = (what) => [sorted(what)[0], sorted(what)[rounds.length >> 1]].map((number) => number.toFixed(1).padStart(8)).join(' ');
    console.log(`${kind.padEnd(18)} ${['elapsed', 'ran', 'cpu', 'sinceSpawn'].map(shown).join('  ')}`);
  }
  console.log(`first verdict after ${least.sealcheck.toFixed(1)} ms (bound ${BOUND}); 'wasm' alone ${least['sealcheck-wasm'].toFixed(1)} ms`);
  if (least.sealcheck > BOUND) {
    console.log('over the bound');
    process.exitCode = 1;
  }
}

const kind = process.argv[2] ?? '';
if (kind in work) await child(kind);
else await main();
