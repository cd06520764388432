/** What the verdict is judged from, and everything that can be changed about it. */
import { count, foreign, h } from 'sealcheck/element';
import type { Engine, Given, Input, Outcome, Question } from '../engine/types';
import { pasted } from './files';
import { pick } from './pick';
import { PolicyEditor } from './policy-editor';
import { storeEditor } from './stores';

/** What the workbench asks of the page. */
export interface Bench {
  engine: Engine;
  take(given: Given[]): void;
  remove(input: Input): void;
  /** Something was edited: judge again, and leave the focus where it is. */
  changed(): void;
  policyEdited(text: string): void;
  share(): void;
}

type FieldName = Exclude<keyof Question, 'artifact'>;

/** The workbench. One for the whole life of the page, so that nothing that was typed is lost. */
export class Inputs {
  readonly element: HTMLDetailsElement;
  readonly editor: PolicyEditor;
  #summary = h('span', {}, 'By hand');
  #list = h('div');
  #choices = h('div', { class: 'form' });
  #stores = h('div');
  #fields: Record<FieldName, HTMLInputElement | HTMLTextAreaElement>;
  #bench: Bench;

  constructor(bench: Bench, question: Question) {
    this.#bench = bench;
    this.editor = new PolicyEditor((text) => bench.policyEdited(text));
    const field = (name: FieldName, placeholder: string, element: 'input' | 'textarea' = 'input'): HTMLInputElement | HTMLTextAreaElement => {
      const made = h(element, { id: `f-${name}`, placeholder, spellcheck: 'false', autocomplete: 'off', ...(element === 'textarea' && { rows: 2 }) });
      made.addEventListener('change', () => {
        question[name] = made.value.trim();
        bench.changed();
      });
      return made;
    };
    this.#fields = {
      reference: field('reference', 'registry.example.com/repository@sha256:…'),
      at: field('at', '2026-11-21T09:57:51Z'),
      metadata: field('metadata', 'key=value', 'textarea'),
      policyName: field('policyName', 'name of a statement'),
    };
    const paste = h('textarea', { id: 'f-paste', spellcheck: 'false', autocomplete: 'off', rows: 3 });
    const read = (): void => {
      if (paste.value.trim() === '') return paste.focus();
      bench.take([pasted(paste.value)]);
      paste.value = '';
    };
    const labelled = (label: string, element: HTMLElement, wide = false): HTMLElement => h('div', { class: wide ? 'wide' : null }, h('label', { for: element.id }, label), element);
    this.element = h(
      'details',
      { class: 'inputs', slot: 'inputs' },
      h('summary', {}, this.#summary),
      this.#list,
      h(
        'p',
        { class: 'bar' },
        h('button', { type: 'button', onclick: () => pick('files', (given) => bench.take(given)) }, 'Add files'),
        h('button', { type: 'button', onclick: () => pick('folder', (given) => bench.take(given)) }, 'Add a folder'),
        h('button', { type: 'button', id: 'share', onclick: () => bench.share() }, 'Copy a link to this'),
      ),
      this.#choices,
      h(
        'div',
        { class: 'form' },
        labelled('Reference of the artifact', this.#fields.reference, true),
        labelled('Verify as of (UTC; empty means now)', this.#fields.at),
        labelled('Policy statement, for files (empty means the global one)', this.#fields.policyName),
        labelled('Required metadata, one key=value a line', this.#fields.metadata),
        h('div', {}, labelled('Paste an envelope, manifest, certificate or policy', paste), h('p', { class: 'bar' }, h('button', { type: 'button', id: 'read-paste', onclick: read }, 'Read what is pasted'))),
      ),
      h('h2', { class: 'title' }, 'Trust stores'),
      this.#stores,
      h('h2', { class: 'title' }, 'Trust policy'),
      this.editor.element,
    );
  }

  /** Shows what there is now. */
  show(inputs: Input[], question: Question, outcome: Outcome | null): void {
    this.#summary.textContent = inputs.length === 0 ? 'By hand: paste, policy, trust stores, date' : `Judged from ${count(inputs.length, 'input')}`;
    for (const [name, element] of Object.entries(this.#fields)) {
      if (document.activeElement !== element) element.value = question[name as keyof Question];
    }
    this.#list.replaceChildren(...(inputs.length === 0 ? [] : [tableOf(inputs, (input) => this.#bench.remove(input))]));
    const known = inputs.flatMap(({ policy }) => policy?.stores ?? []);
    if (!this.#stores.contains(document.activeElement)) {
      this.#stores.replaceChildren(storeEditor(inputs, this.#bench.engine, known, () => this.#bench.changed(), (input) => this.#bench.remove(input)));
    }
    this.#choices.replaceChildren(...choices(question, outcome, () => this.#bench.changed()));
    this.editor.report(outcome?.report ?? null);
  }
}

function tableOf(inputs: Input[], remove: (input: Input) => void): HTMLElement {
  const rows = inputs.slice(0, 100).map((input) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, h('code', {}, foreign(input.name))),
      h('td', { class: input.kind === 'refused' ? 'is-fail' : null }, input.took, input.store !== undefined && [', into store ', h('code', {}, foreign(input.store))]),
      h('td', {}, h('button', { type: 'button', onclick: () => remove(input) }, 'Remove', h('span', { class: 'vh' }, ' ', foreign(input.name)))),
    ),
  );
  const rest = inputs.length - rows.length;
  return h(
    'table',
    {},
    h('caption', {}, `Recognised by content, not by name${rest > 0 ? `; ${rest} more are not listed` : ''}`),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Input'), h('th', { scope: 'col' }, 'Taken for'), h('th', { scope: 'col' }, h('span', { class: 'vh' }, 'Action')))),
    h('tbody', {}, rows),
  );
}

function choices(question: Question, outcome: Outcome | null, changed: () => void): HTMLElement[] {
  const made: HTMLElement[] = [];
  const select = (id: string, label: string, options: [value: string, text: string][], value: string, take: (value: string) => void): void => {
    const element = h('select', { id }, h('option', { value: '' }, 'choose'), options.map(([option, text]) => h('option', { value: option, selected: option === value }, text)));
    element.addEventListener('change', () => {
      take(element.value);
      changed();
    });
    made.push(h('div', { class: 'wide' }, h('label', { for: id }, label), element));
  };
  if (outcome && outcome.artifacts.length > 1 && !question.reference.includes('@')) {
    select('f-artifact', 'Artifact', outcome.artifacts.slice(0, 200).map(({ digest, name }) => [digest, [name, digest].filter(Boolean).join(' · ')]), question.artifact, (value) => {
      question.artifact = value;
    });
  }
  if (outcome && outcome.repositories.length > 1 && outcome.reference === '') {
    select('f-repository', 'Repository that it is from', outcome.repositories.slice(0, 200).map((name) => [name, name]), '', (value) => {
      question.reference = value;
    });
  }
  return made;
}
