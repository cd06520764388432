/** Images in, decisions out. Whatever goes wrong on the way is a decision against the image. */
import { assertAccepted, createVerifier, lintTrustPolicy, version } from 'sealcheck';
import { EvidenceCache, readRegistry, RegistrySession, verifyOnline } from 'sealcheck/host';
import { fingerprint, VerdictCache } from './cache.js';
import { ImageError, parseImage } from './image.js';
import { plain, quoted } from './text.js';

/** Workers open six connections at a time, and have 128 MiB for everything. */
const AT_ONCE = 6;

/**
 * @typedef {object} GateOptions
 * @property {import('sealcheck').Trust} trust policy and stores
 * @property {string[]} [registries] hosts that may be asked; default: those that the policy's scopes name
 * @property {'partial' | 'full'} [requireTrust] default `partial`: the signer is authenticated
 * @property {boolean} [allowNotVerified] admit what the policy does not verify (level `skip`); default no
 * @property {Record<string, string>} [userMetadata] must be signed
 * @property {string[]} [evidenceHosts] who may be asked for OCSP and CRLs; default: every public host
 * @property {import('sealcheck/host').RegistryAuth} [auth] credentials for registries
 * @property {typeof globalThis.fetch} [fetch]
 * @property {() => Date} [now]
 * @property {number} [maxImages] how many different images one request may name
 */

/**
 * @typedef {object} Decision
 * @property {string} image as it was asked for
 * @property {boolean} admitted
 * @property {string} [pinned] `registry/repository@digest` of what was verified; only if admitted
 * @property {string} code stable: `admitted`, `tag`, `rejected`, `trust`, `not-verified`, `malformed`, …
 * @property {string} message for people: which image, which check, what to do
 * @property {string[]} warnings
 * @property {import('sealcheck').Verdict} [verdict]
 */

/** Thrown for requests that are too large to be judged in time. */
export class LimitError extends Error {}

/** @param {GateOptions} options */
export function createGate({
  trust,
  registries,
  requireTrust = 'partial',
  allowNotVerified = false,
  userMetadata,
  evidenceHosts,
  auth,
  fetch,
  now = () => new Date(),
  maxImages = 50,
}) {
  if (requireTrust !== 'partial' && requireTrust !== 'full') throw new TypeError('requireTrust: must be "partial" or "full"');
  const verifier = createVerifier(trust);
  const verdicts = new VerdictCache();
  const evidence = new EvidenceCache({ maxBytes: 16 << 20, now: () => now().getTime() });
  const allowed = new Set(registries ?? registriesOf(trust.trustPolicy));
  const allowHost = evidenceHosts && (({ name }) => evidenceHosts.includes(name));
  const settings = [version, trust.trustPolicy, trust.trustStores, trust.maxSignatures ?? null, userMetadata ?? {}, requireTrust];
  let hash;

  return {
    /** Throws if the policy cannot be used; for health checks. */
    async check() {
      const { valid, problems } = await lintTrustPolicy(trust.trustPolicy, { kind: 'oci', trustStores: trust.trustStores });
      const problem = problems.find(({ severity }) => severity === 'error');
      if (!valid) throw new Error(`the trust policy cannot be used: ${problem?.message}`);
      if (allowed.size === 0) throw new Error('no registries: the policy names none but "*", so list them in REGISTRIES');
    },

    /**
     * One decision for each different image. With `pin`, a tag is resolved and the caller promises to put
     * `decision.pinned` in its place; without, a tag is denied.
     *
     * @param {Iterable<string>} images
     * @param {{ pin?: boolean, signal: AbortSignal }} how
     * @returns {Promise<Map<string, Decision>>}
     */
    async decide(images, { pin = false, signal }) {
      const queue = [...new Set(images)];
      if (queue.length > maxImages) throw new LimitError(`${queue.length} different images in one request, at most ${maxImages} are judged`);
      const decisions = new Map();
      // Of this request alone: on Workers no request may wait for what another one has started.
      const how = { pin, signal, session: new RegistrySession({ auth }) };
      const work = async () => {
        for (let image = queue.shift(); image !== undefined; image = queue.shift()) {
          decisions.set(image, await decideOne(image, how));
        }
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, work));
      return decisions;
    },
  };

  async function decideOne(text, how) {
    const { signal } = how;
    try {
      return await unlessAborted(signal, () => judge(parseImage(text), how));
    } catch (error) {
      return denied(text, ...whyNot(error, text, signal));
    }
  }

  async function judge(image, { pin, signal, session }) {
    const { text, name, registry, tag, digest } = image;
    const policy = await verifier.selectPolicy(name + (digest ? `@${digest}` : `:${tag}`));
    if (policy.level === 'skip') return notVerified(text, policy);
    if (tag !== undefined && !pin) {
      const advice = `Write ${name}@sha256:…, the digest that was signed, or let the gate patch it in (webhook /mutate).`;
      return denied(text, 'tag', `${quoted(text)} names a tag (${tag}), and a tag can be moved to another image after it was verified. ${advice}`);
    }
    if (!allowed.has(registry)) {
      return denied(text, 'registry', `${quoted(text)}: the gate asks no registry ${quoted(registry)}. The operator lists registries in REGISTRIES, or by name in the policy's registryScopes.`);
    }
    hash ??= await fingerprint(settings);
    const keyOf = (verified) => [verified, name, hash].join(' ');
    const known = digest && verdicts.get(keyOf(digest), now());
    if (known) return weigh(image, known);

    const artifact = await readRegistry(image.reference, { fetch, session, signal, maxSignatures: trust.maxSignatures, retries: 1 });
    const { reference, manifest, manifestMediaType, signatures } = artifact;
    const currentDate = now();
    const verdict = await verifyOnline(
      { reference, manifest, manifestMediaType, signatures, userMetadata, currentDate },
      { verifier, fetch, signal, allowHost, cache: evidence },
    );
    const decision = weigh(image, verdict);
    if (decision.admitted && verdict.validUntil) verdicts.put(keyOf(verdict.artifact.digest), verdict, verdict.validUntil, currentDate);
    return decision;
  }

  function weigh({ text, name, digest }, verdict) {
    if (verdict.result === 'not-verified') return notVerified(text, verdict.policy);
    try {
      assertAccepted(verdict, { trust: requireTrust });
    } catch (error) {
      const advice = verdict.reason?.advice ?? '';
      const policy = verdict.policy ? `Trust policy "${verdict.policy.name}" (${verdict.policy.level}). ` : '';
      const message = plain(`${quoted(text)} is ${error.message}. ${policy}${advice}`, 1500);
      return { ...denied(text, verdict.result === 'accepted' ? 'trust' : 'rejected', message), verdict };
    }
    const verified = verdict.artifact.digest;
    // What the core hashed is what gets admitted, whatever registry or tag said.
    if (verdict.trust === 'none' || verdict.artifact.reference !== `${name}@${verified}` || (digest ?? verified) !== verified) {
      throw new Error('a verdict that contradicts itself');
    }
    const logged = verdict.trust === 'full' ? [] : verdict.warnings.map(({ code, message }) => plain(`${quoted(text, 80)}: ${message} (${code})`, 500));
    return {
      image: text,
      admitted: true,
      pinned: `${name}@${verified}`,
      code: 'admitted',
      message: `${quoted(text)} is accepted, trust ${verdict.trust}`,
      warnings: logged,
      verdict,
    };
  }

  function notVerified(text, policy) {
    const message = `${quoted(text)} is not verified: trust policy "${policy.name}" has level skip for it.`;
    if (!allowNotVerified) return denied(text, 'not-verified', `${message} The gate admits only verified images.`);
    return { image: text, admitted: true, code: 'not-verified', message, warnings: [message] };
  }
}

function denied(image, code, message) {
  return { image, admitted: false, code, message, warnings: [] };
}

function whyNot(error, text, signal) {
  const image = quoted(text);
  if (error instanceof ImageError) return ['malformed', plain(`${error.message}. ${error.advice ?? ''}`.trim(), 1500)];
  if (signal.aborted) return ['timeout', `${image} could not be judged in time. Try again; if it stays so, the registry or a revocation service is slow.`];
  const code = typeof error?.code === 'string' ? error.code : 'internal';
  // Only errors of Sealcheck are written for people.
  const why = code === 'internal' ? 'a fault in the gate, see its log' : plain(error.message, 500);
  if (code === 'internal') console.error(error);
  return [code, `${image} cannot be verified: ${why} (${code}).`];
}

/** The hosts that a policy names: nobody can make the gate ask another one. */
function registriesOf(policy) {
  try {
    const text = policy instanceof Uint8Array ? new TextDecoder().decode(policy) : policy;
    const { trustPolicies } = typeof text === 'string' ? JSON.parse(text) : text;
    const scopes = trustPolicies.flatMap(({ registryScopes }) => registryScopes);
    return scopes.filter((scope) => scope !== '*').map((scope) => scope.split('/')[0]);
  } catch {
    // The verifier says what is wrong with the policy.
    return [];
  }
}

/** Not everything that is waited for heeds the signal. */
async function unlessAborted(signal, act) {
  signal.throwIfAborted();
  let stop;
  const aborted = new Promise((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    const acting = act();
    acting.catch(() => undefined);
    return await Promise.race([acting, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
