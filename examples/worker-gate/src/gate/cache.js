/**
 * Accepted verdicts, in the memory of this process (on Cloudflare: of one isolate). On purpose not in the Cache API or
 * in KV: whoever can write there could admit images without a signature, and what a gate asks twice, it asks within
 * seconds: for patching, for validating, for each replica. Denials are never kept, and neither is what a tag points to.
 */
const MAX_AGE = 60 * 60 * 1000;

export class VerdictCache {
  #kept = new Map();
  #size;

  constructor({ size = 1000 } = {}) {
    this.#size = size;
  }

  /**
   * What is kept under the key and holds at that time.
   *
   * @param {string} key
   * @param {Date} now
   */
  get(key, now) {
    const entry = this.#kept.get(key);
    if (entry === undefined) return undefined;
    // A clock that was set back must not make anything last longer.
    if (entry.since <= now.getTime() && now.getTime() < entry.until) return entry.value;
    this.#kept.delete(key);
    return undefined;
  }

  /** Keeps a value until `validUntil`, RFC 3339, but an hour at most. */
  put(key, value, validUntil, now) {
    const since = now.getTime();
    const until = Math.min(Date.parse(validUntil), since + MAX_AGE);
    if (!(until > since)) return;
    this.#kept.delete(key);
    this.#kept.set(key, { value, since, until });
    if (this.#kept.size > this.#size) this.#kept.delete(this.#kept.keys().next().value);
  }
}

/**
 * A hash of everything beside digest and scope that a verdict depends on.
 *
 * @param {unknown[]} parts text, bytes, and lists and objects of them
 */
export async function fingerprint(parts) {
  const text = JSON.stringify(parts, (_, value) => {
    if (value instanceof Uint8Array) return `bytes ${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
