/** The trust policy as text, with the linter's findings beside their lines. */
import type { PolicyReport, Problem } from 'sealcheck';
import { foreign, h } from 'sealcheck/element';
import { problemList, summaryOf } from './linter';

/** What a policy looks like. The identity is left to be filled in: only the publisher can say it. */
const TEMPLATE = `{
  "version": "1.0",
  "trustPolicies": [
    {
      "name": "images",
      "registryScopes": ["registry.example.com/repository"],
      "signatureVerification": { "level": "strict" },
      "trustStores": ["ca:publisher"],
      "trustedIdentities": ["x509.subject: C=COUNTRY, ST=STATE, O=ORGANISATION"]
    }
  ]
}
`;

/** Longer documents are judged, but not edited here. */
const LONGEST = 64 << 10;

/** Height of a line, in the style sheet too. */
const LINE = 20;

/** The editor; `changed` gets the text whenever it is edited. */
export class PolicyEditor {
  readonly element: HTMLElement;
  #changed: (text: string) => void;
  #text: HTMLTextAreaElement;
  #gutter = h('ol', { class: 'gutter', 'aria-hidden': 'true' });
  #beside = h('ol', { 'aria-hidden': 'true' });
  #findings = h('div', { id: 'policy-findings' });
  #problems: Problem[] = [];

  constructor(changed: (text: string) => void) {
    this.#changed = changed;
    this.#text = h('textarea', {
      id: 'policy-text',
      spellcheck: 'false',
      wrap: 'off',
      autocomplete: 'off',
      'aria-describedby': 'policy-findings',
      rows: 14,
      onscroll: () => this.#scroll(),
      oninput: () => {
        this.#number();
        changed(this.#text.value);
      },
    });
    this.element = h(
      'div',
      { class: 'editor' },
      h('label', { for: 'policy-text' }, 'Trust policy (trustpolicy.json)'),
      h('div', { class: 'lines' }, this.#gutter, h('div', { class: 'beside' }, this.#beside), this.#text),
      this.#findings,
      h('p', { class: 'bar' }, h('button', { type: 'button', onclick: () => this.begin() }, 'Start from a template')),
    );
    this.#number();
  }

  /** Whether somebody is writing in it. */
  get busy(): boolean {
    return document.activeElement === this.#text;
  }

  /** Shows a document; what is being written is left alone. */
  show(text: string): void {
    if (this.busy && this.#text.value !== '') return;
    const tooLong = text.length > LONGEST;
    this.#text.value = tooLong ? text.slice(0, LONGEST) : text;
    this.#text.readOnly = tooLong;
    this.#number();
  }

  /** Begins a new document. */
  begin(): void {
    this.#text.value = TEMPLATE;
    this.#number();
    this.#changed(TEMPLATE);
    this.#text.focus();
  }

  /** Shows what the linter says. */
  report(report: PolicyReport | null): void {
    this.#problems = report?.problems ?? [];
    this.#number();
    if (report === null) return this.#findings.replaceChildren();
    this.#findings.replaceChildren(
      h('p', { class: 'note' }, summaryOf(this.#problems)),
      problemList(this.#problems, (problem) => this.goTo(problem)),
    );
  }

  /** Puts the cursor where a problem is. */
  goTo({ line, column }: Problem): void {
    const lines = this.#text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const length = lines[line - 1]?.length ?? 0;
    this.#text.focus();
    this.#text.setSelectionRange(Math.min(start + column - 1, start + length), start + length);
    this.#text.scrollTop = Math.max(0, (line - 4) * LINE);
  }

  /** Numbers, and beside the lines with problems the first of them. */
  #number(): void {
    const marks = new Map<number, Problem>();
    for (const problem of this.#problems) {
      if (problem.severity === 'error' && marks.get(problem.line)?.severity !== 'error') marks.set(problem.line, problem);
      else if (!marks.has(problem.line)) marks.set(problem.line, problem);
    }
    const lines = Math.min(2000, this.#text.value.split('\n').length);
    this.#gutter.replaceChildren(...Array.from({ length: lines }, (_, index) => h('li', { class: marks.get(index + 1)?.severity }, String(index + 1))));
    this.#beside.replaceChildren(
      ...[...marks.values()].slice(0, 100).map(({ line, severity, message }) => {
        const item = h('li', { class: severity }, h('span', {}, foreign(message)));
        item.style.top = `${(line - 1) * LINE}px`;
        return item;
      }),
    );
    this.#scroll();
  }

  #scroll(): void {
    this.#gutter.scrollTop = this.#text.scrollTop;
    this.#beside.style.transform = `translateY(${-this.#text.scrollTop}px)`;
  }
}
