/** The look: tokens, base and blocks. */
import { base } from './base.js';
import { blocks } from './blocks.js';
import { tokens } from './tokens.js';

/** Tokens and base, for a page around the element that shares its look. */
export const css = tokens + base;

let sheet: CSSStyleSheet | undefined;

/** One constructed style sheet for all elements of a page. */
export function styleSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css + blocks);
  }
  return sheet;
}
