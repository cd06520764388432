/** `crypto.subtle`, where the runtime has it: browsers only in secure contexts. */
import type { AsyncEngine } from './engine.js';
import { importParameters, isInRange, type Question, type Scheme, verifyParameters } from './scheme.js';

let engine: { subtle: SubtleCrypto; made: AsyncEngine } | undefined;

/** WebCrypto, if there is one. */
export function subtleCrypto(): SubtleCrypto | undefined {
  return (globalThis as { crypto?: { subtle?: SubtleCrypto } }).crypto?.subtle;
}

/** The engine, if there is one. */
export function subtleEngine(): AsyncEngine | undefined {
  const subtle = subtleCrypto();
  if (subtle === undefined) return undefined;
  if (engine?.subtle !== subtle) engine = { subtle, made: make(subtle) };
  return engine.made;
}

function make(subtle: SubtleCrypto): AsyncEngine {
  return {
    probed: new Map(),
    session() {
      // A WebCrypto key is for one algorithm and, if RSA, for one hash.
      const imported = new Map<string, Promise<CryptoKey>>();
      const keyOf = (scheme: Scheme, spki: Uint8Array<ArrayBuffer>): Promise<CryptoKey> => {
        const parameters = importParameters(scheme);
        const text = `${JSON.stringify(parameters)} ${String.fromCharCode(...spki)}`;
        let key = imported.get(text);
        if (key === undefined) {
          key = Promise.resolve(subtle.importKey('spki', spki, parameters, false, ['verify']));
          imported.set(text, key);
        }
        return key;
      };
      return async (scheme, question) => {
        try {
          return await verify(subtle, scheme, await keyOf(scheme, question.spki), question);
        } catch {
          return false;
        }
      };
    },
  };
}

async function verify(subtle: SubtleCrypto, scheme: Scheme, key: CryptoKey, { message, signature }: Question): Promise<boolean> {
  const { modulusLength } = key.algorithm as Partial<RsaKeyAlgorithm>;
  const fits =
    scheme.curve === undefined
      ? modulusLength !== undefined && signature.length === Math.ceil(modulusLength / 8)
      : isInRange(scheme.curve, signature);
  return fits && (await subtle.verify(verifyParameters(scheme), key, signature, message)) === true;
}
