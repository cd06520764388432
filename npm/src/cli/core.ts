/** The verifier as the commands use it: the entry for Node. */
export * as api from '../entries/node.js';
