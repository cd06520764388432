// Verifies in workerd: ?kind=wasm&id=…&calls=10
import { createVerifier } from '../../npm/dist/entries/workerd.js';
import { repeat, sealcheck } from './sealcheck.mjs';
import { subjects } from './subjects.json';

const acts = new Map();

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    const [kind, id] = [searchParams.get('kind'), searchParams.get('id')];
    const key = `${kind} ${id}`;
    if (!acts.has(key)) acts.set(key, sealcheck({ createVerifier }, kind)(subjects.find((subject) => subject.id === id)));
    await repeat(acts.get(key), Number(searchParams.get('calls')));
    return new Response('done');
  },
};
