/** Signature questions, out of the core and back. */
import type { CoreQuestion, CoreVerification, Held } from './core.js';
import type { Question } from './crypto/scheme.js';

/** The signature questions of one verification, copied out of the core's memory. */
export class OpenQuestions {
  readonly open: readonly Question[];
  readonly #verification: Held<CoreVerification>;
  readonly #objects: readonly CoreQuestion[];

  constructor(verification: Held<CoreVerification>) {
    this.#verification = verification;
    this.#objects = verification.use((steps) => steps.signatureQuestions());
    this.open = verification.use(() =>
      this.#objects.map(({ scheme, spki, message, signature }) => ({ scheme, spki, message, signature })),
    );
  }

  /** Hands in every yes, in the order of the questions; the core itself answers the others. */
  answer(said: readonly boolean[]): void {
    this.#verification.use((steps) => {
      this.#objects.forEach((question, index) => {
        if (said[index] === true) steps.answerSignature(question, true);
      });
    });
  }

  free(): void {
    if (!this.#verification.stale) this.#objects.forEach((question) => question.free());
  }
}
