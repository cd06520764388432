import { runHost } from './host.js';
import { run } from './main.js';

/** The assertions, and `host`: what sealcheck/host came to. */
export const runAll = async () => ({ ...(await run()), host: await runHost() });
