/**
 * Inputs in the fragment of the address, which browsers never send: everything needed to judge again, compressed. All
 * of it is public (signatures, certificates, policies); private keys are never among the inputs.
 */
import type { Input, Job, Kind, Outcome, Question } from '../engine/types';

/** Longer addresses are cut by mailers and chats. */
const LONGEST = 32_000;
/** What a link may unfold to. */
const LARGEST = 4 << 20;

interface Packed {
  q: Question;
  i: [kind: Kind, name: string, took: string, base64: string, store?: string, policy?: Input['policy']][];
}

/** The fragment; undefined if it would be too long. */
export async function toFragment(job: Job, outcome: Outcome): Promise<string | undefined> {
  const entries: Packed['i'] = [];
  let size = 0;
  const put = async (kind: Kind, name: string, took: string, content: Blob | Uint8Array, input?: Input): Promise<void> => {
    const bytes = content instanceof Uint8Array ? content : new Uint8Array(await content.slice(0, LARGEST).arrayBuffer());
    size += bytes.length;
    entries.push([kind, name, took, size > LARGEST ? '' : encode(bytes), input?.store, input?.policy]);
  };
  for (const input of job.inputs) {
    if (input.kind === 'refused' || input.kind === 'unused' || (input.kind === 'blob' && outcome.kind !== 'blob')) continue;
    if (input.kind !== 'layout') await put(input.kind, input.name, input.took, input.content, input);
  }
  if (job.inputs.some(({ kind }) => kind === 'layout')) {
    if (outcome.manifest) await put('manifest', 'manifest.json', 'manifest of the artifact', outcome.manifest);
    for (const envelope of outcome.envelopes) {
      if (!envelope) continue;
      await put('envelope', envelope.name, 'signature envelope', envelope.bytes);
      if (envelope.manifest) await put('signature-manifest', `manifest of ${envelope.name}`, 'signature manifest', envelope.manifest);
    }
  }
  if (size > LARGEST) return undefined;
  const question = { ...job.question, artifact: '', reference: outcome.reference || job.question.reference, at: outcome.verdict?.currentDate ?? job.question.at };
  const text = JSON.stringify({ q: question, i: entries } satisfies Packed);
  const packed = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'), LARGEST);
  const fragment = `v1=${encode(packed).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}`;
  return fragment.length > LONGEST ? undefined : fragment;
}

/** What a fragment holds. Throws if it is damaged. */
export async function fromFragment(fragment: string): Promise<Job> {
  const bytes = decode(fragment.replace(/^v1=/, '').replace(/-/g, '+').replace(/_/g, '/'));
  const { q, i } = JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'), 2 * LARGEST))) as Packed;
  if (!Array.isArray(i) || i.length > 1000) throw new Error('the link holds no inputs');
  const texts = (name: keyof Question): string => (typeof q?.[name] === 'string' ? q[name] : '');
  return {
    question: { reference: texts('reference'), at: texts('at'), metadata: texts('metadata'), policyName: texts('policyName'), artifact: '' },
    inputs: i.map(([kind, name, took, base64, store, policy], index) => {
      if (!KINDS.has(kind)) throw new Error('the link holds an unknown kind of input');
      return {
        id: -1 - index,
        kind,
        name: String(name),
        took: String(took),
        content: new Blob([decode(String(base64))]),
        ...(typeof store === 'string' && { store }),
        ...(kind === 'policy' && { policy: { kind: policy?.kind === 'blob' ? 'blob' : 'oci', stores: strings(policy?.stores), scopes: strings(policy?.scopes) } }),
      } satisfies Input;
    }),
  };
}

const KINDS: ReadonlySet<Kind> = new Set<Kind>(['envelope', 'signature-manifest', 'manifest', 'policy', 'certificates', 'ocsp', 'crl', 'blob']);

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

async function through(bytes: Uint8Array, transform: GenericTransformStream, limit: number): Promise<Uint8Array> {
  const reader = (new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(transform as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>)).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new Error('the link unfolds to more than any link of this page');
    }
    chunks.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function encode(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
