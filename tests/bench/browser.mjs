// What a verification by WebCrypto costs in a browser beside its bare signature checks: importKey and verify, four times,
// awaited together. Both in one page, in turn; the bound is a ratio, so the machine does not matter.
//
//   node tests/bench/browser.mjs [--rounds 15] [--browser chromium|firefox]     (npm ci in tests/browser first)
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch, openPage } from '../browser/launch.mjs';
import { serve, STRICT_CSP } from '../browser/serve.mjs';
import { decoded, encoded } from './subject.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, browser: { type: 'string', default: 'chromium' } } });
const BOUND = 2;

/** In the page. The questions are those that the package itself asks of WebCrypto, written down while it does. */
async function measure(request, rounds) {
  const start = performance.now();
  const { createVerifier } = await import('/entries/browser.js');
  const verifierBy = (crypto, rememberCertificates) => createVerifier({ ...request, crypto }, { rememberCertificates });
  const verifier = Object.fromEntries(['webcrypto', 'wasm', 'auto'].map((crypto) => [crypto, verifierBy(crypto, false)]));
  const knowing = verifierBy('webcrypto', true);
  // Keys are kept from the first verification on, so what they are imported with is written down before it.
  const { importKey, verify } = SubtleCrypto.prototype;
  const imports = new Map();
  SubtleCrypto.prototype.importKey = async function (...given) {
    const key = await importKey.apply(this, given);
    imports.set(key, given);
    return key;
  };
  const verdicts = { auto: JSON.stringify(await verifier.auto.verify(request)) };
  const first = performance.now() - start;
  for (const crypto of ['webcrypto', 'wasm']) verdicts[crypto] = JSON.stringify(await verifier[crypto].verify(request));

  const asked = [];
  SubtleCrypto.prototype.verify = function (algorithm, key, ...given) {
    asked.push({ key, imported: imports.get(key), algorithm, given });
    return verify.call(this, algorithm, key, ...given);
  };
  await verifier.webcrypto.verify(request);
  Object.assign(SubtleCrypto.prototype, { importKey, verify });

  const raw = () =>
    Promise.all(
      asked.map(async ({ imported, algorithm, given }) => {
        if (!(await crypto.subtle.verify(algorithm, await crypto.subtle.importKey(...imported), ...given))) throw new Error('not valid');
      }),
    );
  const kept = () =>
    Promise.all(
      asked.map(async ({ key, algorithm, given }) => {
        if (!(await crypto.subtle.verify(algorithm, key, ...given))) throw new Error('not valid');
      }),
    );
  const kinds = { raw, 'raw, keys kept': kept, webcrypto: () => verifier.webcrypto.verify(request), 'webcrypto, chain known': () => knowing.verify(request), auto: () => verifier.auto.verify(request), wasm: () => verifier.wasm.verify(request) };
  const time = async (act) => {
    let calls = 1;
    for (;;) {
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) await act();
      const elapsed = performance.now() - start;
      if (elapsed >= 50) return elapsed / calls;
      calls *= 2;
    }
  };
  for (const act of Object.values(kinds)) await time(act);
  const measured = [];
  for (let round = 0; round < rounds; round += 1) {
    const row = {};
    for (const [kind, act] of Object.entries(kinds)) row[kind] = await time(act);
    measured.push(row);
  }
  return { first, measured, questions: asked.length, same: new Set(Object.values(verdicts)).size === 1, result: JSON.parse(verdicts.auto).result };
}

const server = await serve(fileURLToPath(new URL('../../npm/dist', import.meta.url)), {
  csp: STRICT_CSP,
  answer: ({ pathname }) => (pathname === '/' ? { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>bench</title>' } : undefined),
});
const browser = await launch(values.browser);
try {
  const { page } = await openPage(browser);
  await page.goto(`${server.origin}/`);
  const subject = JSON.stringify(await encoded());
  const found = await page.evaluate(`(${measure})((${decoded})(${subject}), ${Number(values.rounds)})`);
  const { measured, questions, same, result, first } = found;
  if (result !== 'accepted' || !same || questions !== 4) throw new Error(`not what is to be measured: ${JSON.stringify({ result, same, questions })}`);
  const median = (numbers) => numbers.sort((left, right) => left - right)[numbers.length >> 1];
  console.log(`${await browser.version()}: JWS, chain of three, RSA; median of ${measured.length} rounds`);
  for (const kind of Object.keys(measured[0])) {
    const ratios = measured.map((row) => row[kind] / row.raw);
    console.log(`${kind.padEnd(22)} ${median(measured.map((row) => row[kind])).toFixed(2).padStart(8)} ms   ${median(ratios).toFixed(2)} times the raw checks`);
  }
  console.log(`first verdict of the page, wasm fetched and compiled: ${first.toFixed(0)} ms`);
  const [fresh, ratio] = ['webcrypto', 'webcrypto, chain known'].map((kind) => median(measured.map((row) => row[kind] / row.raw)));
  console.log(`with 'webcrypto' a verification costs ${fresh.toFixed(2)} times the four raw checks, with a known chain ${ratio.toFixed(2)} (bound ${BOUND})`);
  if (ratio > BOUND) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
