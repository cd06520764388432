import type { RegistryArtifact } from '../../host/index.js';
import type { Inspection } from '../../types.js';
import type { Arguments } from '../args.js';
import { api } from '../core.js';
import { ACCEPTED, UNREADABLE } from '../exit.js';
import type { Io } from '../io.js';
import { type ListedSignature, renderList } from '../render/ls.js';
import { onlyOne, outputOf } from '../request.js';
import { openArtifact } from '../source.js';
import { printableJson } from '../style.js';
import { warn } from '../trust.js';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const reference = onlyOne(args, 'REFERENCE', 'sealcheck ls REFERENCE');
  const artifact = await openArtifact(args, reference, io);
  const listed = await Promise.all(artifact.signatures.map((_, index) => listOne(artifact, index)));
  const signatures = listed.filter(({ digest }) => digest !== '');
  // Registries may list more than is read.
  const missing = listed.flatMap(({ digest, error }) => (digest === '' && error !== undefined ? [`the list may be longer: ${error}`] : []));
  warn(missing, io);
  const { descriptor } = artifact;
  const named = nameOf(artifact);
  if (output === 'json') {
    const { mediaType, digest, size } = descriptor;
    io.out(`${printableJson({ reference: named, artifact: { mediaType, digest, size }, signatures })}\n`);
  } else {
    io.out(renderList(named, signatures, io.style));
  }
  return missing.length === 0 ? ACCEPTED : UNREADABLE;
}

/** `repository@digest`, also where a tag was asked for. */
export function nameOf({ reference, descriptor }: RegistryArtifact): string {
  const at = reference.lastIndexOf('@');
  const repository = at >= 0 ? reference.slice(0, at) : reference.slice(0, reference.lastIndexOf(':'));
  return `${repository}@${descriptor.digest}`;
}

async function listOne(artifact: RegistryArtifact, index: number): Promise<ListedSignature> {
  const input = artifact.signatures[index];
  const { digest = '', artifactType = '' } = artifact.signatureManifests[index] ?? {};
  const base = { digest, artifactType, verified: false as const };
  if (input === undefined || 'error' in input) return { ...base, error: input?.error ?? 'not read' };
  const inspection: Inspection = await api.inspect(input.envelope);
  if ('error' in inspection) return { ...base, error: inspection.error.message };
  return {
    ...base,
    mediaType: inspection.signatureEnvelopeType,
    signer: inspection.certificates[0]?.issuedTo ?? null,
    signingTime: inspection.signedAttributes.signingTime ?? null,
  };
}
