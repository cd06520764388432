/**
 * Signature checks by what the runtime brings along. The core says what to check; an engine only ever speeds up a yes:
 *
 * - An engine is believed for a scheme after it has answered signatures whose answer is known, right and wrong ones
 *   (`known-answers.ts`): engines differ in what they have (P-521) and in what they let pass.
 * - Only its yes counts. A no, an exception, a key it refuses, a scheme it lacks: the wasm answers, so that every
 *   rejection is the same on every engine.
 * - Signatures of the wrong width or range never reach it.
 */
import { decodeBase64 } from '../base64.js';
import { keys, lax, valid } from './known-answers.js';
import { nodeEngine } from './node.js';
import { type Question, type Scheme, schemeOf } from './scheme.js';
import { subtleEngine } from './subtle.js';

/** Who may check signatures and hash blobs. */
export type CryptoChoice = 'auto' | 'wasm' | 'webcrypto';

/** One way to check signatures. */
export interface Engine<Answer extends boolean | Promise<boolean>> {
  /** What it answered when it was probed, by scheme. */
  readonly probed: Map<string, Answer>;
  verify(scheme: Scheme, question: Question): Answer;
}

export type SyncEngine = Engine<boolean>;
export type AsyncEngine = Engine<Promise<boolean>>;

/** For each question whether an engine says yes. */
export async function answer(questions: readonly Question[], choice: CryptoChoice): Promise<boolean[]> {
  const engine = choice === 'auto' ? nodeEngine() : undefined;
  return Promise.all(
    questions.map(async (question) => {
      const scheme = schemeOf(question.scheme);
      if (scheme === undefined) return false;
      if (engine && isTrusted(engine, scheme)) return engine.verify(scheme, question);
      // Not before: where there is `node:crypto`, to look for WebCrypto is to load it.
      const subtle = choice === 'wasm' ? undefined : subtleEngine();
      if (subtle && (await isTrustedLater(subtle, scheme))) return subtle.verify(scheme, question);
      return false;
    }),
  );
}

/** As `answer`, by an engine that need not be waited for. */
export function answerSync(questions: readonly Question[], choice: CryptoChoice): boolean[] {
  const engine = choice === 'auto' ? nodeEngine() : undefined;
  return questions.map((question) => {
    const scheme = schemeOf(question.scheme);
    return scheme !== undefined && !!engine && isTrusted(engine, scheme) && engine.verify(scheme, question);
  });
}

function isTrusted(engine: SyncEngine, scheme: Scheme): boolean {
  let trusted = engine.probed.get(scheme.name);
  if (trusted === undefined) {
    trusted = probes(scheme)?.every(({ scheme, question, expected }) => engine.verify(scheme, question) === expected) ?? false;
    engine.probed.set(scheme.name, trusted);
  }
  return trusted;
}

function isTrustedLater(engine: AsyncEngine, scheme: Scheme): Promise<boolean> {
  let trusted = engine.probed.get(scheme.name);
  if (trusted === undefined) {
    const asked = probes(scheme)?.map(
      async ({ scheme, question, expected }) => (await engine.verify(scheme, question)) === expected,
    );
    trusted = Promise.all(asked ?? [false]).then((right) => right.every(Boolean));
    engine.probed.set(scheme.name, trusted);
  }
  return trusted;
}

const MESSAGE = 'sealcheck';

interface Probe {
  scheme: Scheme;
  question: Question;
  expected: boolean;
}

/** Questions whose answers are known. How lax an engine is about padding does not depend on the hash. */
function probes(scheme: Scheme): Probe[] | undefined {
  const [key, signature, wrong] = [keys[scheme.curve ?? 'RSA'], valid[scheme.name], lax[scheme.algorithm]];
  if (key === undefined || signature === undefined) return undefined;
  const ask = (scheme: Scheme, text: string, message: string, expected: boolean): Probe => ({
    scheme,
    question: {
      scheme: scheme.name,
      spki: decodeBase64(key),
      message: new TextEncoder().encode(message),
      signature: decodeBase64(text),
    },
    expected,
  });
  const asked = [ask(scheme, signature, MESSAGE, true), ask(scheme, signature, `${MESSAGE}!`, false)];
  const other = schemeOf(`${scheme.algorithm} SHA-256`);
  return wrong === undefined || other === undefined ? asked : [...asked, ask(other, wrong, MESSAGE, false)];
}
