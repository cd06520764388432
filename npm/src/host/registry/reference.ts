/** References to artifacts in registries, and the URLs they stand for. */
import { SealcheckError } from '../../errors.js';
import { isAddress } from '../addresses.js';
import { nameOf } from '../allowed.js';
import { type ReferenceParts, splitReference } from '../reference.js';

/** The grammar of the distribution specification; oras-go has the same. */
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-*)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-*)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const MAX_REPOSITORY = 255;

/** An artifact in a registry. */
export interface RegistryReference {
  /** As the reference has it: what credentials are looked up by. */
  registry: string;
  /** Without the registry. */
  repository: string;
  /** Registry and repository, as the reference has them: the scope. */
  name: string;
  target: ReferenceParts['target'];
  /** `https://HOST/v2/REPOSITORY/`; or `http:`. */
  base: URL;
}

/**
 * Takes `registry/repository@digest` or `registry/repository:tag` apart. Without `plainHttp`, http is spoken with this
 * machine only; notation has `localhost:PORT` for that.
 */
export function parseRegistryReference(reference: unknown, plainHttp: boolean | undefined): RegistryReference {
  if (typeof reference !== 'string') throw new SealcheckError('invalid-argument', 'reference: must be a string');
  const { repository: name, target } = splitReference(reference);
  const slash = name?.indexOf('/') ?? -1;
  if (name === undefined || slash <= 0) {
    throw invalid(reference, 'names no registry: write REGISTRY/REPOSITORY@DIGEST or REGISTRY/REPOSITORY:TAG');
  }
  const [registry, repository] = [name.slice(0, slash), name.slice(slash + 1)];
  if (repository.length > MAX_REPOSITORY || !REPOSITORY.test(repository)) {
    const lower = repository.toLowerCase();
    const hint = lower !== repository && REPOSITORY.test(lower) ? `; "${lower}" would be` : '';
    throw invalid(reference, `names a repository that no registry has: "${repository}" is not a repository name${hint}`);
  }
  if ('tag' in target && !TAG.test(target.tag)) throw invalid(reference, `has a tag that no registry has: "${target.tag}"`);
  const host = hostOf(registry);
  if (host === undefined) throw invalid(reference, `names a registry that is not a host: "${registry}"`);
  const scheme = (plainHttp ?? isThisMachine(host)) ? 'http' : 'https';
  return { registry, repository, name, target, base: new URL(`${scheme}://${host.host}/v2/${repository}/`) };
}

/** A URL with nothing but a host. Docker Hub answers at another name than its own, and oras-go knows that too. */
function hostOf(registry: string): URL | undefined {
  if (!/^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(registry)) return undefined;
  try {
    // The scheme matters: another would drop another port.
    const url = new URL(`unused://${registry === 'docker.io' ? 'registry-1.docker.io' : registry}`);
    return new URL(`https://${url.host}`).host === '' ? undefined : url;
  } catch {
    return undefined;
  }
}

/** Loopback addresses and `localhost`. */
function isThisMachine(url: URL): boolean {
  const name = nameOf(url);
  return name === 'localhost' || name === '::1' || (name.startsWith('127.') && isAddress(name));
}

function invalid(reference: string, reason: string): SealcheckError {
  return new SealcheckError('invalid-reference', `"${reference}" ${reason}`);
}
