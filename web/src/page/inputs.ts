/** What the verdict is judged from: the list of inputs, and behind it the workbench, which is loaded when it is opened. */
import { count, foreign, h, plain } from 'sealcheck/element';
import type { Engine, Given, Input, Outcome, Question } from '../engine/types';
import { pick } from './pick';
import type { Workbench } from './workbench';

/** What the inputs ask of the page. */
export interface Bench {
  engine: Engine;
  take(given: Given[]): void;
  remove(input: Input): void;
  /** Something was edited: judge again, and leave the focus where it is. */
  changed(): void;
  policyEdited(text: string): void;
  share(): void;
  /** A part of the page could not be loaded. */
  failed(error: unknown): void;
}

/** The inputs. One for the whole life of the page, so that nothing that was typed is lost. */
export class Inputs {
  readonly element: HTMLDetailsElement;
  #summary = h('span', {}, '');
  #list = h('div');
  #rest = h('div');
  #bench: Bench;
  #shown: [inputs: Input[], question: Question, outcome: Outcome | null];
  #workbench: Workbench | undefined;

  constructor(bench: Bench, question: Question) {
    this.#bench = bench;
    this.#shown = [[], question, null];
    this.element = h(
      'details',
      { class: 'inputs', slot: 'inputs', ontoggle: () => this.element.open && void this.workbench().catch(bench.failed) },
      h('summary', {}, this.#summary),
      this.#list,
      h(
        'p',
        { class: 'bar' },
        h('button', { type: 'button', onclick: () => pick('files', (given) => bench.take(given)) }, 'Add files'),
        h('button', { type: 'button', onclick: () => pick('folder', (given) => bench.take(given)) }, 'Add a folder'),
        h('button', { type: 'button', id: 'share', onclick: () => bench.share() }, 'Copy a link to this'),
      ),
      this.#rest,
    );
  }

  /** Everything that can be edited. */
  async workbench(): Promise<Workbench> {
    const { Workbench } = await import('./workbench');
    if (this.#workbench === undefined) {
      this.#workbench = new Workbench(this.#bench, this.#shown[1]);
      this.#rest.replaceWith(this.#workbench.element);
      this.#workbench.show(...this.#shown);
    }
    return this.#workbench;
  }

  /** Shows what there is now. */
  show(inputs: Input[], question: Question, outcome: Outcome | null): void {
    this.#shown = [inputs, question, outcome];
    this.#summary.replaceChildren(
      inputs.length === 0 ? 'By hand: paste, policy, trust stores, date' : `${outcome?.verdict ? 'Judged from' : 'Read:'} ${count(inputs.length, 'input')}`,
      h('span', { class: 'note' }, kindsOf(inputs)),
    );
    this.#list.replaceChildren(...(inputs.length === 0 ? [] : [tableOf(inputs, (input) => this.#bench.remove(input))]));
    this.#workbench?.show(...this.#shown);
  }
}

/** What they were taken for, each kind once. */
function kindsOf(inputs: Input[]): string {
  const kinds = [...new Set(inputs.map(({ took }) => plain(took.replace(/[:,;].*/, '').replace(/^\d+ /, ''))))];
  return kinds.length > 6 ? `${kinds.slice(0, 5).join(', ')} and more` : kinds.join(', ');
}

/** Its rows become paragraphs on narrow screens; roles are written, because some browsers then drop them. */
function tableOf(inputs: Input[], remove: (input: Input) => void): HTMLElement {
  const rows = inputs.slice(0, 100).map((input) =>
    h(
      'tr',
      { role: 'row' },
      h('th', { scope: 'row', role: 'rowheader' }, h('code', {}, foreign(input.name))),
      h('td', { role: 'cell', class: { refused: 'is-fail', unused: 'note' }[input.kind as string] }, input.took, input.store !== undefined && [', into store ', h('code', {}, foreign(input.store))]),
      h('td', { role: 'cell' }, h('button', { type: 'button', onclick: () => remove(input) }, 'Remove', h('span', { class: 'vh' }, ' ', foreign(input.name)))),
    ),
  );
  const rest = inputs.length - rows.length;
  return h(
    'table',
    { role: 'table' },
    h('caption', {}, `Recognised by content, not by name${rest > 0 ? `; ${rest} more are not listed` : ''}`),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ['Input', 'Taken for', h('span', { class: 'vh' }, 'Action')].map((name) => h('th', { scope: 'col', role: 'columnheader' }, name)))),
    h('tbody', { role: 'rowgroup' }, rows),
  );
}
