/** Trees, as notation prints them. */
import { printable, type Style } from '../style.js';

/** A line and what hangs from it. */
export interface Node {
  text: string;
  children?: Node[];
}

/** A tree as lines; texts are made printable. */
export function renderTree({ text, children = [] }: Node, { branch }: Style): string {
  const lines: string[] = [printable(text)];
  const hang = (nodes: Node[], indent: string): void => {
    nodes.forEach(({ text, children = [] }, index) => {
      const isLast = index === nodes.length - 1;
      lines.push(`${indent}${isLast ? branch.last : branch.fork}${printable(text)}`);
      hang(children, indent + (isLast ? branch.blank : branch.through));
    });
  };
  hang(children, '');
  return `${lines.join('\n')}\n`;
}
