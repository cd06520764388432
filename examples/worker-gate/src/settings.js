/**
 * What the operator sets, on Cloudflare as variables and secrets, elsewhere in the environment. A setting that cannot be
 * understood stops the gate: it must not run with another meaning.
 *
 * @param {Record<string, unknown>} env
 * @returns {Partial<import('./gate/gate.js').GateOptions>}
 */
export function settingsOf(env) {
  return {
    // Hosts, comma separated. Default: the hosts that the trust policy names.
    registries: list(env, 'REGISTRIES'),
    // "partial" (default): the signer is authenticated; "full": and nothing else was only logged.
    requireTrust: oneOf(env, 'REQUIRE_TRUST', ['partial', 'full']),
    // "yes": images whose policy says skip are admitted, unverified.
    allowNotVerified: oneOf(env, 'ALLOW_NOT_VERIFIED', ['no', 'yes']) === 'yes',
    // Hosts that may be asked for OCSP and CRLs, comma separated. Default: every public host.
    evidenceHosts: list(env, 'EVIDENCE_HOSTS'),
    // A secret: { "registry.example": { "username": "…", "password": "…" } }
    auth: credentials(env, 'REGISTRY_AUTH'),
  };
}

function text(env, name) {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new Error(`${name}: must be text`);
  return value;
}

function list(env, name) {
  return text(env, name)?.split(',').map((item) => item.trim()).filter((item) => item !== '');
}

function oneOf(env, name, values) {
  const value = text(env, name);
  if (value !== undefined && !values.includes(value)) throw new Error(`${name}: must be ${values.join(' or ')}`);
  return value;
}

function credentials(env, name) {
  const value = text(env, name);
  if (value === undefined) return undefined;
  let known;
  try {
    known = new Map(Object.entries(JSON.parse(value)));
  } catch {
    // Without the reason, which would quote the secret.
    throw new Error(`${name}: is not a JSON object`);
  }
  return (registry) => known.get(registry);
}
