/**
 * Image references as kubelet and containerd read them (`ParseNormalizedNamed` of github.com/distribution/reference):
 * the gate has to verify what the node will pull. What two readers could take for different images is refused.
 */
import { quoted } from './text.js';

const COMPONENT = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = new RegExp(`^(?:${COMPONENT}(?:\\.${COMPONENT})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?$`);
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** Host 253 and port, path 255, tag 128, digest 135. */
const MAX_LENGTH = 800;
const MAX_PATH = 255;

/** Not an image that the gate lets near a node. */
export class ImageError extends Error {
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

/**
 * Takes an image reference apart.
 *
 * @param {unknown} text as a pod has it, for instance `nginx`, `nginx:1.29` or `registry.example/web@sha256:…`
 * @returns {{ text: string, registry: string, name: string, tag?: string, digest?: string, reference: string }}
 *   `name`: registry and repository, the scope of trust policies; `reference`: `name@digest` or `name:tag`, what to
 *   verify
 */
export function parseImage(text) {
  if (typeof text !== 'string' || text === '') throw new ImageError('names no image', 'Name the image by its digest.');
  if (text.length > MAX_LENGTH) throw new ImageError(`${quoted(text, 80)} is longer than any image reference`);
  const [before, digest, ...more] = text.split('@');
  if (more.length > 0) throw malformed(text, 'it has more than one "@"');
  if (digest !== undefined && !DIGEST.test(digest)) {
    throw malformed(text, 'its digest is not sha256: and 64 hexadecimal digits in lower case');
  }
  // Kubelet refuses it, but some runtimes take it for the ID of an image that is on the node.
  if (/^[0-9a-f]{64}$/.test(before)) throw malformed(text, 'an image ID is not a reference');

  const colon = before.lastIndexOf(':');
  const hasTag = colon > before.lastIndexOf('/');
  const [written, tag] = hasTag ? [before.slice(0, colon), before.slice(colon + 1)] : [before, undefined];
  if (tag !== undefined && !TAG.test(tag)) throw malformed(text, 'that is not a tag');
  const [registry, path] = withRegistry(written);
  if (!HOST.test(registry)) throw malformed(text, 'its registry is not a host');
  if (path.length > MAX_PATH || !PATH.test(path)) {
    throw malformed(text, path !== path.toLowerCase() ? 'repositories are written in lower case' : 'that is not the name of a repository');
  }
  refuseAliases(text, registry, path);

  const name = `${registry}/${path}`;
  // The runtime pulls by digest where there is one, and does not look at the tag; without either it pulls "latest".
  const reference = digest === undefined ? `${name}:${tag ?? 'latest'}` : `${name}@${digest}`;
  return {
    text,
    registry,
    name,
    ...(digest === undefined ? { tag: tag ?? 'latest' } : { digest }),
    reference,
  };
}

/**
 * Short names belong to Docker Hub: `nginx` is docker.io/library/nginx. CRI-O may be configured to look elsewhere first;
 * so a patched image always has the full name, and one that is not patched has a digest, which is the same everywhere.
 */
function withRegistry(name) {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  let [registry, path] = isHost ? [first, name.slice(slash + 1)] : ['docker.io', name];
  if (registry === 'index.docker.io') registry = 'docker.io';
  if (registry === 'docker.io' && !path.includes('/')) path = `library/${path}`;
  return [registry, path];
}

/** Policies select by the name as it is written, so one registry must not have two spellings. */
function refuseAliases(text, registry, path) {
  const port = /:([0-9]+)$/.exec(registry)?.[1];
  const isOdd = port !== undefined && (port.startsWith('0') || port === '443' || Number(port) > 65535);
  if (!isOdd && registry === registry.toLowerCase()) return;
  const usual = `${isOdd ? registry.slice(0, -port.length - 1) : registry}/${path}`.toLowerCase();
  throw new ImageError(
    `${quoted(text)} spells its registry in an unusual way, and trust policies compare names as they are written`,
    // Without dot or port the first part would not be a registry any more.
    withRegistry(usual)[0] === 'docker.io' ? 'Write the registry in lower case, without the port 443.' : `Write ${usual}.`,
  );
}

function malformed(text, why) {
  return new ImageError(
    `${quoted(text)} is not an image reference: ${why}`,
    'Write REGISTRY/REPOSITORY@sha256:… as "crane digest" or the registry shows it.',
  );
}
