/** What the terminal can show: colours, marks, and branches of trees; the words are the same everywhere. */

export type Tone = 'good' | 'bad' | 'unsure' | 'dim' | 'plain';

export interface Style {
  /** Colours a text, where there are colours. */
  tone(tone: Tone, text: string): string;
  /** `✓ ` or `ok `, or nothing where the output is not a terminal. */
  mark(mark: 'good' | 'bad' | 'none'): string;
  /** Branches of a tree. */
  branch: { fork: string; last: string; through: string; blank: string };
}

const COLOURS: Record<Tone, string> = { good: '32', bad: '31', unsure: '33', dim: '2', plain: '' };
const MARKS = {
  unicode: { good: '✓ ', bad: '✗ ', none: '– ' },
  ascii: { good: 'ok ', bad: 'no ', none: '-- ' },
};

/** The style for a stream. */
export function createStyle(
  isTerminal: boolean,
  environment: Record<string, string | undefined>,
  platform: string,
): Style {
  const isCapable = isTerminal && environment['TERM'] !== 'dumb';
  const hasColour = isCapable && !environment['NO_COLOR'];
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  const isUnicode = platform === 'win32' || /utf-?8/i.test(locale);
  const marks = isUnicode ? MARKS.unicode : MARKS.ascii;
  return {
    tone: (tone, text) => (hasColour && COLOURS[tone] !== '' ? `\u001b[${COLOURS[tone]}m${text}\u001b[0m` : text),
    mark: (mark) => (isCapable ? marks[mark] : ''),
    branch: isUnicode
      ? { fork: '├── ', last: '└── ', through: '│   ', blank: '    ' }
      : { fork: '|-- ', last: '`-- ', through: '|   ', blank: '    ' },
  };
}

/**
 * Characters that a terminal acts upon instead of showing them, or that change the order of what is read: controls,
 * bidirectional marks, invisible characters, line separators, lone surrogates, tags.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g;

/** Text from files and registries, safe to print: what would not be seen is written as an escape. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escape);
}

/** JSON in one line that is safe to print, as {@link printableJson}. */
export function printableJsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, jsonEscape);
}

/** JSON that is safe to print: the same value, with the same characters as escapes. */
export function printableJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  // Line breaks are the printer's own; within strings JSON has escaped them.
  return json.replace(UNPRINTABLE, (character) => (character === '\n' ? character : jsonEscape(character)));
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** `\uXXXX` for each UTF-16 unit. */
export function jsonEscape(text: string): string {
  return Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
}
