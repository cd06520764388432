import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { loadNotationConfig } from 'sealcheck/host';
import { verdicts } from './verdicts.js';

const { NOTATION_CONFIG = 'trust', PORT = '3000' } = process.env;
const { trustPolicy, trustStores, warnings } = await loadNotationConfig(NOTATION_CONFIG, { kind: 'oci' });
for (const warning of warnings) console.error(warning);
if (trustPolicy === undefined) throw new Error(`${NOTATION_CONFIG}: there is no trustpolicy.json`);

const app = express();
app.disable('x-powered-by');
app.use((_, response, next) => {
  // The element needs no exception: its styles are constructed, and text of others stays text.
  response.set('content-security-policy', "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  next();
});
app.use(express.static(fileURLToPath(new URL('public', import.meta.url))));
// Modules for the page; with a bundler of your own, import 'sealcheck/element/define' there instead.
app.use('/sealcheck', express.static(dirname(dirname(fileURLToPath(import.meta.resolve('sealcheck/element/define')))), { index: false }));
app.get('/verdicts', verdicts({ trustPolicy, trustStores }));
const server = app.listen(Number(PORT), () => console.log(`listening on ${server.address().port}`));
