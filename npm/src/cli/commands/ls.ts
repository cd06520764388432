import { type LayoutArtifact, readLayout } from '../../host/index.js';
import type { Inspection } from '../../types.js';
import { type Arguments, count } from '../args.js';
import { api } from '../core.js';
import { ACCEPTED } from '../exit.js';
import type { Io } from '../io.js';
import { type ListedSignature, renderList } from '../render/ls.js';
import { layoutOf, onlyOne, outputOf } from '../request.js';
import { printableJson } from '../style.js';

/** `layout@tag` alone will do here: no policy is asked. */
const NO_SCOPE = 'layout';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const maxSignatures = count(args, 'max-signatures');
  const reference = onlyOne(args, 'REFERENCE', 'sealcheck ls --layout DIR_OR_TAR REFERENCE');
  const layout = await readLayout(layoutOf(args, 'ls'));
  const artifact = await findAnywhere(layout, reference, maxSignatures);
  const signatures = await Promise.all(artifact.signatures.map((_, index) => listOne(artifact, index)));
  const { descriptor } = artifact;
  const named = nameOf(artifact);
  if (output === 'json') {
    const { mediaType, digest, size } = descriptor;
    io.out(`${printableJson({ reference: named, artifact: { mediaType, digest, size }, signatures })}\n`);
  } else {
    io.out(renderList(named, signatures, io.style));
  }
  return ACCEPTED;
}

/** The artifact; a reference without repository is good enough where no policy is selected. */
export async function findAnywhere(
  layout: Awaited<ReturnType<typeof readLayout>>,
  reference: string,
  maxSignatures: number | undefined,
): Promise<LayoutArtifact> {
  const limit = maxSignatures === undefined ? {} : { maxSignatures };
  const hasRepository = /[/@:]/.test(reference) && !/^@?sha\d+:/.test(reference) && !reference.startsWith(':');
  return layout.artifact(reference, hasRepository ? limit : { ...limit, scope: NO_SCOPE });
}

/** `repository@digest`, also where a tag was asked for. */
export function nameOf({ reference, descriptor }: LayoutArtifact): string {
  const at = reference.lastIndexOf('@');
  const repository = at >= 0 ? reference.slice(0, at) : reference.slice(0, reference.lastIndexOf(':'));
  return `${repository}@${descriptor.digest}`;
}

async function listOne(artifact: LayoutArtifact, index: number): Promise<ListedSignature> {
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
