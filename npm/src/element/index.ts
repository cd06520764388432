/** `sealcheck/element`: the custom element `<sealcheck-verdict>`. Importing it registers nothing. */
import { SealcheckVerdict } from './verdict-element.js';

export { SealcheckVerdict };
export { stateOf, type State, WORDS as stateWords } from './state.js';
export type { Notes } from './view.js';
/** For hosts that show more beside the element in the same look: its building blocks and style sheet. */
export { type Content, h } from './dom.js';
export { textView } from './raw.js';
export { css } from './style/index.js';
export { plain } from './invisible.js';
export { count, digest, foreign, foreignCode, list, time } from './text.js';

/** Registers the element, once; `import 'sealcheck/element/define'` does the same. */
export function defineVerdictElement(name = 'sealcheck-verdict'): void {
  if (customElements.get(name) === undefined) customElements.define(name, name === 'sealcheck-verdict' ? SealcheckVerdict : class extends SealcheckVerdict {});
}

declare global {
  interface HTMLElementTagNameMap {
    'sealcheck-verdict': SealcheckVerdict;
  }
}
