/** Signature schemes as the core names them, and what a signature must look like before an engine is asked. */

/** A scheme with every parameter fixed. */
export interface Scheme {
  /** As the core says it, for instance `RSASSA-PSS SHA-256` or `ECDSA P-256 SHA-256`. */
  name: string;
  algorithm: 'ECDSA' | 'RSASSA-PKCS1-v1_5' | 'RSASSA-PSS';
  hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** For ECDSA. */
  curve?: Curve;
}

export type Curve = 'P-256' | 'P-384' | 'P-521';

/** Is this signature over these bytes by this key? */
export interface Question {
  scheme: string;
  /** DER SubjectPublicKeyInfo. */
  spki: Uint8Array<ArrayBuffer>;
  message: Uint8Array<ArrayBuffer>;
  /** RSA: as long as the modulus; ECDSA: r‖s of fixed width. */
  signature: Uint8Array<ArrayBuffer>;
}

/** The orders of the curves (FIPS 186-5, SP 800-186 §3.2.1), as wide as a half of a signature. */
const ORDERS: Record<Curve, string> = {
  'P-256': 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  'P-384': `${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`,
  'P-521': `01${'f'.repeat(64)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
};

/** Reads the name of a scheme; one that this package does not know is the core's to answer. */
export function schemeOf(name: string): Scheme | undefined {
  const [, algorithm, curve, hash] = /^(?:(ECDSA) (P-256|P-384|P-521)|RSASSA-\S+) (SHA-256|SHA-384|SHA-512)$/.exec(name) ?? [];
  if (hash === undefined) return undefined;
  if (algorithm === 'ECDSA') return { name, algorithm, curve: curve as Curve, hash: hash as Scheme['hash'] };
  const rsa = name.slice(0, name.indexOf(' '));
  if (rsa !== 'RSASSA-PKCS1-v1_5' && rsa !== 'RSASSA-PSS') return undefined;
  return { name, algorithm: rsa, hash: hash as Scheme['hash'] };
}

/** Length of the salt of RSASSA-PSS in bytes: that of the digest. */
export function saltLength({ hash }: Scheme): number {
  return Number(hash.slice(4)) / 8;
}

/** Whether r and s are from 1 to the order − 1. What is not, no engine gets to see. */
export function isInRange(curve: Curve, signature: Uint8Array): boolean {
  const order = ORDERS[curve];
  if (signature.length !== order.length) return false;
  const width = order.length / 2;
  const orderAt = (index: number): number => Number.parseInt(order.slice(2 * index, 2 * index + 2), 16);
  return [signature.subarray(0, width), signature.subarray(width)].every((half) => {
    // Big-endian numbers of one length are ordered as the first of their bytes that differ.
    const differs = half.findIndex((byte, index) => byte !== orderAt(index));
    return half.some((byte) => byte !== 0) && differs !== -1 && half[differs]! < orderAt(differs);
  });
}

/** The WebCrypto names of what a key is imported for. */
export function importParameters({ algorithm, curve, hash }: Scheme): EcKeyImportParams | RsaHashedImportParams {
  if (curve !== undefined) return { name: 'ECDSA', namedCurve: curve };
  return { name: algorithm === 'RSASSA-PSS' ? 'RSA-PSS' : algorithm, hash };
}

/** The WebCrypto names of how a signature is verified. */
export function verifyParameters(scheme: Scheme): AlgorithmIdentifier | EcdsaParams | RsaPssParams {
  if (scheme.algorithm === 'ECDSA') return { name: 'ECDSA', hash: scheme.hash };
  if (scheme.algorithm === 'RSASSA-PSS') return { name: 'RSA-PSS', saltLength: saltLength(scheme) };
  return { name: scheme.algorithm };
}
