import { createGate } from './gate/gate.js';
import { createHandler } from './gate/http.js';
import { settingsOf } from './settings.js';

/**
 * The Worker around a trust. The clock is an argument and no setting: nobody can turn it from outside.
 *
 * @param {import('sealcheck').Trust} trust
 * @param {{ now?: () => Date }} [options]
 */
export function createWorker(trust, { now } = {}) {
  let handler;
  return {
    async fetch(request, env) {
      try {
        handler ??= createHandler(createGate({ trust, ...settingsOf(env), fetch: (...args) => fetch(...args), now }));
      } catch (error) {
        console.error(error);
        return new Response('the gate is not configured, see its log', { status: 500 });
      }
      return handler(request);
    },
  };
}
