/** `--revocation fetch|offline`: judging with and without the network. */
import { EvidenceCache } from '../host/index.js';
import { converge } from '../host/online.js';
import type { Evidence, Verdict } from '../types.js';
import { type Arguments, oneOf } from './args.js';
import { form } from './options.js';
import { UsageError } from './usage.js';

/** What can be sent to another thread. */
export interface NetworkSettings {
  /** Whether evidence is fetched. */
  fetches: boolean;
  allowHost: readonly string[];
}

/** Judges with the evidence at hand and, unless offline, with what can be fetched. */
export interface Judge {
  (judge: (evidence: Evidence) => Promise<Verdict>, given: Evidence | undefined): Promise<Verdict>;
}

/** As `--revocation` and `--allow-host` say. */
export function networkSettings(args: Arguments): NetworkSettings {
  const fetches = (oneOf(args, 'revocation', ['fetch', 'offline']) ?? 'fetch') === 'fetch';
  return { fetches, ...networkOptions(args) };
}

/** What was fetched for one artifact serves the next. */
export function judgeWith({ fetches, allowHost }: NetworkSettings): Judge {
  if (!fetches) return (judge, given) => judge(given ?? {});
  const cache = new EvidenceCache();
  return async (judge, given) => (await converge(judge, given, { allowHost, cache })).verdict;
}

/** Hosts that may be asked although their addresses are not public. */
export function networkOptions(args: Arguments): { allowHost: readonly string[] } {
  const allowHost = args.values('allow-host');
  for (const host of allowHost) {
    if (/[/@\s]/.test(host) || /^[^:[\]]*:\d*$/.test(host)) {
      throw new UsageError(`--allow-host: "${host}" is not a host`, `${form('allow-host')}, a name or an address without port`);
    }
  }
  return { allowHost };
}
