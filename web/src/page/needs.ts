/** For somebody who has an envelope and nothing else: what is still needed for a verdict, why, and where to get it. */
import { type Content, digest, foreignCode, h } from 'sealcheck/element';
import type { NeedKind, Outcome } from '../engine/types';

/** What can be done about it from here. */
export interface Remedies {
  pick(what: 'files' | 'folder'): void;
  typeReference(): void;
  template(): void;
}

/** The list, for the slot below the banner. */
export function needsBlock(outcome: Outcome, remedies: Remedies): HTMLElement {
  const button = (label: string, act: () => void): HTMLElement => h('button', { type: 'button', onclick: act }, label);
  const code = (text: string): HTMLElement => h('code', {}, text);
  const claimed = outcome.inspections.flatMap((inspection) => ('error' in inspection ? [] : [inspection.signedArtifact.digest])).at(0);
  const said: Record<NeedKind, [title: string, why: Content[], actions: HTMLElement[]]> = {
    artifact: [
      'The artifact',
      [
        h('p', {}, 'A signature is of one artifact; only the digest of the one you hold shows whether it is this one.', claimed !== undefined && [' The claim of the envelope, which proves nothing yet: ', digest(claimed)]),
        h('p', {}, 'Image: type its reference with the digest, as your registry or your deployment names it, or give its manifest (', code('oras manifest fetch --output manifest.json REFERENCE'), '). Signed file: give the file itself.'),
      ],
      [button('Type the reference', remedies.typeReference), button('Choose the file', () => remedies.pick('files'))],
    ],
    choice: ['A choice', [h('p', {}, `This layout holds ${outcome.artifacts.length} artifacts. Choose the one to judge, below.`)], []],
    policy: [
      'A trust policy',
      [
        h('p', {}, 'Which signers you accept, for which repository: a file ', code('trustpolicy.json'), '. Whoever runs your registry or cluster has one; ', code('notation policy show'), ' prints yours. There is none yet? Begin with a template and fill in whom you trust.'),
      ],
      [button('Choose the policy', () => remedies.pick('files')), button('Write one from a template', remedies.template)],
    ],
    repository: [
      'The repository',
      [h('p', {}, 'Where you got the artifact from decides which statement of the policy applies.', outcome.repositories.length > 0 && [' The policy names ', outcome.repositories.slice(0, 5).map((name, index) => [index > 0 && ', ', foreignCode(name)]), '.'])],
      [button('Type the repository', remedies.typeReference)],
    ],
    signature: [
      'A signature',
      [h('p', {}, 'The envelope that the publisher made for the artifact. Image and signatures come together with ', code('oras cp --recursive --to-oci-layout REFERENCE ./layout:TAG'), ': give the folder.')],
      [button('Choose the envelope', () => remedies.pick('files')), button('Choose the folder', () => remedies.pick('folder'))],
    ],
    store: [
      'The publisher’s root certificate',
      [
        h('p', {}, 'PEM or DER, from the publisher by a way that you trust: its documentation, its security contact. Never from this envelope: a signature cannot vouch for itself. ', code('notation cert list'), ' shows those you have.'),
      ],
      [button('Choose the certificate', () => remedies.pick('files'))],
    ],
  };
  const needs = outcome.needed.map(({ kind }) => said[kind]);
  const both = outcome.needed.some(({ kind }) => kind === 'policy') && outcome.needed.some(({ kind }) => kind === 'store');
  return h(
    'section',
    { class: 'needs', slot: 'inputs', 'aria-labelledby': 'h-needs' },
    h('h2', { class: 'title', id: 'h-needs', tabindex: '-1' }, 'Still needed for a verdict'),
    h('ol', {}, needs.map(([title, why, actions]) => h('li', {}, h('h3', {}, title), why, actions.length > 0 && h('p', { class: 'bar' }, actions)))),
    both &&
      h('p', { class: 'note' }, 'Policy and certificates at once: give the configuration folder of notation, ', code('~/.config/notation'), ' on Linux, ', code('~/Library/Application Support/notation'), ' on macOS, ', code('%AppData%\\notation'), ' on Windows. Private keys in it are not read.'),
  );
}
