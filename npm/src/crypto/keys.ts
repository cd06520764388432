/** Imported keys, kept from one verification to the next: the same authorities sign again and again. */

/** How many are kept; what was not used for the longest time goes first. */
const MOST = 128;

/**
 * What a key's bytes become when they are imported. Nothing but an import depends on it: it is kept under all bytes of
 * the key and all parameters of the import, and says nothing about any signature.
 */
export class KeptKeys<Key> {
  readonly #keys = new Map<string, Key>();

  /** The key, imported by `make` unless it is kept; what `make` throws is not. */
  get(parameters: string, spki: Uint8Array, make: () => Key): Key {
    const name = `${parameters} ${String.fromCharCode(...spki)}`;
    const kept = this.#keys.get(name);
    const key = kept ?? make();
    if (kept !== undefined) this.#keys.delete(name);
    this.#keys.set(name, key);
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= MOST) break;
      this.#keys.delete(oldest);
    }
    return key;
  }

  /** Keeps a key no longer. */
  drop(key: Key): void {
    for (const [name, kept] of this.#keys) if (kept === key) this.#keys.delete(name);
  }
}
