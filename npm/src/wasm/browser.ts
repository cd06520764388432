/** Browsers: the wasm is fetched from beside this module, and must be the one that this package was built with. */
import { integrity } from '../generated/integrity.js';
import { instantiate, type Load } from './instance.js';

export const load: Load = (source) => instantiate(() => source ?? fetchOwn(new URL('../core.wasm', import.meta.url)));

async function fetchOwn(url: URL): Promise<Response> {
  let failure: unknown;
  try {
    const response = await fetch(url, { integrity });
    if (response.ok) return response;
    failure = new Error(`HTTP ${response.status}`);
  } catch (error) {
    failure = error;
  }
  throw new Error(`${url.href}: ${await diagnose(url, failure)}`, { cause: failure });
}

/**
 * What went wrong: a `fetch` with integrity says the same of a missing file, a wrong one and no network. Asks once
 * more without it; that answer is never used. Servers of single pages give a page for every address, so the media
 * type is worth a word.
 */
async function diagnose(url: URL, failure: unknown): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(url);
  } catch {
    return failure instanceof Error ? failure.message : String(failure);
  }
  await answer.body?.cancel();
  const hint = 'a bundler that does not copy it needs "sealcheck/inline", or init(source)';
  if (!answer.ok) return `HTTP ${answer.status}; ${hint}`;
  const mediaType = answer.headers.get('content-type') ?? 'no content type';
  return `is not the file that this package was built with (integrity ${integrity}; served as ${mediaType}); ${hint}`;
}
