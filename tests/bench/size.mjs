// What a browser downloads: the code that verifies, bundled and minified by esbuild, and the wasm; gzip at its best.
//
//   node tests/bench/size.mjs [--out FILE]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const dist = fileURLToPath(new URL('../../npm/dist/', import.meta.url));
/** What peers.mjs and sealcheck.mjs import. */
const SUBJECTS = {
  Sealcheck: { code: `export { createVerifier } from '${dist}entries/browser.js';`, wasm: `${dist}core.wasm` },
  pkijs: { code: "export { Certificate, CertificateChainValidationEngine } from 'pkijs';" },
  '@peculiar/x509': { code: "import 'reflect-metadata'; export { X509Certificate } from '@peculiar/x509';" },
  'node-forge': { code: "import forge from 'node-forge'; export const { asn1, md, mgf, pki, pss } = forge;" },
};

const sizes = [];
for (const [name, { code, wasm }] of Object.entries(SUBJECTS)) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    minify: true,
    platform: 'browser',
    external: ['crypto'],
    write: false,
  });
  const files = [Buffer.from(outputFiles[0].contents), ...(wasm ? [readFileSync(wasm)] : [])];
  const sum = (of) => files.reduce((total, file) => total + of(file), 0);
  sizes.push({ name, raw: sum((file) => file.length), gzip: sum((file) => gzipSync(file, { level: 9 }).length) });
}
if (values.out) writeFileSync(values.out, JSON.stringify(sizes));
for (const { name, raw, gzip } of sizes) console.log(`${name.padEnd(16)} ${String(raw).padStart(8)} bytes ${String(gzip).padStart(8)} after gzip`);
