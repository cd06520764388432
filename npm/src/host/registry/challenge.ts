/** `WWW-Authenticate` (RFC 9110, 11.6.1), so far as registries use it. */

/** How a registry wants to be asked. */
export type Challenge = { scheme: 'basic' } | { scheme: 'bearer'; realm: string; service: string | undefined; scopes: string[] };

/** Several challenges may stand in one header; a token is better than a password. Undefined: nothing that can be met. */
export function parseChallenge(header: string): Challenge | undefined {
  const challenges = split(header.slice(0, MAX_HEADER));
  for (const { scheme, parameters } of challenges) {
    const realm = parameters.get('realm');
    if (scheme !== 'bearer' || realm === undefined) continue;
    const scopes = (parameters.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    return { scheme, realm, service: parameters.get('service'), scopes };
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : undefined;
}

const MAX_HEADER = 8 << 10;
const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

interface Parts {
  scheme: string;
  parameters: Map<string, string>;
}

/** A word that no `=` follows begins a challenge. Stops where the grammar ends. */
function split(header: string): Parts[] {
  const found: Parts[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match) at += match[0].length;
    return match;
  };
  for (;;) {
    take(/[\s,]*/y);
    const word = take(TOKEN)?.[0].toLowerCase();
    if (word === undefined) return found;
    if (!take(/\s*=\s*/y)) {
      found.push({ scheme: word, parameters: new Map() });
      continue;
    }
    const value = take(QUOTED)?.[1]?.replace(/\\(.)/g, '$1') ?? take(TOKEN)?.[0];
    const parameters = found.at(-1)?.parameters;
    if (parameters === undefined) return found;
    // What ends in "=" may be the token68 of another scheme.
    if (value !== undefined && !parameters.has(word)) parameters.set(word, value);
  }
}

/**
 * The scopes to ask a token for: those that the registry names, as far as they are to pull from repositories, and else
 * the repository's own. Whatever a registry names, nothing but pulling is asked for.
 */
export function pullScopes(named: string[], repository: string): string[] {
  const pulling = named.flatMap((scope) => {
    const match = /^(repository(?:\([a-z0-9]+\))?:[^\s]+):([a-z,*]+)$/.exec(scope);
    return match !== null && /(?:^|,)(?:pull|\*)(?:,|$)/.test(match[2] ?? '') ? [`${match[1]}:pull`] : [];
  });
  return pulling.length > 0 ? [...new Set(pulling)].slice(0, 4) : [`repository:${repository}:pull`];
}
