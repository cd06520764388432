/** A verdict for people: the first line answers, the second says why or until when, the rest is for a closer look. */
import { decidingCheck, isGood } from '../../accepted.js';
import type { Accepted, Check, Finding, SignatureVerdict, Verdict } from '../../types.js';
import type { Io } from '../io.js';
import { printable, type Style, type Tone } from '../style.js';
import { describeRow } from './row.js';
import { describeLevel } from './policy.js';
import { explain, type Fact } from './why.js';

/** What the verdict itself does not know. */
export interface Context {
  /** The name of the artifact; default: repository and digest. */
  title?: string;
  /** Where signatures were looked for. */
  lookedAt?: string[];
  /** Show every signature whole. */
  verbose?: boolean;
}

/** Where values begin. */
const LABEL = 11;
const INDENT = '  ';
const NO_END = '9999-12-31T23:59:59Z';

/** The whole answer, with a line break at its end. */
export function renderVerdict(verdict: Verdict, style: Style, context: Context = {}): string {
  const lines = [headline(verdict, style, context), ...facts(summary(verdict, context))];
  const { signatures } = verdict;
  const shown = context.verbose ? [] : [theOneToShow(verdict)].filter((index) => index !== undefined);
  for (const index of shown) {
    const signature = signatures[index];
    if (signature) lines.push('', ...rows(signature, style));
  }
  if (!signatures.some(wasJudged)) return `${lines.join('\n')}\n`;
  if (context.verbose) {
    signatures.forEach((signature, index) => {
      lines.push('', `${INDENT}${oneLine(signature, index, signatures.length, style)}`);
      lines.push(...facts(identification(signature)), ...rows(signature, style));
    });
  } else if (signatures.length > 1) {
    const others = signatures.flatMap((signature, index) =>
      shown.includes(index) ? [] : [`${INDENT}${oneLine(signature, index, signatures.length, style)}`],
    );
    lines.push('', ...others);
  }
  return `${lines.join('\n')}\n`;
}

/** Findings that no row shows, to standard error. */
export function renderWarnings(verdict: Verdict, io: Pick<Io, 'err' | 'errorStyle'>): void {
  const inRows = new Set(verdict.signatures.flatMap(({ checks }) => checks.map(({ finding }) => keyOf(finding))));
  const seen = new Set<string | undefined>();
  for (const warning of verdict.warnings) {
    const key = keyOf(warning);
    if (inRows.has(key) || seen.has(key)) continue;
    seen.add(key);
    io.err(`${io.errorStyle.tone('unsure', 'warning:')} ${printable(warning.message)}  (${warning.code})\n`);
  }
}

function headline(verdict: Verdict, style: Style, context: Context): string {
  const [mark, tone, word] = {
    accepted: [style.mark('good'), 'good', 'accepted'],
    rejected: [style.mark('bad'), 'bad', 'rejected'],
    'not-verified': [style.mark('none'), 'unsure', 'not verified'],
  }[verdict.result] as [string, Tone, string];
  const width = INDENT.length + LABEL;
  const gap = ' '.repeat(Math.max(2, width - mark.length - word.length));
  return `${style.tone(tone, mark + word)}${gap}${printable(context.title ?? nameOf(verdict))}`;
}

/** `repository@digest`, and the tag if the reference has one. */
function nameOf({ artifact: { reference, digest } }: Verdict): string {
  if (reference === undefined) return digest ?? 'the blob';
  const colon = reference.lastIndexOf(':');
  if (reference.includes('@') || colon <= reference.lastIndexOf('/') || digest === null) return reference;
  return `${reference.slice(0, colon)}@${digest}  (tag ${reference.slice(colon + 1)})`;
}

function summary(verdict: Verdict, context: Context): Fact[] {
  if (verdict.result !== 'accepted') return explain(verdict, context);
  const signature = verdict.signatures[verdict.acceptedBy];
  if (signature === undefined) return [];
  const several = verdict.signatures.length > 1;
  return [
    { label: 'signer', text: signature.signer?.subject ?? 'not known' },
    { label: 'trust', text: trust(verdict, signature) },
    { label: 'until', text: until(verdict.validUntil, signature) },
    ...(several ? [{ label: 'signature', text: `${verdict.acceptedBy + 1} of ${verdict.signatures.length}${at(signature)}` }] : []),
  ];
}

function at({ digest, envelopeDigest }: SignatureVerdict): string {
  const shown = digest ?? envelopeDigest;
  return shown === null ? '' : `, ${shown}`;
}

function trust({ trust, policy }: Accepted, { checks }: SignatureVerdict): string {
  const logged = checks.filter((check) => !isGood(check)).map(({ name }) => name);
  const authenticity = checks.find((check) => check.name === 'authenticity');
  const store = authenticity?.evidence.anchor?.store;
  const parts = [
    `${trust}: policy "${policy.name}" (${describeLevel(policy)})`,
    ...(store === undefined ? [] : [`store ${store}`]),
    ...(logged.length === 0 ? [] : [`only logged: ${logged.join(', ')}`]),
  ];
  return parts.join(', ');
}

/** What ends the verdict: the earliest of the ends that it depends on. */
function until(validUntil: string, { certificates, signedAttributes }: SignatureVerdict): string {
  if (validUntil === NO_END) return 'no end';
  const end = Date.parse(validUntil);
  // A certificate is valid up to and including notAfter, so the verdict ends an instant later.
  const ends = (time: string | null | undefined): boolean =>
    typeof time === 'string' && end >= Date.parse(time) && end - Date.parse(time) <= 1000;
  if (ends(signedAttributes?.expiry)) return `${validUntil}, when the signature expires`;
  const certificate = certificates?.findIndex(({ notAfter }) => ends(notAfter)) ?? -1;
  if (certificate === 0) return `${validUntil}, when the signing certificate expires`;
  if (certificate > 0) return `${validUntil}, when certificate ${certificates?.[certificate]?.subject} expires`;
  return validUntil;
}

/** The accepting signature, or the only one. */
function theOneToShow(verdict: Verdict): number | undefined {
  if (verdict.acceptedBy !== null) return verdict.acceptedBy;
  const [only] = verdict.signatures;
  return only && verdict.signatures.length === 1 && wasJudged(only) ? 0 : undefined;
}

/** Without a statement that applies no row says anything. */
function wasJudged({ checks }: SignatureVerdict): boolean {
  return checks.some(({ status, finding }) => status !== 'skipped' || finding !== null);
}

function oneLine(signature: SignatureVerdict, index: number, of: number, style: Style): string {
  const { result } = signature;
  const tone: Tone = result === 'accepted' ? 'good' : 'bad';
  const check = decidingCheck(signature);
  const why = check === undefined ? '' : `  ${check.name}: ${check.finding?.message ?? check.status}`;
  const code = check?.finding ? `  (${check.finding.code})` : '';
  return `${index + 1} of ${of}  ${style.tone(tone, result)}${printable(why)}${code}`;
}

/** With `-v`: which signature it is, and what it says. */
function identification(signature: SignatureVerdict): Fact[] {
  const { signer, signedAttributes, certificates, claimed } = signature;
  const verified = signedAttributes !== null;
  const attributes = signedAttributes ?? claimed?.signedAttributes;
  const said: [string, string | null | undefined][] = [
    ['manifest', signature.digest],
    ['envelope', signature.envelopeDigest],
    ['signer', signer?.subject ?? claimed?.signer?.subject],
    ['scheme', attributes?.signingScheme],
    ['signed', attributes?.authenticSigningTime ?? attributes?.signingTime],
    ['expiry', attributes?.expiry],
    ['agent', signature.unsignedAttributes.signingAgent],
    ['content', (signature.payload ?? claimed?.payload)?.targetArtifact.digest],
  ];
  const chain = (certificates ?? claimed?.certificates ?? []).map(
    ({ subject, notAfter, SHA256Fingerprint }, index): Fact => ({
      label: index === 0 ? 'chain' : '',
      text: `${subject}, until ${notAfter}, ${SHA256Fingerprint}`,
    }),
  );
  const known = said.flatMap(([label, text]): Fact[] => (text ? [{ label, text }] : []));
  if (!verified && attributes) known.push({ label: 'beware', text: 'integrity failed, so nobody vouches for what is said here' });
  return [...known, ...chain];
}

/** Every row that says something; the five checks of the specification always. */
function rows(signature: SignatureVerdict, style: Style): string[] {
  const deciding = decidingCheck(signature);
  const shown = signature.checks.filter((check) => isOfTheFive(check) || check.skippedBecause !== 'not-requested');
  const visible = signature.checks.some(({ skippedBecause }) => skippedBecause === 'blocked') ? shown.filter(isOfTheFive) : shown;
  const name = Math.max(...visible.map((check) => check.name.length)) + 2;
  const status = Math.max(...visible.map((check) => check.status.length)) + 2;
  return visible.map((check) => {
    const text = describeRow(check, signature, check === deciding);
    const padded = text === '' ? check.status : check.status.padEnd(status);
    return `${INDENT}${check.name.padEnd(name)}${style.tone(toneOf(check), padded)}${printable(text)}`;
  });
}

function isOfTheFive({ name }: Check): boolean {
  return name !== 'plugin' && name !== 'binding' && name !== 'userMetadata';
}

function toneOf({ status, action }: Check): Tone {
  if (status === 'skipped') return 'dim';
  if (status === 'passed') return 'good';
  return status === 'failed' && action === 'enforce' ? 'bad' : 'unsure';
}

function facts(list: Fact[], indent = INDENT, width = LABEL): string[] {
  return list.flatMap(({ label, text, under = [] }) => {
    const inner = Math.max(...under.map((fact) => fact.label.length), 0) + 2;
    return [
      `${indent}${label.padEnd(width)}${printable(text)}`,
      ...facts(under, `${indent}${' '.repeat(width)}  `, inner),
    ];
  });
}

function keyOf(finding: Finding | null): string | undefined {
  return finding === null ? undefined : `${finding.code} ${finding.message}`;
}
