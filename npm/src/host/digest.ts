/** Digests of bytes. */

/** `sha256:…`, `sha384:…` or `sha512:…`. */
export async function digestOf(algorithm: string, bytes: Uint8Array): Promise<string> {
  const name = algorithm.replace('sha', 'SHA-');
  const digest = new Uint8Array(await crypto.subtle.digest(name, bytes as Uint8Array<ArrayBuffer>));
  return `${algorithm}:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
