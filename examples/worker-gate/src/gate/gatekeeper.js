/** OPA Gatekeeper external data, `externaldata.gatekeeper.sh/v1beta1`: keys are images. Pure; nothing is fetched here. */
const API_VERSION = 'externaldata.gatekeeper.sh/v1beta1';

/** Not a request that can be answered. */
export class ProviderError extends Error {}

/**
 * The images that a `ProviderRequest` asks for.
 *
 * @param {unknown} body parsed JSON
 * @returns {string[]}
 * @throws {ProviderError}
 */
export function keysOf(body) {
  const { apiVersion, kind, request } = Object(body);
  if (apiVersion !== API_VERSION || kind !== 'ProviderRequest') throw new ProviderError(`this is not a ProviderRequest of ${API_VERSION}`);
  const keys = Object(request).keys;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    throw new ProviderError('request.keys is not a list of strings');
  }
  return keys;
}

/**
 * The `ProviderResponse`: for each key what to run, or why not. Twice the same answer to what it answered, so it may be
 * used by mutators, which Gatekeeper allows only with `idempotent`.
 *
 * @param {string[]} keys
 * @param {Map<string, import('./gate.js').Decision>} decisions
 */
export function providerResponse(keys, decisions) {
  const items = keys.map((key) => {
    const decision = decisions.get(key);
    if (decision?.admitted !== true) return { key, error: decision?.message ?? 'not judged' };
    return { key, value: decision.pinned ?? key };
  });
  return { apiVersion: API_VERSION, kind: 'ProviderResponse', response: { idempotent: true, items, systemError: '' } };
}

/** A response that answers no key. */
export function systemError(message) {
  return { apiVersion: API_VERSION, kind: 'ProviderResponse', response: { idempotent: true, items: [], systemError: message } };
}
