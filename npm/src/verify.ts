/** One verification: ask the core, answer its questions, ask again, until there is a verdict. */
import { digestBlob } from './blob.js';
import {
  type Core,
  type CoreTrust,
  type CoreVerification,
  Held,
  parse,
  type Questions,
  type Step,
  type TrustOptions,
} from './core.js';
import { answer as askEngines, type CryptoChoice } from './crypto/engine.js';
import { messageOf, SealcheckError } from './errors.js';
import type { TakenArtifact, TakenBlob, TakenPlugin, TakenTrust } from './input.js';
import { OpenQuestions } from './questions.js';
import type { PolicySummary, Verdict } from './types.js';

/**
 * A trust that is parsed when it is first used, and again when the instance that had parsed it is gone. It may
 * keep certificate signatures that hold, too.
 */
export class TrustKeeper {
  readonly plugins: ReadonlyMap<string, TakenPlugin>;
  readonly crypto: CryptoChoice;
  readonly #options: TrustOptions;
  readonly #remembers: boolean;
  #held: Held<CoreTrust> | undefined;

  constructor({ options, plugins, crypto }: TakenTrust, kind: 'oci' | 'blob', remembers: boolean) {
    this.#options = { ...options, kind };
    this.#remembers = remembers;
    this.plugins = plugins;
    this.crypto = crypto;
  }

  use<T>(core: Core, act: (trust: CoreTrust) => T): T {
    if (this.#held === undefined || this.#held.stale) {
      this.#held = new Held(() => new core.Trust(this.#options));
      if (this.#remembers) this.#held.use((trust) => trust.keepCertificates());
    }
    return this.#held.use(act);
  }

  selectPolicy(core: Core, selector: string | undefined): PolicySummary {
    return parse(this.use(core, (trust) => trust.selectPolicy(selector)));
  }

  free(): void {
    this.#held?.free();
    this.#held = undefined;
  }
}

/** Verifies an OCI artifact. */
export async function verifyArtifact(
  load: () => Promise<Core>,
  keeper: TrustKeeper,
  { request, signal }: TakenArtifact,
): Promise<Verdict> {
  const core = await unlessAborted(signal, load);
  return run(keeper, signal, () => keeper.use(core, (trust) => core.Verification.oci(trust, request)));
}

/** Verifies a detached signature over a file. */
export async function verifyBlob(
  load: () => Promise<Core>,
  keeper: TrustKeeper,
  { request, blob, signal }: TakenBlob,
): Promise<Verdict> {
  const core = await unlessAborted(signal, load);
  return run(
    keeper,
    signal,
    () => keeper.use(core, (trust) => core.Verification.blob(trust, request)),
    (algorithm) => digestBlob(core, algorithm, blob, keeper.crypto, signal),
  );
}

type Digester = (algorithm: 'sha256' | 'sha384' | 'sha512') => Promise<{ digest: string; size: number }>;

async function run(
  keeper: TrustKeeper,
  signal: AbortSignal | undefined,
  start: () => CoreVerification,
  digest?: Digester,
): Promise<Verdict> {
  const verification = new Held(start);
  try {
    if (keeper.crypto !== 'wasm') await answerSignatures(verification, keeper.crypto, signal);
    for (;;) {
      const step = parse<Step>(verification.use((steps) => steps.step()));
      if ('done' in step) return step.done;
      await unlessAborted(signal, () => answer(verification, keeper, step.ask, signal, digest));
    }
  } finally {
    verification.free();
  }
}

/** What the engines of the runtime say yes to; all else is for the core to check. */
async function answerSignatures(
  verification: Held<CoreVerification>,
  crypto: CryptoChoice,
  signal: AbortSignal | undefined,
): Promise<void> {
  const questions = new OpenQuestions(verification);
  try {
    questions.answer(await unlessAborted(signal, () => askEngines(questions.open, crypto)));
  } finally {
    questions.free();
  }
}

/** Answers every question; plugins and the blob's digest at the same time. */
async function answer(
  verification: Held<CoreVerification>,
  keeper: TrustKeeper,
  { plugins, blobDigest }: Questions,
  signal: AbortSignal | undefined,
  digest: Digester | undefined,
): Promise<void> {
  if (plugins.length === 0 && blobDigest === null) {
    throw new SealcheckError('internal', 'the core asked nothing and did not answer');
  }
  const answers: Promise<() => void>[] = plugins.map(async ({ id, name, request }) => {
    const response = await ask(keeper.plugins.get(name), name, request, signal);
    return () =>
      verification.use((steps) =>
        'error' in response ? steps.failPlugin(id, response.error) : steps.answerPlugin(id, response.json),
      );
  });
  if (blobDigest !== null) {
    if (digest === undefined) throw new SealcheckError('internal', 'the core asked for a blob where there is none');
    answers.push(
      digest(blobDigest).then((blob) => () => verification.use((steps) => steps.answerBlobDigest(blob.digest, blob.size))),
    );
  }
  for (const give of await Promise.all(answers)) give();
}

/** A plugin that throws, or answers what is not JSON, has failed; that is the core's to judge. */
async function ask(
  plugin: TakenPlugin | undefined,
  name: string,
  request: object,
  signal: AbortSignal | undefined,
): Promise<{ json: string } | { error: string }> {
  if (plugin === undefined) return { error: `there is no plugin ${name}` };
  try {
    const json: string | undefined = JSON.stringify(await plugin.verify(request, signal));
    return json === undefined ? { error: 'the plugin answered nothing' } : { json };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** What `act` gives, unless the signal comes first; then its reason as it is. */
async function unlessAborted<T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  if (signal === undefined) return act();
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([act(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
