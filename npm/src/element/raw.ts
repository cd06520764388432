/** The verdict as it came, for programs and for bug reports. */
import { block } from './block.js';
import { type Content, h } from './dom.js';
import { plain } from './invisible.js';
import type { View } from './view.js';

/** Draws the block; the host puts envelope views into the slot `raw`. */
export function raw(view: View): HTMLElement {
  return block(
    view,
    'raw',
    '7 Raw data',
    'As it was read.',
    h('div', { class: 'raw' }, h('slot', { name: 'raw' }), view.verdict !== null && textView('Verdict', 'JSON', JSON.stringify(view.verdict, null, 2), 'the verdict')),
  );
}

/** A long text behind a summary, with a button that copies it. */
export function textView(title: string, note: Content, text: string, what: string, kind = ''): HTMLElement {
  const copied = h('span', { class: 'note', role: 'status' });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      copied.textContent = 'Copied.';
    } catch {
      copied.textContent = 'The browser does not allow to copy; select the text instead.';
    }
  };
  return h(
    'details',
    {},
    h('summary', {}, title, h('span', { class: 'note' }, note)),
    h('p', { class: 'bar' }, h('button', { type: 'button', onclick: () => void copy() }, 'Copy', h('span', { class: 'vh' }, ` ${what}`)), copied),
    h('pre', { class: kind || null, tabindex: '0', role: 'group', 'aria-label': title }, h('code', {}, document.createTextNode(lines(text)))),
  );
}

/** What nobody sees is written out, line breaks are kept. */
function lines(text: string): string {
  return text.slice(0, 1 << 20).split('\n').map(plain).join('\n');
}
