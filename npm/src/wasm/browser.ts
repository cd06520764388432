/** Browsers: the wasm is fetched from beside this module, and must be the one that this package was built with. */
import { subtleCrypto } from '../crypto/subtle.js';
import { integrity } from '../generated/integrity.js';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? fetchOwn(new URL('../core.wasm', import.meta.url)));

async function fetchOwn(url: URL): Promise<Response> {
  try {
    return await fetch(url, { integrity });
  } catch (error) {
    throw new Error((await mismatch(url)) ?? `${url} could not be fetched: ${String(error)}`, { cause: error });
  }
}

/** Browsers do not say that it was the integrity, so look; what is fetched here is not used. */
async function mismatch(url: URL): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    const digest = response.ok && (await subtleCrypto()?.digest('SHA-384', await response.arrayBuffer()));
    if (!digest) return undefined;
    const found = `sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
    return found === integrity ? undefined : `${url} is not the wasm of this package: its integrity is ${found}, not ${integrity}`;
  } catch {
    return undefined;
  }
}
