/** A numbered block: its heading in the margin, the matter beside it. */
import { type Content, h } from './dom.js';
import type { View } from './view.js';

/** Draws the frame. */
export function block({ level }: View, id: string, title: string, note: string, ...matter: Content[]): HTMLElement {
  return h(
    'section',
    { class: 'block', id, 'aria-labelledby': `h-${id}` },
    h('header', {}, h(`h${level + 1}` as 'h2', { id: `h-${id}`, class: 'title', tabindex: '-1' }, title), h('p', {}, note)),
    h('div', { class: 'matter' }, matter),
  );
}

/** A table whose rows become paragraphs on narrow screens; roles are written, because some browsers then drop them. */
export function table(kind: string, caption: Content, columns: string[], rows: HTMLElement[]): HTMLElement {
  return h(
    'table',
    { class: `fold ${kind}`, role: 'table' },
    h('caption', {}, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((name) => h('th', { scope: 'col', role: 'columnheader' }, name)))),
    h('tbody', { role: 'rowgroup' }, rows),
  );
}

/** A row of it; the first cell is its heading. */
export function tableRow(mark: string | null, first: Content, ...cells: { label?: string; content: Content }[]): HTMLElement {
  return h(
    'tr',
    { role: 'row', class: mark },
    h('th', { scope: 'row', role: 'rowheader' }, first),
    cells.map(({ label, content }) => h('td', { role: 'cell', 'data-label': label }, content)),
  );
}

/** Pairs of label and value. */
export function pairs(...entries: (readonly [Content, Content] | false | null | undefined)[]): HTMLElement {
  return h('dl', { class: 'kv' }, entries.map((entry) => entry && [h('dt', {}, entry[0]), h('dd', {}, entry[1])]));
}
