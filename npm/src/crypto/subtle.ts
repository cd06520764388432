/** `crypto.subtle`, where the runtime has it: browsers only in secure contexts. */
import type { AsyncEngine } from './engine.js';
import { KeptKeys } from './keys.js';
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
  const keys = new KeptKeys<Promise<CryptoKey>>();
  // A WebCrypto key is for one algorithm and, if RSA, for one hash.
  const keyOf = async (scheme: Scheme, spki: Uint8Array<ArrayBuffer>): Promise<CryptoKey> => {
    const parameters = importParameters(scheme);
    const importing = keys.get(JSON.stringify(parameters), spki, () =>
      Promise.resolve(subtle.importKey('spki', spki, parameters, false, ['verify'])),
    );
    try {
      return await importing;
    } catch (error) {
      keys.drop(importing);
      throw error;
    }
  };
  return {
    probed: new Map(),
    async verify(scheme, question) {
      try {
        return await verify(subtle, scheme, await keyOf(scheme, question.spki), question);
      } catch {
        return false;
      }
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
