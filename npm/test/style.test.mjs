// What comes from files and registries cannot act upon a terminal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStyle, goJson, printable, printableJson } from '../dist/cli/parts.js';

test('characters that are not seen are shown as escapes', () => {
  assert.equal(printable('a\u001b[31mb\r\n\u0007\u009b\u007f'), 'a\\u{1b}[31mb\\u{d}\\u{a}\\u{7}\\u{9b}\\u{7f}');
  assert.equal(printable('x\u202ey\u2066z\u200f\u061c'), 'x\\u{202e}y\\u{2066}z\\u{200f}\\u{61c}');
  assert.equal(printable('\u200b\ufeff\u2028\ud800'), '\\u{200b}\\u{feff}\\u{2028}\\u{d800}');
  assert.equal(printable('\u{e0041}'), '\\u{e0041}');
  assert.equal(printable('Müller 株式会社 שלום \u{1f512}'), 'Müller 株式会社 שלום \u{1f512}');
});

test('JSON is safe to show and stays the same value', () => {
  const value = { 'a\u202e': ['\u001b]0;x\u0007', '\u{e0041}\ud800', 'line\nbreak'], b: { c: '<&>' } };
  const json = printableJson(value);
  assert.deepEqual(JSON.parse(json), value);
  assert.doesNotMatch(json, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  assert.deepEqual(JSON.parse(goJson(value)), value);
  assert.match(goJson(value), /"\\u003c\\u0026\\u003e"/);
  assert.match(goJson(value), /\n {2}"b": \{\n/);
});

test('colours and marks only where the terminal can show them', () => {
  const shown = (isTerminal, environment, platform = 'linux') => {
    const style = createStyle(isTerminal, environment, platform);
    return [style.mark('good') + style.tone('good', 'x'), style.branch.last];
  };
  const green = '\u001b[32mx\u001b[0m';
  assert.deepEqual(shown(true, { LANG: 'en_GB.UTF-8' }), [`✓ ${green}`, '└── ']);
  assert.deepEqual(shown(true, { LANG: 'C' }), [`ok ${green}`, '`-- ']);
  assert.deepEqual(shown(true, { LANG: 'C.utf8', NO_COLOR: '1' }), ['✓ x', '└── ']);
  assert.deepEqual(shown(true, { LC_ALL: 'C', LANG: 'C.UTF-8' }), [`ok ${green}`, '`-- ']);
  assert.deepEqual(shown(true, { LANG: 'C.UTF-8', TERM: 'dumb' }), ['x', '└── ']);
  assert.deepEqual(shown(false, { LANG: 'C.UTF-8' }), ['x', '└── ']);
  assert.deepEqual(shown(true, {}, 'win32'), [`✓ ${green}`, '└── ']);
});
