/** Findings of the linter, each with its line. */
import type { Problem } from 'sealcheck';
import { count, foreign, h } from 'sealcheck/element';

/** As many as anybody reads. */
const SHOWN = 100;

/** One item for each; the button leads to the line. */
export function problemList(problems: readonly Problem[], goTo: (problem: Problem) => void): HTMLElement {
  return h('ul', { class: 'findings' }, problems.slice(0, SHOWN).map((problem) => item(problem, goTo)));
}

function item(problem: Problem, goTo: (problem: Problem) => void): HTMLElement {
  const { severity, line, column, message, code, path } = problem;
  return h(
    'li',
    { class: severity === 'error' ? 'is-fail' : 'is-warn' },
    h('button', { type: 'button', onclick: () => goTo(problem) }, `Line ${line}`, h('span', { class: 'vh' }, `, column ${column}: show`)),
    h('p', {}, h('strong', {}, severity === 'error' ? 'Error: ' : 'Warning: '), path !== '' && [h('code', {}, foreign(path)), ' '], foreign(message), ' ', h('code', { class: 'code' }, code)),
  );
}

/** How many there are, in words. */
export function summaryOf(problems: readonly Problem[]): string {
  if (problems.length === 0) return 'No problem found in the document.';
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const rest = problems.length > SHOWN ? `, of which ${SHOWN} are listed` : '';
  return `${[errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ')} in the document${rest}.`;
}

/** For the block about the policy. */
export function linterRemarks(problems: readonly Problem[], goTo: (problem: Problem) => void): HTMLElement {
  return h('div', { slot: 'policy', class: 'slotted' }, h('p', { class: 'note' }, `Linter: ${summaryOf(problems)}`), problems.length > 0 && problemList(problems, goTo));
}
