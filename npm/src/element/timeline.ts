/** Who says when: a drawing with one column for each moment, so that nothing collides, and the same as a list. */
import { block } from './block.js';
import { type Content, h, s } from './dom.js';
import { type Line, type Mark, type Moment, timelineOf } from './moments.js';
import { time } from './text.js';
import type { View } from './view.js';

const HEAD = 24;
const STEP = 36;

/** Draws the block. */
export function timeline(view: View): HTMLElement {
  const { moments, lines } = timelineOf(view);
  const title = '4 Timeline';
  const note = 'Who says when. All times in UTC.';
  if (moments.length === 0) return block(view, 'timeline', title, note, h('p', {}, 'No times were read.'));
  const claimed = !view.authentic && lines.length > 0;
  const words = [claimed && (view.unproven ? 'Dashed and hollow: claimed, not proven. ' : 'Dashed: claimed by a chain nobody vouches for. '), 'Order is exact; distances are not to scale.'];
  return block(
    view,
    'timeline',
    title,
    note,
    h(
      'div',
      { class: `timeline${claimed ? ' claims' : ''}` },
      h('figure', {}, plot(moments, lines), h('figcaption', { class: 'note' }, words)),
      h('ol', { class: 'events' }, moments.map((moment, index) => item(moment, moments[index - 1]))),
    ),
  );
}

function plot(moments: Moment[], lines: Line[]): SVGElement {
  const height = HEAD + lines.length * STEP + 6;
  const x = (index: number): string => `${((index + 0.5) * 100) / moments.length}%`;
  const width = (from: number, to: number): string => `${((to - from) * 100) / moments.length}%`;
  const find = (wanted: string): number => moments.findIndex(({ time: instant }) => Date.parse(instant) === Date.parse(wanted));
  const columns = moments.map(({ isNow, isUntil }, index) =>
    s(
      'svg',
      { x: x(index), class: ['column', isNow && 'now', isUntil && 'until'].filter(Boolean).join(' ') },
      s('path', { d: `M0 22V${height}` }),
      s('circle', { cy: 12, r: 10 }),
      s('text', { y: 16 }, String(index + 1)),
    ),
  );
  const rows = lines.map(({ label, leaf, from, to, marks }, index) => {
    const top = HEAD + index * STEP;
    const [first, last] = [from === undefined ? 0 : find(from), to === undefined ? moments.length - 1 : find(to)];
    return [
      s('text', { class: 'lab', y: top + 20 }, label),
      (from !== undefined || to !== undefined) &&
        (first === last
          ? s('svg', { x: x(last), y: top + 31 }, mark('expiry'))
          : s('rect', { class: leaf ? 'leaf' : null, x: x(first), y: top + 27, width: width(first, last), height: 8 })),
      marks.map(({ at, mark: kind }) => s('svg', { x: x(find(at)), y: top + 31 }, mark(kind))),
    ] satisfies Content;
  });
  return s('svg', { class: 'plot', role: 'img', 'aria-label': 'Timeline; the list says the same in words', height }, columns, rows);
}

function mark(kind: Mark): SVGElement {
  switch (kind) {
    case 'claimed':
      return s('path', { class: 'mark', d: 'm0-7 7 7-7 7-7-7Z' });
    case 'stamp':
      return s('g', {}, s('path', { class: 'mark', d: 'M-12-5V5M-12 0h24M12-5V5' }), s('path', { class: 'mark full', d: 'm0-7 7 7-7 7-7-7Z' }));
    case 'expiry':
      return s('path', { class: 'mark', d: 'M0-8V8M-5-8H5M-5 8H5' });
  }
}

function item({ time: instant, events, isNow, isUntil }: Moment, before: Moment | undefined): HTMLElement {
  const gap = before === undefined ? '' : ` · ${span(Date.parse(instant) - Date.parse(before.time))} later`;
  return h(
    'li',
    { class: [isNow && 'is-now', isUntil && 'is-until'].filter(Boolean).join(' ') || null },
    time(instant),
    gap,
    events.map(({ text, mark: kind }) =>
      h('p', { class: kind && 'marked' }, kind && s('svg', { class: 'g', viewBox: '-13 -9 26 18', 'aria-hidden': 'true' }, mark(kind)), text),
    ),
  );
}

const UNITS: [milliseconds: number, name: string][] = [
  [365.25 * 86_400_000, 'year'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'min'],
  [1000, 's'],
];

/** `5 min 3 s`, `11 days`, `about 9 years`. */
function span(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'some time';
  if (milliseconds < 1000) return 'under 1 s';
  const index = UNITS.findIndex(([unit], place) => milliseconds >= unit * (place === 0 ? 2 : 1));
  const [unit, name] = UNITS[index] ?? [1000, 's'];
  const whole = Math.floor(milliseconds / unit);
  const short = name === 'min' || name === 's';
  const text = `${whole} ${name}${short || whole === 1 ? '' : 's'}`;
  if (index === 0) return `about ${text}`;
  const next = UNITS[index + 1];
  const rest = next === undefined || index < 2 ? 0 : Math.floor((milliseconds % unit) / next[0]);
  return rest === 0 || next === undefined ? text : `${text} ${rest} ${next[1]}`;
}
