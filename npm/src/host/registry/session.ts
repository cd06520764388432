/** What is known about registries from one artifact to the next. */
import { SealcheckError } from '../../errors.js';

/** Who asks. Registries take one of the three; without any, only what is public can be read. */
export interface RegistryCredentials {
  /** With `password`. */
  username?: string;
  /** With `username`. */
  password?: string;
  /** A refresh token, as `az acr login` and `docker login` leave behind as `identitytoken`. */
  identityToken?: string;
  /** A token that is sent as it is (`registrytoken` in docker's configuration). */
  registryToken?: string;
}

/**
 * Credentials for the registry of the reference, or a function that is asked for them by the registry as references
 * name it (`registry.example:5000`, `docker.io`), once and only when the registry wants any.
 */
export type RegistryAuth =
  | RegistryCredentials
  | ((registry: string) => RegistryCredentials | undefined | Promise<RegistryCredentials | undefined>);

const MAX_KEPT = 1000;

/**
 * Tokens, and which registries have a referrers API, for several calls of {@link readRegistry}. Everything that was
 * fetched with it was fetched with the credentials of its owner, so it must not be shared between owners.
 */
export class RegistrySession {
  readonly #auth: RegistryAuth | undefined;
  readonly #credentials = new Map<string, Promise<RegistryCredentials | undefined>>();
  readonly #kept = new Map<string, Promise<string>>();
  readonly #withoutReferrers = new Set<string>();

  constructor({ auth }: { auth?: RegistryAuth } = {}) {
    if (auth !== undefined && typeof auth !== 'function' && (typeof auth !== 'object' || auth === null)) {
      throw new SealcheckError('invalid-argument', 'auth: must be credentials or a function that gives them');
    }
    this.#auth = auth;
  }

  /** @internal */
  credentials(registry: string): Promise<RegistryCredentials | undefined> {
    const auth = this.#auth;
    const known = this.#credentials.get(registry);
    if (known) return known;
    const found = (async () => (typeof auth === 'function' ? auth(registry) : auth))();
    this.#keep(this.#credentials, registry, found);
    return found;
  }

  /** The value of `Authorization` that worked the last time. @internal */
  authorization(key: string): Promise<string> | undefined {
    return this.#kept.get(key);
  }

  /** Makes a new one; whoever asks for the same while it is made waits for it. @internal */
  authorize(key: string, make: () => Promise<string>): Promise<string> {
    const made = make();
    this.#keep(this.#kept, key, made);
    return made;
  }

  /** @internal */
  lacksReferrers(repository: string): boolean {
    return this.#withoutReferrers.has(repository);
  }

  /** @internal */
  learnLacksReferrers(repository: string): void {
    if (this.#withoutReferrers.size >= MAX_KEPT) this.#withoutReferrers.clear();
    this.#withoutReferrers.add(repository);
  }

  /** Failures are not kept, nor more than a registry can have any use for. */
  #keep<T>(map: Map<string, Promise<T>>, key: string, value: Promise<T>): void {
    map.delete(key);
    map.set(key, value);
    value.catch(() => {
      if (map.get(key) === value) map.delete(key);
    });
    for (const oldest of map.keys()) {
      if (map.size <= MAX_KEPT) break;
      map.delete(oldest);
    }
  }
}
