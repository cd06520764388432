/** Building blocks. Nothing is ever parsed as HTML: elements are created, and text is set as text. */
import { plain } from './invisible.js';

/** What can stand in an element. */
export type Content = Node | string | false | null | undefined | readonly Content[];

type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. Functions become listeners (`onclick`), `true` an empty attribute, `false` and null none. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...content: Content[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, content);
}

/** An SVG element. */
export function s(name: string, attributes: Attributes = {}, ...content: Content[]): SVGElement {
  return fill(document.createElementNS(SVG, name), attributes, content);
}

function fill<E extends Element>(element: E, attributes: Attributes, content: readonly Content[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(element, content);
  return element;
}

/** Appends strings as text, with what nobody sees written out, and leaves out what is not there. */
export function append(parent: Node, content: Content): void {
  if (content === false || content === null || content === undefined) return;
  if (typeof content === 'string') parent.appendChild(document.createTextNode(plain(content)));
  else if (content instanceof Node) parent.appendChild(content);
  else for (const part of content) append(parent, part);
}

/** Several pieces as one. */
export function pieces(...content: Content[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  append(fragment, content);
  return fragment;
}
