/** Bytes out of base64, by the fastest way that the runtime has: the wasm is a megabyte of it. */

type Decoders = {
  Buffer?: { from(text: string, encoding: 'base64'): Uint8Array<ArrayBuffer> };
  Uint8Array: { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
};

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const { Buffer, Uint8Array: bytes } = globalThis as Decoders;
  if (typeof bytes.fromBase64 === 'function') return bytes.fromBase64(text);
  if (typeof Buffer?.from === 'function') return Buffer.from(text, 'base64');
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
