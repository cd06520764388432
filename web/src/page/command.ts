/** The same question, asked by the command line. */
import { h, textView } from 'sealcheck/element';
import type { Input, Job, Outcome } from '../engine/types';

/** The block, for the element's last slot. */
export function commandBlock(job: Job, outcome: Outcome): HTMLElement {
  const { command, note } = commandFor(job, outcome);
  const view = textView('Command', 'for a POSIX shell', command, 'command');
  view.setAttribute('open', '');
  return h(
    'section',
    { class: 'block', id: 'command', 'aria-labelledby': 'h-command' },
    h('header', {}, h('h2', { id: 'h-command', class: 'title', tabindex: '-1' }, '8 Command line'), h('p', {}, 'The same question, asked by the CLI.')),
    h('div', { class: 'matter' }, h('div', { class: 'raw' }, view), h('p', { class: 'note' }, note)),
  );
}

/** The command, and what it exits with. */
export function commandFor({ inputs, question }: Job, { verdict, reference, kind }: Outcome): { command: string; note: string } {
  const of = (wanted: Input['kind']): Input[] => inputs.filter((input) => input.kind === wanted);
  const [envelope] = of('envelope');
  if (verdict === null) {
    const file = envelope ? quote(`./${envelope.name}`) : '--layout ./layout REPOSITORY@DIGEST';
    return { command: `npx sealcheck inspect ${file}`, note: 'Prints the same fields; exits with 0 when the envelope can be read. That is no verdict.' };
  }
  const [layout] = of('layout').slice(-1);
  const lines = [kind === 'blob' ? `npx sealcheck blob verify --signature ${quote(`./${envelope?.name ?? 'FILE'}`)}` : `npx sealcheck verify${layout ? ` --layout ${quote(`./${layout.name}`)}` : ''}`];
  for (const { name } of of('policy').slice(-1)) lines.push(`--trust-policy ${quote(name)}`);
  for (const { name, store } of of('certificates')) lines.push(`--trust-store ${quote(`${store}=${name}`)}`);
  if (question.policyName !== '' && kind === 'blob') lines.push(`--policy-name ${quote(question.policyName)}`);
  for (const line of question.metadata.split('\n').filter((text) => text.trim())) lines.push(`--user-metadata ${quote(line.trim())}`);
  lines.push('--revocation offline');
  if (of('ocsp').length + of('crl').length > 0) lines.push('--evidence ./evidence');
  lines.push(`--at ${quote(verdict.currentDate)}`);
  lines.push(quote(kind === 'blob' ? `./${of('blob').at(-1)?.name ?? 'FILE'}` : reference));
  const exit = { accepted: '0, accepted', rejected: '1, rejected', 'not-verified': '3, not verified' }[verdict.result];
  const remarks = [
    kind === 'oci' && !layout && 'Without a layout the command line reads image and signatures from the registry.',
    of('ocsp').length + of('crl').length > 0 && 'Put the OCSP responses and CRLs into the folder evidence.',
    verdict.trust === 'none' && verdict.result === 'accepted' && 'Exits with 0 although the signer is unknown: add --output json and read trust.',
    `Same inputs, same verdict; exits with ${exit}.`,
  ];
  return { command: lines.join(' \\\n  '), note: remarks.filter(Boolean).join(' ') };
}

/** A word for the shell; what nobody sees is written as an escape. */
function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (/^[\x20-\x7e]*$/.test(word)) return `'${word.replace(/'/g, "'\\''")}'`;
  const escaped = Array.from(word, (character) => {
    if (/[\p{L}\p{N}\x20-\x26\x28-\x5b\x5d-\x7e]/u.test(character)) return character;
    return Array.from(new TextEncoder().encode(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return `$'${escaped.join('')}'`;
}
