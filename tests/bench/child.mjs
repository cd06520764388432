// A Node that verifies what its parent asks for: { kind, id, calls } in, { milliseconds } out.
import { readFileSync } from 'node:fs';
import { createVerifier } from '../../npm/dist/entries/node.js';
import { forge, nodeCrypto, peculiar, pkijs, singleChecks } from './peers.mjs';
import { repeat, sealcheck } from './sealcheck.mjs';

const { subjects } = JSON.parse(readFileSync(new URL('subjects.json', import.meta.url), 'utf8'));
const byId = new Map(subjects.map((subject) => [subject.id, subject]));

const makers = {
  ...Object.fromEntries(
    ['wasm', 'auto', 'webcrypto'].flatMap((crypto) => [crypto, `${crypto}, chain known`]).map((kind) => [kind, () => sealcheck({ createVerifier }, kind)]),
  ),
  'node:crypto': nodeCrypto,
  pkijs,
  '@peculiar/x509': peculiar,
  'node-forge': forge,
};
const [made, acts] = [new Map(), new Map()];
let checks;

async function actOf(kind, id) {
  const key = `${kind} ${id}`;
  if (!acts.has(key)) {
    const [, engine, index] = /^check:(\w+):(\d)$/.exec(kind) ?? [];
    if (engine !== undefined) {
      checks ??= await singleChecks();
      acts.set(key, checks(Number(index))(byId.get(id))[engine]);
    } else {
      if (!made.has(kind)) made.set(kind, await makers[kind]());
      acts.set(key, made.get(kind)(byId.get(id)));
    }
  }
  return acts.get(key);
}

process.on('message', async ({ kind, id, calls }) => {
  try {
    process.send({ milliseconds: await repeat(await actOf(kind, id), calls) });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});
process.send({ version: process.version });
