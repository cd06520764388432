/** What files are, by their content. Nothing is decided here about a signature; the core reads the same bytes again. */
import { recognise as recogniseDer } from 'sealcheck/host';
import type { Given, Input, Kind } from './types';

/** As much as is read of a file that cannot be anything but a blob or an archive. */
const HEAD = 1024;
/** Envelopes and CRLs have at most that many bytes. */
const LARGEST = 32 << 20;
const SIGNATURE_TYPES = ['application/vnd.cncf.notary.signature', 'application/vnd.cncf.notary.v2.signature'];

type Found = Pick<Input, 'kind' | 'took'> & Partial<Input>;

let next = 1;

/** Sorts what was given; folders that hold a layout become one input. */
export async function recognise(given: Given[], signal: AbortSignal): Promise<Input[]> {
  const inputs: Input[] = [];
  const rest = new Map(given.map((file) => [file.path, file]));
  for (const { path } of given) {
    if (!/(^|\/)oci-layout$/.test(path)) continue;
    const root = path.slice(0, -'oci-layout'.length);
    const files = new Map([...rest.values()].filter((file) => file.path.startsWith(root)).map((file) => [file.path.slice(root.length), file.content]));
    if (!files.has('index.json')) continue;
    for (const name of files.keys()) rest.delete(root + name);
    inputs.push({ id: next++, name: root || 'layout/', kind: 'layout', took: `OCI layout: folder with ${files.size} files`, content: new Blob(), files });
  }
  const inConfiguration = configurationOf([...rest.keys()]);
  for (const { path, content } of rest.values()) {
    signal.throwIfAborted();
    const found = inConfiguration(path, await classify(path, content));
    const store = /(?:^|\/)truststore\/x509\/(ca|signingAuthority|tsa)\/([^/]+)\/[^/]+$/.exec(path);
    inputs.push({
      id: next++,
      name: path.split('/').at(-1) ?? path,
      content,
      ...found,
      ...(found.kind === 'certificates' && store && { store: `${store[1]}:${store[2]}` }),
    });
  }
  return inputs;
}

/**
 * In a folder with the configuration of notation: keys, settings and plugins are no artifacts, and only what lies in
 * truststore/x509 is trusted, not the certificates of local keys.
 */
function configurationOf(paths: string[]): (path: string, found: Found) => Found {
  const roots = new Set(paths.flatMap((path) => /^(.*\/)(?:truststore\/x509\/.*|trustpolicy[^/]*\.json)$/.exec(path)?.[1] ?? []));
  const isUnused = (path: string): boolean => [...roots].some((root) => path.startsWith(root) && /^(?:config\.json|signingkeys\.json|localkeys\/|plugins\/)/.test(path.slice(root.length)));
  return (path, found) => (found.kind !== 'refused' && isUnused(path) ? { kind: 'unused', took: 'of notation’s configuration, without a say here' } : found);
}

async function classify(path: string, content: Blob): Promise<Found> {
  if (content.size === 0) return { kind: 'refused', took: 'an empty file' };
  const head = await bytesOf(content.slice(0, HEAD));
  const text = new TextDecoder('latin1').decode(head);
  if (isTar(head)) return { kind: 'layout', took: 'tar archive, read as an OCI layout' };
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: 'blob', took: 'compressed with gzip: unpack a layout first; else a blob' };
  if (content.size > LARGEST) return blob();
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return { kind: 'refused', took: 'a private key: it was not read. Never give private keys to a web page' };
  if (head[0] === 0xd2 && head[1] === 0x84) return { kind: 'envelope', took: 'signature envelope (COSE)' };
  if (head[0] === 0x30 || text.includes('-----BEGIN ')) return der(await bytesOf(content));
  if (/^(?:\xef\xbb\xbf)?\s*\{/.test(text)) return json(path, await bytesOf(content));
  return blob();
}

function blob(): Found {
  return { kind: 'blob', took: 'a blob: any file that a detached signature may be of' };
}

async function bytesOf(content: Blob): Promise<Uint8Array> {
  return new Uint8Array(await content.arrayBuffer());
}

/** By the magic, or by the checksum of the oldest format. */
function isTar(head: Uint8Array): boolean {
  if (head.length < 512) return false;
  const field = (start: number, end: number): string => new TextDecoder('latin1').decode(head.subarray(start, end));
  if (field(257, 262) === 'ustar') return true;
  const sum = head.subarray(0, 512).reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return /^[0-7 \0]{8}$/.test(field(148, 156)) && Number.parseInt(field(148, 156).trim(), 8) === sum;
}

const NAMES: Record<'certificate' | 'ocsp' | 'crl', [Kind, string, string]> = {
  certificate: ['certificates', 'certificate', 'certificates'],
  ocsp: ['ocsp', 'OCSP response', 'OCSP responses'],
  crl: ['crl', 'CRL', 'CRLs'],
};

function der(bytes: Uint8Array): Found {
  const pieces = recogniseDer(bytes);
  const [first] = pieces;
  if (first === undefined) return blob();
  const [kind, one, many] = NAMES[first.kind];
  const number = pieces.filter((piece) => piece.kind === first.kind).length;
  const others = pieces.length - number;
  return { kind, took: `${number} ${number === 1 ? one : many}${others > 0 ? `; ${others} other entries are left out` : ''}` };
}

function json(path: string, bytes: Uint8Array): Found {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/^\ufeff/, ''));
  } catch {
    return /trust-?policy/i.test(path) ? { kind: 'policy', took: 'trust policy that is not JSON', policy: { kind: 'oci', stores: [], scopes: [] } } : blob();
  }
  if (has(value, 'payload') && has(value, 'signature') && (has(value, 'protected') || has(value, 'header'))) return { kind: 'envelope', took: 'signature envelope (JWS)' };
  if (has(value, 'trustPolicies')) return policy(value);
  const types = [member(value, 'artifactType'), member(member(value, 'config'), 'mediaType')];
  if (types.some((type) => SIGNATURE_TYPES.includes(String(type)))) return { kind: 'signature-manifest', took: 'signature manifest' };
  if (Array.isArray(member(value, 'manifests'))) return { kind: 'manifest', took: 'image index' };
  if (has(value, 'config') && has(value, 'layers')) return { kind: 'manifest', took: 'image manifest' };
  if (has(value, 'blobs') && has(value, 'mediaType')) return { kind: 'manifest', took: 'artifact manifest' };
  if (has(value, 'imageLayoutVersion')) return { kind: 'refused', took: 'the marker of an OCI layout: give the whole folder' };
  return { kind: 'blob', took: 'JSON of no known kind: a blob' };
}

/** Display only: what the linter and the verifier make of it is theirs. */
function policy(value: unknown): Found {
  const statements = member(value, 'trustPolicies');
  const list: unknown[] = Array.isArray(statements) ? statements : [];
  const texts = (name: string): string[] => [...new Set(list.flatMap((statement) => member(statement, name)).filter((text) => typeof text === 'string'))];
  const scopes = texts('registryScopes');
  const kind = scopes.length > 0 || !list.some((statement) => has(statement, 'globalPolicy')) && list.some((statement) => has(statement, 'registryScopes')) ? 'oci' : 'blob';
  const words = `trust policy (${kind === 'oci' ? 'OCI' : 'blob'}), ${list.length} ${list.length === 1 ? 'statement' : 'statements'}`;
  return { kind: 'policy', took: words, policy: { kind, stores: texts('trustStores'), scopes } };
}

function has(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function member(value: unknown, name: string): unknown {
  return has(value, name) ? Reflect.get(value as object, name) : undefined;
}
