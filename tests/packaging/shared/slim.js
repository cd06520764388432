// sealcheck/slim: the wasm is the caller's to bring, and the twins answer at once.
import * as slim from 'sealcheck/slim';
import { requestOf } from './assertions.js';
import { fixture } from './fixture.js';

/** Gives `'at once'`, or says what else happened. `source`: bytes of the wasm, or the compiled module. */
export function runSlim(source) {
  try {
    const [artifact] = fixture.artifacts;
    const request = requestOf(artifact);
    try {
      slim.verifySync(request);
      return 'verified without a wasm';
    } catch (error) {
      if (error.code !== 'load-failed') throw error;
    }
    slim.initSync(source);
    for (const crypto of ['wasm', 'auto']) {
      if (JSON.stringify(slim.verifySync({ ...request, crypto })) !== artifact.verdict) return `another verdict (${crypto})`;
    }
    const [{ envelope, inspection }] = fixture.inspections;
    const bytes = Uint8Array.from(atob(envelope), (character) => character.charCodeAt(0));
    return JSON.stringify(slim.inspectSync(bytes)) === inspection ? 'at once' : 'another inspection';
  } catch (error) {
    return `${error.message}\n${error.stack}`;
  }
}
