import type { Inspection, Verdict } from '../types.js';
import { banner } from './banner.js';
import { certificates } from './certificates.js';
import { checks } from './checks.js';
import { h } from './dom.js';
import { policy } from './policy.js';
import { raw } from './raw.js';
import { revocation } from './revocation.js';
import { signatures } from './signatures.js';
import { firstShown, WORDS } from './state.js';
import { styleSheet } from './style/index.js';
import { timeline } from './timeline.js';
import { type Notes, type View, viewOfInspections, viewOfVerdict } from './view.js';

// Importable where there is no DOM, for instance while a server renders.
const Base = (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as typeof HTMLElement);

/** The blocks, in their order. */
const CONTENTS: readonly [id: string, title: string][] = [
  ['signatures', '1 Signatures'],
  ['checks', '2 Checks'],
  ['policy', '3 Policy and identity'],
  ['timeline', '4 Timeline'],
  ['certificates', '5 Certificates'],
  ['revocation', '6 Revocation'],
  ['raw', '7 Raw data'],
];

/**
 * Shows a verdict, whole and accessibly. `element.verdict = await verify(…)`, or a verdict's JSON parsed. It decides
 * nothing: every word comes from the verdict. Text of others is set as text, never as markup; styles are constructed,
 * so a strict Content-Security-Policy needs no exception.
 *
 * Attributes: `level`, the level of its first heading (2 unless given, 1 to 4); `announce="off"` for hosts that tell
 * screen readers themselves. Slots: `inputs` below the banner, `policy`, `revocation` and `raw` at the end of these
 * blocks, and one without a name after the last. Event: `signatureshown` when another signature was chosen.
 */
export class SealcheckVerdict extends Base {
  static readonly observedAttributes = ['level'];
  #root: ShadowRoot;
  #status = h('p', { role: 'status', class: 'vh' });
  #matter = h('div');
  #verdict: Verdict | null = null;
  #inspections: readonly Inspection[] = [];
  #notes: Notes = {};
  #shown = 0;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#root.append(this.#status, this.#matter);
  }

  /** The verdict shown; null shows nothing. */
  get verdict(): Verdict | null {
    return this.#verdict;
  }

  set verdict(verdict: Verdict | null) {
    this.#show(verdict, []);
  }

  /** Envelopes that were only decoded, when there is no verdict. */
  get inspections(): readonly Inspection[] {
    return this.#inspections;
  }

  set inspections(inspections: readonly Inspection[]) {
    this.#show(null, inspections);
  }

  /** What only the host knows. */
  get notes(): Notes {
    return this.#notes;
  }

  set notes(notes: Notes) {
    this.#notes = notes;
    this.#draw();
  }

  /** Index of the signature shown. */
  get shown(): number {
    return this.#shown;
  }

  set shown(index: number) {
    const last = (this.#verdict?.signatures.length ?? this.#inspections.length) - 1;
    this.#shown = Math.max(0, Math.min(last, Number.isInteger(index) ? index : 0));
    this.#draw();
  }

  /** The verdict in words; empty while there is nothing to show. */
  get word(): string {
    const view = this.#view();
    return view === null ? '' : WORDS[view.state];
  }

  /** Moves the focus to the heading of the verdict. */
  focusVerdict(): void {
    this.#root.getElementById('word')?.focus();
  }

  /** Reads the sections in the slot without a name again, for the list of contents. */
  refreshContents(): void {
    this.#root.querySelector('.toc')?.replaceWith(this.#contents());
  }

  attributeChangedCallback(): void {
    this.#draw();
  }

  #show(verdict: Verdict | null, inspections: readonly Inspection[]): void {
    this.#verdict = verdict;
    this.#inspections = inspections;
    this.#shown = verdict === null ? 0 : firstShown(verdict);
    this.#draw();
    if (this.getAttribute('announce') !== 'off') this.#status.textContent = this.word && `${this.word}.`;
  }

  #view(): View | null {
    const level = Math.max(1, Math.min(4, Number(this.getAttribute('level') ?? 2) || 2));
    if (this.#verdict !== null) return viewOfVerdict(this.#verdict, this.#shown, this.#notes, level);
    return this.#inspections.length > 0 ? viewOfInspections(this.#inspections, this.#shown, this.#notes, level) : null;
  }

  #draw(): void {
    const view = this.#view();
    this.#matter.replaceChildren();
    if (view === null) return;
    this.#matter.append(
      h('div', { class: 'top' }, this.#contents(), h('div', {}, banner(view), h('slot', { name: 'inputs' }))),
      signatures(view, (index) => this.#choose(index)),
      checks(view),
      policy(view),
      timeline(view),
      certificates(view),
      revocation(view),
      raw(view),
      h('slot'),
    );
  }

  #choose(index: number): void {
    this.shown = index;
    this.#root.getElementById('h-checks')?.focus();
    this.dispatchEvent(new CustomEvent('signatureshown', { detail: { index } }));
  }

  /** Links within a shadow tree lead nowhere by themselves. */
  #contents(): HTMLElement {
    const go = (event: Event, target: HTMLElement | null | undefined): void => {
      event.preventDefault();
      target?.scrollIntoView();
      target?.querySelector<HTMLElement>('.title')?.focus({ preventScroll: true });
    };
    const more = Array.from(this.querySelectorAll<HTMLElement>(':scope > section[id]:not([slot])'));
    const links = [
      ...CONTENTS.map(([id, title]) => [title, () => this.#root.getElementById(id)] as const),
      ...more.map((section) => [section.querySelector('.title')?.textContent ?? '', () => section] as const),
    ];
    return h(
      'nav',
      { class: 'toc', 'aria-label': 'On this page' },
      h('ol', {}, links.map(([title, target]) => h('li', {}, h('a', { href: '#', onclick: (event) => go(event, target()) }, title)))),
    );
  }
}
