import type { Action, CheckName, Level, PolicyReport, PolicySummary, Problem } from '../../types.js';
import { printable, type Style } from '../style.js';

/** As much of a valid document as is shown. */
export interface PolicyDocument {
  trustPolicies: {
    name: string;
    registryScopes?: string[];
    globalPolicy?: boolean;
    signatureVerification: { level: string; override?: Record<string, string>; verifyTimestamp?: string };
    trustStores?: string[];
    trustedIdentities?: string[];
  }[];
}

/** One problem a line, in the form in which editors jump to places: `trustpolicy.json:12:9  error  code  message`. */
export function renderReport({ problems, valid }: PolicyReport, file: string, style: Style): string {
  if (problems.length === 0) return `${style.tone('good', style.mark('good'))}${printable(file)}: no problems found\n`;
  return renderProblems(problems, file, style) + (valid ? `${printable(file)}: valid\n` : '');
}

/** The lines alone. */
export function renderProblems(problems: Problem[], file: string, style: Style): string {
  const lines = problems.map(({ severity, code, path, line, column, message }) => {
    const tone = severity === 'error' ? 'bad' : 'unsure';
    const where = path === '' ? '' : `${path}: `;
    return `${printable(file)}:${line}:${column}  ${style.tone(tone, severity)}  ${code}  ${printable(where + message)}\n`;
  });
  return lines.join('');
}

/** Every statement of a document. */
export function renderPolicy({ trustPolicies }: PolicyDocument, file: string): string {
  const blocks = trustPolicies.map((statement) => {
    const { level, override, verifyTimestamp } = statement.signatureVerification;
    const overrides = Object.entries(override ?? {}).map(([check, action]) => `${check} ${action}`);
    const applies = statement.globalPolicy ? ['global'] : (statement.registryScopes ?? []);
    return block(statement.name, [
      ['level', [[level, ...overrides].join(', ')]],
      ['timestamps', verifyTimestamp ? [verifyTimestamp] : []],
      ['scopes', applies],
      ['stores', statement.trustStores ?? []],
      ['identities', statement.trustedIdentities ?? []],
    ]);
  });
  return `${printable(file)}\n\n${blocks.join('\n')}`;
}

/** The statement that applies. */
export function renderStatement(policy: PolicySummary): string {
  return block(policy.name, [
    ['level', [describeLevel(policy)]],
    ['timestamps', [policy.verifyTimestamp]],
    ['scope', policy.scope === undefined ? [] : [policy.scope]],
    ['stores', policy.trustStores],
    ['identities', policy.trustedIdentities],
  ]);
}

function block(name: string, rows: [string, string[]][]): string {
  const lines = rows.flatMap(([label, values]) =>
    values.map((value, index) => `  ${(index === 0 ? label : '').padEnd(12)}${printable(value)}`),
  );
  return `"${printable(name)}"\n${lines.join('\n')}\n`;
}

const LOGGED: Record<Level, readonly CheckName[]> = {
  strict: [],
  permissive: ['authenticTimestamp', 'expiry', 'revocation'],
  audit: ['authenticity', 'authenticTimestamp', 'expiry', 'revocation'],
  skip: [],
};

/** `strict`, or with overrides `strict, revocation skip`. */
export function describeLevel({ level, enforcement }: PolicySummary): string {
  const own = (check: string): Action => {
    if (level === 'skip') return 'skip';
    return LOGGED[level].some((logged) => logged === check) ? 'log' : 'enforce';
  };
  const overrides = Object.entries(enforcement).filter(([check, action]) => action !== own(check));
  return [level, ...overrides.map(([check, action]) => `${check} ${action}`)].join(', ');
}
