// A fault in the core costs its instance; a new one is made from the module, synchronously, which not every runtime
// allows of every module. Reaches into the package: nothing of its public names brings a fault about.
import { createVerifier } from 'sealcheck';
import { requestOf } from './assertions.js';
import { fixture } from './fixture.js';
import { call } from './node_modules/sealcheck/dist/core.js';

/** Gives `'recovered'`, or says what else happened. */
export async function runFault() {
  const [artifact] = fixture.artifacts;
  const { trustPolicy, trustStores, ...request } = requestOf(artifact);
  const verifier = createVerifier({ trustPolicy, trustStores });
  const verify = async () => JSON.stringify(await verifier.verify(request)) === artifact.verdict;
  if (!(await verify())) return 'another verdict before the fault';
  try {
    call(() => {
      throw new RangeError('what a trap looks like');
    });
    return 'no fault';
  } catch (error) {
    if (error.code !== 'internal') return `${error.message}\n${error.stack}`;
  }
  return (await verify()) ? 'recovered' : 'another verdict after the fault';
}
