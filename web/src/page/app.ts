/** The page: takes files, asks the engine, shows what it says. It decides nothing about a signature. */
import { defineVerdictElement, h, plain } from 'sealcheck/element';
import { policyFor } from '../engine/policy';
import type { Engine, Given, Input, Job, Outcome, Progress, Question } from '../engine/types';
import { assignStores } from './assign';
import { EXAMPLES, type Example, loadExample } from './examples';
import { fromTransfer, pasted } from './files';
import { Inputs } from './inputs';
import { pick } from './pick';
import { startBlocks } from './start';
import { themeButton } from './theme';
import type { Workbench } from './workbench';

const TITLE = 'Sealcheck inspector';

function emptyQuestion(): Question {
  return { reference: '', at: '', metadata: '', policyName: '', artifact: '' };
}

/** The page. */
export class App {
  #engine: Engine;
  #inputs: Input[] = [];
  #question = emptyQuestion();
  #outcome: Outcome | null = null;
  #running: AbortController | null = null;
  #since = 0;
  #edited: ReturnType<typeof setTimeout> | undefined;
  #drawing = 0;
  #bench: Inputs;
  #status = byId('status');
  #progress = byId<HTMLProgressElement>('progress');
  #cancel = byId<HTMLButtonElement>('cancel');
  #again = byId<HTMLButtonElement>('again');
  #start = byId('start');
  #notice = h('div', { class: 'notice', hidden: true });
  #verdict = (defineVerdictElement(), h('sealcheck-verdict', { level: '1', announce: 'off', hidden: true }));

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#bench = new Inputs(
      {
        engine,
        take: (given) => void this.#take(given),
        remove: (input) => this.#remove(input),
        changed: () => void this.#judge(false),
        policyEdited: (text) => this.#policyEdited(text),
        share: () => void this.#share(),
        failed: (error) => this.#failed(error),
      },
      this.#question,
    );
  }

  /** Begins. */
  start(): void {
    const main = byId('main');
    this.#start.append(...startBlocks((example) => void this.#open(example)));
    this.#start.before(this.#notice);
    main.append(this.#verdict);
    this.#placeBench();
    this.#bench.show([], this.#question, null);
    themeButton(byId('theme'));
    for (const button of document.querySelectorAll<HTMLButtonElement>('[data-pick]')) {
      button.addEventListener('click', () => pick(button.dataset['pick'] as 'files' | 'folder', (given) => void this.#take(given)));
    }
    this.#again.addEventListener('click', () => this.#reset());
    this.#cancel.addEventListener('click', () => this.#running?.abort(new DOMException('cancelled', 'AbortError')));
    this.#verdict.addEventListener('signatureshown', () => this.#fill());
    this.#listen();
    addEventListener('hashchange', () => void this.#openFragment());
    addEventListener('beforeprint', () => {
      for (const root of [document, this.#verdict.shadowRoot]) root?.querySelectorAll('details:not(.inputs)').forEach((details) => details.setAttribute('open', ''));
    });
    void this.#openFragment();
    // The wasm is on its way while somebody looks for a file; then the rest, so that the page goes on without a network.
    this.#engine.warm().then(
      () => atRest(() => void Promise.all([this.#bench.workbench(), import('./below'), import('./link')]).catch((error: unknown) => this.#failed(error))),
      (error: Error) => this.#say(`The verifier could not be loaded: ${error.message}`),
    );
  }

  #listen(): void {
    const drop = byId('drop');
    // The whole zone opens the dialog, for pointers; keyboards have the buttons in it. Marked text is not a click.
    drop.addEventListener('click', ({ target }) => {
      if (target instanceof Element && !target.closest('button') && (getSelection()?.isCollapsed ?? true)) pick('files', (given) => void this.#take(given));
    });
    addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
    addEventListener('dragleave', () => drop.classList.remove('over'));
    addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      this.#since = performance.now();
      if (event.dataTransfer) {
        fromTransfer(event.dataTransfer).then((given) => this.#take(given, this.#since), (error: Error) => this.#say(`That could not be read: ${error.message}`));
      }
    });
    addEventListener('paste', (event) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const files = Array.from(event.clipboardData?.files ?? [], (file) => ({ path: file.name, content: file }));
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (files.length > 0 || text.trim() !== '') void this.#take(files.length > 0 ? files : [pasted(text)]);
    });
  }

  async #take(given: Given[], since = performance.now()): Promise<void> {
    if (given.length === 0) return;
    this.#since = since;
    const signal = this.#begin(`Reading ${given.length === 1 ? 'a file' : `${given.length} files`}`);
    try {
      const found = await this.#engine.recognise(given, signal);
      this.#add(found);
      await this.#judge(true);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** New inputs; a layout or a policy takes the place of the one before. */
  #add(found: Input[]): void {
    for (const input of found) {
      this.#inputs = this.#inputs.filter(
        (old) => !(input.kind === 'layout' && ['layout', 'manifest', 'envelope', 'signature-manifest'].includes(old.kind)) && !(input.kind === 'policy' && old.kind === 'policy' && old.policy?.kind === input.policy?.kind),
      );
      this.#inputs.push(input);
    }
    assignStores(this.#inputs);
  }

  #remove(input: Input): void {
    this.#inputs = this.#inputs.filter((other) => other !== input);
    assignStores(this.#inputs);
    this.#say(`${plain(input.name)} was removed.`);
    void this.#judge(false);
  }

  #policyEdited(text: string): void {
    clearTimeout(this.#edited);
    this.#edited = setTimeout(() => {
      void this.#engine.recognise([{ path: 'trustpolicy.json', content: new Blob([text]) }], new AbortController().signal).then((found) => {
        const edited = policyFor(this.#inputs, this.#outcome?.kind ?? 'oci');
        this.#inputs = this.#inputs.filter((input) => input !== edited);
        this.#inputs.push(...found.filter(({ kind }) => kind === 'policy'));
        assignStores(this.#inputs);
        return this.#judge(false);
      });
    }, 300);
  }

  async #judge(isNew: boolean): Promise<void> {
    if (!isNew) this.#since = performance.now();
    const signal = this.#begin('Verifying');
    try {
      const outcome = await this.#engine.judge(this.#job(), signal, (progress) => this.#advance(progress));
      if (signal.aborted) return;
      this.#outcome = outcome;
      this.#show(isNew);
    } catch (error) {
      this.#failed(error);
    }
  }

  #job(): Job {
    return { inputs: this.#inputs, question: { ...this.#question } };
  }

  #begin(what: string): AbortSignal {
    this.#running?.abort(new DOMException('superseded', 'AbortError'));
    const running = new AbortController();
    this.#running = running;
    // Short work shows no bar.
    setTimeout(() => {
      if (this.#running !== running) return;
      this.#say(`${what}…`);
      this.#progress.removeAttribute('value');
      this.#progress.hidden = this.#cancel.hidden = false;
    }, 250);
    return running.signal;
  }

  #end(): void {
    this.#running = null;
    this.#progress.hidden = this.#cancel.hidden = true;
  }

  #advance({ what, done, total }: Progress): void {
    if (total === 0 || this.#progress.hidden) return;
    this.#progress.max = total;
    this.#progress.value = done;
    this.#progress.setAttribute('aria-label', plain(what));
  }

  #failed(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') {
      if (error.message !== 'cancelled') return;
      this.#end();
      this.#say('Cancelled. Nothing was judged.');
      return;
    }
    this.#end();
    this.#say(`That could not be done: ${plain(error instanceof Error ? error.message : String(error))}`);
  }

  #show(isNew: boolean): void {
    const outcome = this.#outcome;
    if (outcome === null) return;
    const isShown = outcome.verdict !== null || outcome.inspections.length > 0;
    this.#start.hidden = isShown;
    this.#verdict.hidden = !isShown;
    this.#again.hidden = this.#inputs.length === 0;
    this.#verdict.notes = {
      ...(outcome.assumed && outcome.verdict && { artifact: outcome.assumed }),
      currentDate: this.#question.at === '' ? 'now, by this computer’s clock' : 'date set by you',
      signatures: outcome.source,
      ...(outcome.needed.length > 0 && { needed: neededIn(outcome) }),
    };
    if (outcome.verdict) this.#verdict.verdict = outcome.verdict;
    else this.#verdict.inspections = outcome.inspections;
    this.#bench.show(this.#inputs, this.#question, outcome);
    this.#showNotice(outcome);
    this.#placeBench();
    // Open where something in it has to be done, or was not read.
    const mustOpen = this.#inputs.length > 0 && (!isShown || outcome.obstacle !== null || outcome.needed.some(({ kind }) => kind === 'choice' || kind === 'repository') || this.#inputs.some(({ kind }) => kind === 'refused'));
    this.#bench.element.open = mustOpen || (this.#bench.element.open && !isNew);
    this.#end();
    const elapsed = performance.now() - this.#since;
    document.documentElement.dataset['elapsed'] = elapsed.toFixed(1);
    const word = this.#verdict.word;
    document.title = isShown ? `${word} · ${TITLE}` : TITLE;
    this.#say(this.#summary(outcome, word, elapsed));
    this.#fill();
    if (isNew && isShown) {
      scrollTo(0, 0);
      this.#verdict.focusVerdict();
    }
  }

  #summary(outcome: Outcome, word: string, elapsed: number): string {
    if (outcome.verdict) return `${word}. Judged in this page in ${Math.max(1, Math.round(elapsed))} ms; nothing was sent.`;
    if (outcome.obstacle) return `Not judged: ${plain(outcome.obstacle.message)}`;
    if (this.#inputs.length === 0) return 'Ready. Nothing has been read yet.';
    return `${word === '' ? '' : `${word}. `}Still needed: ${neededIn(outcome)}.`;
  }

  /** What stands in the way of a verdict; about the inputs, never about a signature. */
  #showNotice({ obstacle }: Outcome): void {
    this.#notice.hidden = obstacle === null;
    if (obstacle === null) return this.#notice.replaceChildren();
    this.#notice.replaceChildren(
      h('h2', { class: 'title' }, 'Not judged'),
      h('p', {}, h('bdi', {}, plain(obstacle.message)), ' ', h('code', { class: 'code' }, obstacle.code)),
      ...(obstacle.problems ? [h('p', {}, 'The problems stand beside the policy, under “Trust policy”.')] : []),
    );
  }

  #placeBench(): void {
    const home = this.#verdict.hidden ? this.#start : this.#verdict;
    if (this.#bench.element.parentElement === home) return;
    if (home === this.#verdict) home.append(this.#bench.element);
    else byId('drop').after(this.#bench.element);
  }

  #fill(): void {
    this.#fillSlots().catch((error: unknown) => this.#failed(error));
  }

  /** What the page shows beside the verdict; loaded once there is one. */
  async #fillSlots(): Promise<void> {
    const drawing = ++this.#drawing;
    const outcome = this.#outcome;
    const isShown = !this.#verdict.hidden;
    this.#verdict.querySelectorAll(':scope > :not(.inputs)').forEach((element) => element.remove());
    document.querySelector('.needs')?.remove();
    delete document.documentElement.dataset['complete'];
    if (outcome === null || this.#inputs.length === 0) return;
    const { commandBlock, linterRemarks, needsBlock, rawViews } = await import('./below');
    if (drawing !== this.#drawing) return;
    const shown = this.#verdict.shown;
    const { verdict, report, envelopes, inspections, needed } = outcome;
    const add = (): void => pick('files', (given) => void this.#take(given));
    if (needed.length > 0) {
      this.#bench.element.before(
        needsBlock(outcome, {
          pick: (what) => pick(what, (given) => void this.#take(given)),
          typeReference: () => void this.#openBench((workbench) => workbench.focusReference()),
          template: () => void this.#openBench(({ editor }) => editor.begin()),
        }),
      );
    }
    if (!isShown) return;
    if (verdict && report) this.#verdict.append(linterRemarks(report.problems, (problem) => void this.#openBench(({ editor }) => editor.goTo(problem))));
    if (verdict && verdict.wanted.length > 0) {
      this.#verdict.append(h('p', { slot: 'revocation', class: 'bar slotted' }, h('button', { type: 'button', onclick: add }, 'Add OCSP response or CRL')));
    }
    if (envelopes.length > 0) this.#verdict.append(rawViews(envelopes[shown] ?? null, inspections[shown], verdict?.signatures[shown]?.payload != null));
    this.#verdict.append(commandBlock(this.#job(), outcome));
    this.#verdict.refreshContents();
    document.documentElement.dataset['complete'] = '';
  }

  async #openBench(act: (workbench: Workbench) => void): Promise<void> {
    this.#bench.element.open = true;
    act(await this.#bench.workbench());
  }

  #reset(): void {
    this.#running?.abort(new DOMException('superseded', 'AbortError'));
    this.#end();
    this.#inputs = [];
    Object.assign(this.#question, emptyQuestion());
    this.#outcome = null;
    this.#verdict.hidden = true;
    this.#verdict.verdict = null;
    this.#start.hidden = false;
    this.#again.hidden = true;
    this.#notice.hidden = true;
    this.#bench.element.open = false;
    this.#bench.show([], this.#question, null);
    this.#placeBench();
    this.#fill();
    history.replaceState(null, '', location.pathname + location.search);
    document.title = TITLE;
    this.#say('Ready. Nothing has been read yet.');
    this.#start.querySelector('h1')?.focus();
  }

  async #open(example: Example): Promise<void> {
    if (location.hash !== `#example=${example.name}`) history.replaceState(null, '', `#example=${example.name}`);
    const loaded = await this.#unlessOvertaken('example', () => loadExample(example));
    if (loaded === undefined) return;
    this.#inputs = [];
    Object.assign(this.#question, emptyQuestion(), { reference: loaded.reference, at: loaded.at, metadata: loaded.metadata });
    await this.#take(loaded.given);
  }

  async #openFragment(): Promise<void> {
    const fragment = location.hash.slice(1);
    const example = EXAMPLES.find(({ name }) => fragment === `example=${name}`);
    if (example) return this.#open(example);
    if (!fragment.startsWith('v1=')) return;
    const linked = await this.#unlessOvertaken('link', async () => (await import('./link')).fromFragment(fragment));
    if (linked === undefined) return;
    this.#since = performance.now();
    this.#inputs = [];
    Object.assign(this.#question, linked.question);
    this.#add(linked.inputs);
    await this.#judge(true);
  }

  /** What is opened last wins, also if it cannot be read: what was opened before does not show up under its address. */
  async #unlessOvertaken<T>(what: string, read: () => Promise<T>): Promise<T | undefined> {
    const signal = this.#begin(`Reading the ${what}`);
    try {
      const found = await read();
      return signal.aborted ? undefined : found;
    } catch (error) {
      if (!signal.aborted) {
        this.#end();
        this.#say(`The ${what} could not be read: ${plain(error instanceof Error ? error.message : String(error))}`);
      }
      return undefined;
    }
  }

  async #share(): Promise<void> {
    if (this.#outcome === null) return this.#say('There is nothing to link to yet.');
    const { toFragment } = await import('./link');
    const fragment = await toFragment(this.#job(), this.#outcome);
    if (fragment === undefined) return this.#say('The inputs are too large for a link: share the files and the command instead.');
    history.replaceState(null, '', `#${fragment}`);
    try {
      await navigator.clipboard.writeText(location.href);
      this.#say('Copied. The link holds the inputs themselves, after its #; browsers do not send that part to any server.');
    } catch {
      this.#say('The link is in the address bar: copy it from there. It holds the inputs themselves, after its #.');
    }
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }
}

function neededIn({ needed }: Outcome): string {
  return needed.map(({ words }) => words).join('; ');
}

/** Once nothing else is to be done. */
function atRest(act: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: 2000 });
  else setTimeout(act, 200);
}

function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element as E;
}
