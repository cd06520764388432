/**
 * Text that somebody else wrote, for messages, logs and terminals: control characters (terminal escapes), invisible and
 * bidirectional ones become `?`, and nobody writes a novel.
 */
export function plain(text, limit = 200) {
  const visible = String(text).slice(0, limit + 1).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '?');
  return visible.length > limit ? `${visible.slice(0, limit)}…` : visible;
}

/** The same in quotes; quotes inside are escaped. */
export function quoted(text, limit) {
  return `"${plain(text, limit).replace(/["\\]/g, '\\$&')}"`;
}
