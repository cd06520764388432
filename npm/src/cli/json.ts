/** JSON as notation prints it, and safe to show. */
import { jsonEscape, printableJson } from './style.js';

/** Two spaces, `<`, `>` and `&` as escapes, a line break at the end (INS-01). */
export function goJson(value: unknown): string {
  return `${printableJson(value).replace(/[<>&]/g, jsonEscape)}\n`;
}
