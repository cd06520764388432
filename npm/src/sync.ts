/** Twins of the functions that answer at once, for `sealcheck/slim`. */
import { takeInspect, takeLint, takeRemembers, takeSelector } from './api.js';
import { digestBytes } from './blob.js';
import { type Core, type CoreVerification, Held, loadFailed, parse, type Step } from './core.js';
import { answerSync, type CryptoChoice } from './crypto/engine.js';
import { SealcheckError } from './errors.js';
import { kindOf, takeArtifact, takeBlob, type TakenArtifact, type TakenBlob, type TakenTrust, takeTrust } from './input.js';
import { OpenQuestions } from './questions.js';
import type { Trust, Verdict } from './types.js';
import { TrustKeeper } from './verify.js';
import { current, instantiateSync } from './wasm/instance.js';

type Declared = typeof import('./declarations-slim.js');

export const initSync: Declared['initSync'] = (source) => {
  if (!(ArrayBuffer.isView(source) || /^\[object (ArrayBuffer|WebAssembly\.Module)\]$/.test(Object.prototype.toString.call(source)))) {
    throw new SealcheckError('invalid-argument', `source: must be bytes or WebAssembly.Module, not ${kindOf(source)}`);
  }
  loaded(() => instantiateSync(source));
};

export const verifySync: Declared['verifySync'] = (request) => {
  const [trust, artifact] = [takeSyncTrust(request), takeArtifact(request)];
  return once(new TrustKeeper(trust, 'oci', false), (keeper) => verifyArtifact(keeper, artifact));
};

export const verifyBlobSync: Declared['verifyBlobSync'] = (request) => {
  const [trust, blob] = [takeSyncTrust(request), takeBlob(request)];
  return once(new TrustKeeper(trust, 'blob', false), (keeper) => verifyBlob(keeper, blob));
};

export const createVerifierSync: Declared['createVerifierSync'] = (trust, options) => {
  const taken = takeSyncTrust(trust);
  const remembers = takeRemembers(options);
  const keepers = { oci: new TrustKeeper(taken, 'oci', remembers), blob: new TrustKeeper(taken, 'blob', remembers) };
  return {
    verify: (request) => verifyArtifact(keepers.oci, takeArtifact(request)),
    verifyBlob: (request) => verifyBlob(keepers.blob, takeBlob(request)),
    selectPolicy(selector: string | { policyName?: string }) {
      const { kind, name } = takeSelector(selector);
      return keepers[kind].selectPolicy(running(), name);
    },
  };
};

export const inspectSync: Declared['inspectSync'] = (envelope, options) => takeInspect(envelope, options)(running());

export const lintTrustPolicySync: Declared['lintTrustPolicySync'] = (document, options) =>
  takeLint(document, options)(running());

function loaded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw loadFailed(error);
  }
}

const running = (): Core => loaded(current) as unknown as Core;

function takeSyncTrust(trust: Trust): TakenTrust {
  const taken = takeTrust(trust);
  const refuse = (argument: string): never => {
    throw new SealcheckError('invalid-argument', `${argument}: cannot answer at once; use the function that gives a promise`);
  };
  if (taken.plugins.size > 0) refuse('plugins');
  return taken.crypto === 'webcrypto' ? refuse('crypto: "webcrypto"') : taken;
}

function once<T>(keeper: TrustKeeper, act: (keeper: TrustKeeper) => T): T {
  try {
    return act(keeper);
  } finally {
    keeper.free();
  }
}

function verifyArtifact(keeper: TrustKeeper, { request, signal }: TakenArtifact): Verdict {
  signal?.throwIfAborted();
  const core = running();
  return run(core, keeper.crypto, () => keeper.use(core, (trust) => core.Verification.oci(trust, request)));
}

function verifyBlob(keeper: TrustKeeper, { request, blob, signal }: TakenBlob): Verdict {
  signal?.throwIfAborted();
  if (!(blob instanceof Uint8Array)) {
    throw new SealcheckError('invalid-argument', `blob: must be a Uint8Array to be answered at once, not ${kindOf(blob)}`);
  }
  const core = running();
  return run(core, keeper.crypto, () => keeper.use(core, (trust) => core.Verification.blob(trust, request)), blob);
}

function run(core: Core, crypto: CryptoChoice, start: () => CoreVerification, blob?: Uint8Array): Verdict {
  const verification = new Held(start);
  try {
    if (crypto === 'auto') {
      const questions = new OpenQuestions(verification);
      questions.answer(answerSync(questions.open, crypto));
      questions.free();
    }
    for (;;) {
      const step = parse<Step>(verification.use((steps) => steps.step()));
      if ('done' in step) return step.done;
      const { blobDigest, plugins } = step.ask;
      if (blobDigest === null || plugins.length > 0 || blob === undefined) {
        throw new SealcheckError('internal', 'the core asked for what there is not');
      }
      const { digest, size } = digestBytes(core, blobDigest, blob, crypto);
      verification.use((steps) => steps.answerBlobDigest(digest, size));
    }
  } finally {
    verification.free();
  }
}
