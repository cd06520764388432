/** Shapes that differ without colour. Each stands beside a word, so none is announced. */
import { s } from './dom.js';

const PATHS = {
  pass: 'm4 12.5 5.2 5.2L20 6.5',
  fail: 'm5.5 5.5 13 13m0-13-13 13',
  warn: 'M12 3.5 22 20.5H2ZM12 10v4.5m0 2.6v.4',
  unsure: 'M8 8.6C8 3.9 16 4 16 8.8c0 3.2-4 3.3-4 6.2m0 4v.4',
  skip: 'M5 12h14',
  block: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M5.8 5.8 18.2 18.2',
} as const;

/** A small icon. */
export type Icon = keyof typeof PATHS;

/** The icon of a row. */
export function icon(name: Icon): SVGElement {
  return s('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' }, s('path', { d: PATHS[name] }));
}

const RING = { cx: 12, cy: 12, r: 10 };
const DASHED = { ...RING, class: 'dashed' };

const SEALS = {
  verified: () => [s('circle', RING), s('path', { d: 'm7 12.4 3.5 3.5L17.2 9' })],
  warnings: () => [s('path', { d: 'M12 2.2 23 21.3H1ZM12 9.4v5.2m0 2.8v.3' })],
  unknown: () => [s('circle', DASHED), s('path', { d: 'M9 9.4c0-4 6-3.9 6 .2 0 2.4-3 2.4-3 4.6m0 2.8v.3' })],
  decoded: () => [s('circle', DASHED), s('path', { d: 'M7.5 12h9' })],
  skip: () => [s('circle', DASHED), s('path', { d: 'M7.5 12h9' })],
  untrusted: () => [s('path', { d: 'M8 1.8h8L22.2 8v8L16 22.2H8L1.8 16V8Zm.3 6.5 7.4 7.4m0-7.4-7.4 7.4' })],
  invalid: () => [s('path', { d: 'M12 1.5 2.5 5v7c0 5.5 4 8.8 9.5 10.5 5.5-1.7 9.5-5 9.5-10.5V5ZM13 2l-3.5 7 4.5 3.5-3.5 9.5' })],
} as const;

/** The large icon of a verdict. */
export function seal(state: keyof typeof SEALS): SVGElement {
  return s('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'seal' }, SEALS[state]());
}
