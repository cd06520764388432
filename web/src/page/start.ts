/** The empty state below the drop zone: examples and privacy. */
import { h } from 'sealcheck/element';
import { EXAMPLES, type Example } from './examples';

/** Draws it. */
export function startBlocks(open: (example: Example) => void): HTMLElement[] {
  const items = EXAMPLES.map((example) =>
    h(
      'li',
      {},
      h('a', {
        href: `#example=${example.name}`,
        onclick: (event) => {
          event.preventDefault();
          open(example);
        },
      }, example.title),
      h('span', {}, example.what),
    ),
  );
  return [
    block('examples', 'Examples', 'Signed by the real notation; good and bad.', h('ul', { class: 'examples' }, items)),
    block(
      'privacy',
      'Privacy',
      '',
      h('p', { class: 'promise' }, h('strong', {}, 'Nothing leaves this page.'), ' There is no server behind it. The page is forbidden to reach any other host, keeps nothing after you close it, and works offline.', offline()),
    ),
  ];
}

function offline(): (HTMLElement | string)[] {
  if (location.protocol === 'file:') return [];
  return [' For machines without a network, ', h('a', { href: './sealcheck-inspector.html', download: true }, 'save it as one file'), '.'];
}

function block(id: string, title: string, note: string, ...matter: HTMLElement[]): HTMLElement {
  return h('section', { class: 'block', 'aria-labelledby': `h-${id}` }, h('header', {}, h('h2', { class: 'title', id: `h-${id}` }, title), note !== '' && h('p', {}, note)), h('div', { class: 'matter' }, matter));
}
