/** Everything about a verdict that can be changed by hand: question, paste, trust stores, policy. */
import { h } from 'sealcheck/element';
import type { Input, Outcome, Question } from '../engine/types';
import { policyFor } from '../engine/policy';
import { pasted } from './files';
import type { Bench } from './inputs';
import { PolicyEditor } from './policy-editor';
import { storeEditor } from './stores';

type FieldName = Exclude<keyof Question, 'artifact'>;

/** The workbench. */
export class Workbench {
  readonly element: HTMLElement;
  readonly editor: PolicyEditor;
  #choices = h('div', { class: 'form' });
  #stores = h('div');
  #fields: Record<FieldName, HTMLInputElement | HTMLTextAreaElement>;
  #bench: Bench;
  #policy: Input | undefined;

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
    const paste = h('textarea', { id: 'f-paste', spellcheck: 'false', autocomplete: 'off', rows: 2 });
    const read = (): void => {
      if (paste.value.trim() === '') return paste.focus();
      bench.take([pasted(paste.value)]);
      paste.value = '';
    };
    const labelled = (label: string, element: HTMLElement, wide = false): HTMLElement => h('div', { class: wide ? 'wide' : null }, h('label', { for: element.id }, label), element);
    this.element = h(
      'div',
      { class: 'workbench' },
      this.#choices,
      h(
        'div',
        { class: 'form' },
        labelled('Reference of the artifact', this.#fields.reference, true),
        labelled('Verify as of (UTC; empty means now)', this.#fields.at),
        labelled('Policy statement for a file (empty: the global one)', this.#fields.policyName),
        labelled('Required metadata, one key=value a line', this.#fields.metadata),
        h('div', {}, labelled('Paste an envelope, manifest, certificate or policy', paste), h('p', { class: 'bar' }, h('button', { type: 'button', id: 'read-paste', onclick: read }, 'Read what is pasted'))),
      ),
      h('h2', { class: 'title' }, 'Trust stores'),
      this.#stores,
      h('h2', { class: 'title' }, 'Trust policy'),
      this.editor.element,
    );
  }

  /** Puts the focus where the reference is typed. */
  focusReference(): void {
    this.#fields.reference.focus();
  }

  /** Shows what there is now. */
  show(inputs: Input[], question: Question, outcome: Outcome | null): void {
    for (const [name, element] of Object.entries(this.#fields)) {
      if (document.activeElement !== element) element.value = question[name as keyof Question];
    }
    const known = inputs.flatMap(({ policy }) => policy?.stores ?? []);
    if (!this.#stores.contains(document.activeElement)) {
      this.#stores.replaceChildren(storeEditor(inputs, this.#bench.engine, known, () => this.#bench.changed(), (input) => this.#bench.remove(input)));
    }
    this.#choices.replaceChildren(...choices(question, outcome, () => this.#bench.changed()));
    this.#showPolicy(policyFor(inputs, outcome?.kind ?? 'oci'));
    this.editor.report(outcome?.report ?? null);
  }

  /** The document that was linted and judged by, and no other. */
  #showPolicy(policy: Input | undefined): void {
    if (policy === this.#policy) return;
    this.#policy = policy;
    if (policy === undefined) return this.editor.show('');
    void policy.content.text().then((text) => {
      if (policy === this.#policy) this.editor.show(text);
    });
  }
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
