// The example's Worker, with the trust of a benchmark's subject.
import { createWorker } from '../../examples/worker-gate/src/app.js';
import trust from 'bench:trust';

export default createWorker({ ...trust, trustStores: Object.fromEntries(Object.entries(trust.trustStores).map(([name, entries]) => [name, entries.map((text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)))])) });
