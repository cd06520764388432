/** The trust policy as text, with the linter's findings beside their lines. */
import type { PolicyReport, Problem } from 'sealcheck';
import { count, foreign, h } from 'sealcheck/element';

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

/** The editor; `changed` gets the text whenever it is edited. */
export class PolicyEditor {
  readonly element: HTMLElement;
  #text: HTMLTextAreaElement;
  #gutter = h('ol', { class: 'gutter', 'aria-hidden': 'true' });
  #findings = h('div', { class: 'findings', id: 'policy-findings' });
  #problems: Problem[] = [];

  constructor(changed: (text: string) => void) {
    this.#text = h('textarea', { id: 'policy-text', spellcheck: 'false', wrap: 'off', autocomplete: 'off', 'aria-describedby': 'policy-findings', rows: 14 });
    this.#text.addEventListener('input', () => {
      this.#number();
      changed(this.#text.value);
    });
    this.#text.addEventListener('scroll', () => {
      this.#gutter.scrollTop = this.#text.scrollTop;
    });
    const template = h('button', {
      type: 'button',
      onclick: () => {
        this.#text.value = TEMPLATE;
        this.#number();
        changed(TEMPLATE);
        this.#text.focus();
      },
    }, 'Start from a template');
    this.element = h(
      'div',
      { class: 'editor' },
      h('label', { for: 'policy-text' }, 'Trust policy (trustpolicy.json)'),
      h('div', { class: 'lines' }, this.#gutter, this.#text),
      this.#findings,
      h('p', { class: 'bar' }, template),
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

  /** Shows what the linter says. */
  report(report: PolicyReport | null): void {
    this.#problems = report?.problems ?? [];
    this.#number();
    if (report === null) return this.#findings.replaceChildren();
    const errors = this.#problems.filter(({ severity }) => severity === 'error').length;
    const warnings = this.#problems.length - errors;
    const summary = this.#problems.length === 0 ? 'No problem found in the document.' : `${[errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ')} in the document.`;
    this.#findings.replaceChildren(
      h('p', { class: 'note' }, summary),
      h('ul', {}, this.#problems.slice(0, 100).map((problem) => this.#item(problem))),
    );
  }

  #item(problem: Problem): HTMLElement {
    const { severity, line, column, message, code, path } = problem;
    return h(
      'li',
      { class: severity === 'error' ? 'is-fail' : 'is-warn' },
      h('button', { type: 'button', onclick: () => this.#goTo(problem) }, `Line ${line}`, h('span', { class: 'vh' }, `, column ${column}: show`)),
      h('p', {}, h('strong', {}, severity === 'error' ? 'Error: ' : 'Warning: '), path !== '' && [h('code', {}, foreign(path)), ' '], foreign(message), ' ', h('code', { class: 'code' }, code)),
    );
  }

  #goTo({ line, column }: Problem): void {
    const lines = this.#text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const length = lines[line - 1]?.length ?? 0;
    this.#text.focus();
    this.#text.setSelectionRange(Math.min(start + column - 1, start + length), start + length);
    this.#text.scrollTop = Math.max(0, (line - 4) * 20);
  }

  #number(): void {
    const marks = new Map(this.#problems.map(({ line, severity }) => [line, severity] as const));
    for (const { line, severity } of this.#problems) if (severity === 'error') marks.set(line, 'error');
    const lines = Math.min(2000, this.#text.value.split('\n').length);
    this.#gutter.replaceChildren(...Array.from({ length: lines }, (_, index) => h('li', { class: marks.get(index + 1) }, String(index + 1))));
    this.#gutter.scrollTop = this.#text.scrollTop;
  }
}
