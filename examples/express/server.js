import express from 'express';
import { loadNotationConfig } from 'sealcheck/host';
import { verdicts } from './verdicts.js';

const { NOTATION_CONFIG = 'trust', PORT = '3000' } = process.env;
const { trustPolicy, trustStores, warnings } = await loadNotationConfig(NOTATION_CONFIG, { kind: 'oci' });
for (const warning of warnings) console.error(warning);
if (trustPolicy === undefined) throw new Error(`${NOTATION_CONFIG}: there is no trustpolicy.json`);

const app = express();
app.disable('x-powered-by');
app.get('/verdicts', verdicts({ trustPolicy, trustStores }));
const server = app.listen(Number(PORT), () => console.log(`listening on ${server.address().port}`));
