// sealcheck/host where a program runs: a layout from files, and a verification that fetches what is wanted.
import { readLayout, verifyOnline } from 'sealcheck/host';
import { requestOf } from './assertions.js';
import { fixture } from './fixture.js';

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Gives `'fetched and verified'`, or says what else happened. `verifier`: where `sealcheck` cannot be imported by name. */
export async function runHost(verifier) {
  const { files, artifact, lists } = fixture.online;
  const layout = await readLayout(new Map(Object.entries(files).map(([path, base64]) => [path, bytesOf(base64)])));
  const { trustPolicy, trustStores, currentDate } = requestOf(artifact);
  const { reference, manifest, manifestMediaType, signatures } = await layout.artifact(artifact.reference);
  const request = { trustPolicy, trustStores, currentDate, reference, manifest, manifestMediaType, signatures };

  const asked = [];
  const fetch = async (url) => {
    asked.push(String(url));
    return lists[url] === undefined ? new Response('', { status: 404 }) : new Response(bytesOf(lists[url]));
  };
  // The names under .example are not public; nobody is asked by the real fetch.
  const verdict = await verifyOnline(request, { fetch, allowHost: () => true, ...(verifier && { verifier }) });
  const [revocation] = verdict.signatures[0].checks.filter(({ name }) => name === 'revocation');
  const summary = `${verdict.result}, revocation ${revocation.status}, asked ${asked.join(' ')}`;
  const expected = `accepted, revocation passed, asked ${Object.keys(lists).join(' ')}`;
  return summary === expected ? 'fetched and verified' : summary;
}
