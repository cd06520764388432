/** Characters that nobody sees, and how they are written out. */

/** What has no shape of its own, or changes that of its neighbours: controls, formats, fillers, odd spaces, halves. */
export const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00a0\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0\u{e0000}-\u{e0fff}]/gu;

/** Text for attributes and plain text, with the same marks. */
export function plain(text: string): string {
  return text.replace(INVISIBLE, nameOf);
}

/** `⟨U+202E⟩`. */
export function nameOf(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
