// Sealcheck as a contestant, in every runtime: it makes of a subject a function that verifies it once and throws unless
// it is good. Policy, stores and code are loaded before.

export const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * Sealcheck by one of its engines: from bytes to the whole verdict. Every signature is computed each time, as for a
 * chain that was never seen; with `, chain known` the verifier remembers the certificates, as it does by itself, and
 * computes the signature of the envelope alone. Uses nothing that only Node has.
 */
export function sealcheck({ createVerifier }, kind) {
  const [crypto, known] = kind.split(', ');
  return (subject) => {
    const { trustPolicy, reference, mediaType } = subject;
    const stores = Object.entries(subject.trustStores).map(([name, entries]) => [name, entries.map(bytes)]);
    const trust = { trustPolicy, trustStores: Object.fromEntries(stores), crypto };
    const verifier = createVerifier(trust, { rememberCertificates: known === 'chain known' });
    const [manifest, envelope] = [bytes(subject.manifest), bytes(subject.envelope)];
    const evidence = { ocsp: subject.ocsp.map(({ url, response }) => ({ url, response: bytes(response) })) };
    return async () => {
      const request = { reference, manifest, signatures: [{ envelope, mediaType }], currentDate: new Date(subject.at), evidence };
      const { result, reason } = await verifier.verify(request);
      if (result !== 'accepted') throw new Error(`${subject.id}: ${result}, ${reason?.message}`);
    };
  };
}

/** As many calls, one after the other; milliseconds by the clock. */
export async function repeat(act, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) await act();
  return performance.now() - start;
}
