/** The file dialogs, behind real buttons. */
import { h } from 'sealcheck/element';
import type { Given } from '../engine/types';
import { fromList } from './files';

/** Opens a dialog; nothing comes if it is closed. */
export function pick(what: 'files' | 'folder', take: (given: Given[]) => void): void {
  const input = h('input', { type: 'file', multiple: true, hidden: true, webkitdirectory: what === 'folder', 'aria-label': `Choose ${what}` });
  input.addEventListener('change', () => {
    take(fromList(input.files ?? []));
    input.remove();
  });
  input.addEventListener('cancel', () => input.remove());
  // In the document, so that tests and assistive technology find it.
  document.body.append(input);
  input.click();
}
