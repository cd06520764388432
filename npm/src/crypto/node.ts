/** `node:crypto`, in Node and in whatever else has it: native, and it answers at once. */
import type * as NodeCrypto from 'node:crypto';
import type { SyncEngine } from './engine.js';
import { KeptKeys } from './keys.js';
import { type Curve, isInRange, type Question, saltLength, type Scheme } from './scheme.js';

type Builtins = { process?: { getBuiltinModule?: (name: string) => typeof NodeCrypto | undefined } };

/** The module; not by `import`, which bundlers for browsers would stumble over. */
export function nodeCrypto(): typeof NodeCrypto | undefined {
  try {
    return (globalThis as Builtins).process?.getBuiltinModule?.('node:crypto');
  } catch {
    return undefined;
  }
}

const CURVES: Record<Curve, string> = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };

let engine: SyncEngine | null | undefined;

/** The engine, if there is one. */
export function nodeEngine(): SyncEngine | null {
  if (engine === undefined) {
    const crypto = nodeCrypto();
    engine = typeof crypto?.createPublicKey === 'function' && typeof crypto.verify === 'function' ? make(crypto) : null;
  }
  return engine;
}

function make(crypto: typeof NodeCrypto): SyncEngine {
  const keys = new KeptKeys<NodeCrypto.KeyObject>();
  return {
    probed: new Map(),
    verify(scheme, question) {
      try {
        const { spki } = question;
        const key = keys.get('', spki, () => crypto.createPublicKey({ key: spki as Buffer, format: 'der', type: 'spki' }));
        return verify(crypto, scheme, key, question);
      } catch {
        return false;
      }
    },
  };
}

function verify(crypto: typeof NodeCrypto, scheme: Scheme, key: NodeCrypto.KeyObject, { message, signature }: Question): boolean {
  const { algorithm, curve } = scheme;
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const digest = scheme.hash.replace('-', '').toLowerCase();
  // The kind of the key decides what OpenSSL does, so it must be the one that the scheme is for.
  if (curve !== undefined) {
    if (key.asymmetricKeyType !== 'ec' || namedCurve !== CURVES[curve] || !isInRange(curve, signature)) return false;
    return crypto.verify(digest, message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  }
  if (key.asymmetricKeyType !== 'rsa' || modulusLength === undefined || signature.length !== Math.ceil(modulusLength / 8)) return false;
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = crypto.constants;
  const padding =
    algorithm === 'RSASSA-PSS'
      ? { padding: RSA_PKCS1_PSS_PADDING, saltLength: saltLength(scheme) }
      : { padding: RSA_PKCS1_PADDING };
  return crypto.verify(digest, message, { key, ...padding }, signature);
}
