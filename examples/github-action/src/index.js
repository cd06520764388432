/** Verifies images; the build fails unless each of them passes. */
import { assertAccepted, createVerifier } from 'sealcheck';
import { EvidenceCache, loadNotationConfig, readRegistry, RegistrySession, verifyOnline } from 'sealcheck/host';
import { annotation, cell, input, lines, setOutput, summarise } from './workflow.js';

/** Milliseconds for one image. */
const TIMEOUT = 60_000;

/** @returns the exit status */
export async function run(env, print = console.log) {
  let settings;
  try {
    settings = await readSettings(env);
  } catch (error) {
    print(annotation('error', 'sealcheck', error.message));
    return 2;
  }
  for (const warning of settings.warnings) print(annotation('warning', 'trust store', warning));
  const results = [];
  for (const image of settings.images) results.push(await judge(image, settings));
  for (const { image, passed, message, warnings } of results) {
    print(passed ? `${image}: ${message}` : annotation('error', image, message));
    for (const warning of warnings) print(annotation('warning', image, warning));
  }
  summarise(env, table(results));
  const passed = results.every((result) => result.passed);
  // Not before all is well: nobody shall deploy half of it.
  if (passed) setOutput(env, 'pinned', results.map(({ pinned }) => pinned));
  return passed ? 0 : 1;
}

async function readSettings(env) {
  const images = lines(input(env, 'images'));
  if (images.length === 0) throw new Error('images: name at least one image');
  const requireTrust = oneOf(env, 'require-trust', ['partial', 'full']);
  const allowNotVerified = oneOf(env, 'allow-not-verified', ['false', 'true']) === 'true';
  const metadata = lines(input(env, 'user-metadata')).map((line) => {
    const at = line.indexOf('=');
    if (at < 1) throw new Error(`user-metadata: "${line}" is not key=value`);
    return [line.slice(0, at), line.slice(at + 1)];
  });
  const [registry, username, password] = ['registry', 'username', 'password'].map((name) => input(env, name));
  if ((username || password) && !registry) throw new Error('registry: say whose username and password these are');
  const config = input(env, 'config', '.notation');
  const { trustPolicy, trustStores, warnings } = await loadNotationConfig(config, { kind: 'oci' });
  if (trustPolicy === undefined) throw new Error(`${config}: there is no trustpolicy.json`);
  return {
    images,
    requireTrust,
    allowNotVerified,
    userMetadata: metadata.length > 0 ? Object.fromEntries(metadata) : undefined,
    verifier: createVerifier({ trustPolicy, trustStores }),
    session: new RegistrySession({ auth: (name) => (username && name === registry ? { username, password } : undefined) }),
    cache: new EvidenceCache(),
    warnings,
  };
}

function oneOf(env, name, [first, ...others]) {
  const value = input(env, name, first);
  if (![first, ...others].includes(value)) throw new Error(`${name}: must be ${[first, ...others].join(' or ')}`);
  return value;
}

async function judge(image, { verifier, session, cache, userMetadata, requireTrust, allowNotVerified }) {
  const failed = (message, verdict) => ({ image, passed: false, message, warnings: [], verdict });
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const artifact = await readRegistry(image, { session, signal });
    const pinned = artifact.reference;
    const verdict = await verifyOnline({ ...artifact, userMetadata }, { verifier, signal, cache });
    const warnings = pinned === image ? [] : [`A tag can be moved after this check. Deploy ${pinned}.`];
    if (verdict.result === 'not-verified' && allowNotVerified) {
      return { image, pinned, passed: true, message: verdict.reason.message, warnings: [verdict.reason.message, ...warnings], verdict };
    }
    try {
      assertAccepted(verdict, { trust: requireTrust });
    } catch (error) {
      return failed([error.message, verdict.reason?.advice].filter(Boolean).join('\n'), verdict);
    }
    warnings.push(...(verdict.trust === 'full' ? [] : verdict.warnings.map(({ code, message }) => `${message} (${code})`)));
    return { image, pinned, passed: true, message: `accepted, trust ${verdict.trust}, verified ${pinned}`, warnings, verdict };
  } catch (error) {
    return failed(error.name === 'TimeoutError' ? `not verified within ${TIMEOUT / 1000} seconds` : error.message);
  }
}

function table(results) {
  const rows = results.map(({ image, passed, verdict, message }) => {
    const signer = verdict?.signatures[verdict.acceptedBy]?.signer?.subject ?? '';
    return `| ${cell(image)} | ${passed ? '✅' : '❌'} ${cell(verdict?.result ?? 'no verdict')} | ${cell(signer)} | ${cell(passed ? '' : message)} |`;
  });
  return ['### Image signatures', '', '| image | result | signer | why not |', '|---|---|---|---|', ...rows].join('\n');
}
