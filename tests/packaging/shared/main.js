import { work } from './watch.js';
// A comment, so that nobody sorts these imports: the watch comes before what it watches.
import {
  assertAccepted,
  createVerifier,
  init,
  inspect,
  lintTrustPolicy,
  SealcheckError,
  verify,
  verifyBlob,
  version,
} from 'sealcheck';
import { assertPackage } from './assertions.js';
import { fixture } from './fixture.js';

const sealcheck = { assertAccepted, createVerifier, init, inspect, lintTrustPolicy, SealcheckError, verify, verifyBlob, version };

/** Gives `{ passed, subtle }`, or `{ error }`. */
export async function run() {
  try {
    const passed = await assertPackage(sealcheck, fixture, work);
    return { passed, subtle: work().subtle };
  } catch (error) {
    const causes = [];
    for (let cause = error; cause; cause = cause.cause) causes.push(`${cause.message}\n${cause.stack}`);
    return { error: causes.join('\ncaused by ') };
  }
}
