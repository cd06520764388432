/** Which certificates stand in which trust store, and who they are: names prove nothing, so the fingerprint is shown. */
import { digest, foreign, h, time } from 'sealcheck/element';
import type { Engine, Input } from '../engine/types';

const TYPES = { ca: 'certificate authority', signingAuthority: 'signing authority', tsa: 'timestamp authority' } as const;

/** One row for each file of certificates. */
export function storeEditor(inputs: Input[], engine: Engine, known: string[], changed: () => void, remove: (input: Input) => void): HTMLElement {
  const given = inputs.filter(({ kind }) => kind === 'certificates');
  if (given.length === 0) {
    return h('p', { class: 'note' }, 'No certificates yet. Drop the publisher’s root certificate (PEM or DER), as the publisher hands it out and not from the envelope.');
  }
  return h('ul', { class: 'stores' }, given.map((input) => editorOf(input, engine, known, changed, remove)));
}

function editorOf(input: Input, engine: Engine, known: string[], changed: () => void, remove: (input: Input) => void): HTMLElement {
  const [type = 'ca', ...rest] = (input.store ?? 'ca:unnamed').split(':');
  const name = rest.join(':');
  const ids = { type: `store-type-${input.id}`, name: `store-name-${input.id}`, list: `store-list-${input.id}` };
  const select = h('select', { id: ids.type }, Object.keys(TYPES).map((value) => h('option', { value, selected: value === type }, value)));
  const field = h('input', { id: ids.name, value: name, list: ids.list, spellcheck: 'false', autocomplete: 'off' });
  const update = (): void => {
    input.store = `${select.value}:${field.value.trim() || 'unnamed'}`;
    input.guessed = false;
    changed();
  };
  select.addEventListener('change', update);
  field.addEventListener('change', update);
  const who = h('ul', { class: 'who' });
  engine.certificates(input.content).then(
    (found) => who.replaceChildren(...found.slice(0, 20).map(({ subject, fingerprint, notAfter }) => h('li', {}, foreign(subject), h('small', {}, 'until ', time(notAfter), ', SHA256 fingerprint ', digest(fingerprint))))),
    (error: Error) => who.replaceChildren(h('li', { class: 'is-fail' }, foreign(error.message))),
  );
  return h(
    'li',
    {},
    h('p', { class: 'file' }, h('strong', {}, foreign(input.name)), input.guessed && h('small', {}, ' The page chose this store by the policy; correct it if it is another one.')),
    h(
      'div',
      { class: 'bar' },
      h('span', {}, h('label', { for: ids.type }, 'Type'), select),
      h('span', { class: 'grow' }, h('label', { for: ids.name }, 'Trust store'), field, h('datalist', { id: ids.list }, known.map((store) => h('option', { value: store.slice(store.indexOf(':') + 1) })))),
      h('button', { type: 'button', onclick: () => remove(input) }, 'Remove', h('span', { class: 'vh' }, ' ', foreign(input.name))),
    ),
    who,
  );
}
