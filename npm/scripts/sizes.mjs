// `node sizes.mjs FILE…`: raw, gzip and brotli size of each file in bytes, as JSON.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const rows = process.argv.slice(2).map((file) => {
  const bytes = readFileSync(file);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
});
process.stdout.write(JSON.stringify(rows));
