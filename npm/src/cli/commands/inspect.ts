import { access } from 'node:fs/promises';
import type { InspectedSignature } from '../../types.js';
import type { Arguments } from '../args.js';
import { api } from '../core.js';
import { ACCEPTED, REJECTED, UNREADABLE } from '../exit.js';
import { readSignatureFile } from '../files.js';
import type { Io } from '../io.js';
import { goJson } from '../json.js';
import { renderInspection } from '../render/inspect.js';
import { onlyOne, outputOf } from '../request.js';
import { isRegistryReference, openArtifact } from '../source.js';
import { warn } from '../trust.js';
import { nameOf } from './ls.js';

export async function run(args: Arguments, io: Io): Promise<number> {
  const subject = onlyOne(args, 'FILE or REFERENCE', 'sealcheck inspect FILE, or sealcheck inspect REFERENCE');
  if (!args.has('layout') && ((await isThere(subject)) || !isRegistryReference(subject))) return inspectFile(subject, args, io);

  const output = outputOf(args);
  const artifact = await openArtifact(args, subject, io);
  const signatures: InspectedSignature[] = [];
  let code = ACCEPTED;
  for (const [index, input] of artifact.signatures.entries()) {
    const { digest = '' } = artifact.signatureManifests[index] ?? {};
    const skip = (why: string): void => warn([digest === '' ? why : `signature ${digest} is not shown: ${why}`], io);
    if ('error' in input) {
      skip(input.error);
      code = UNREADABLE;
      continue;
    }
    const mediaType = layerType(input.manifest);
    const inspection = await api.inspect(input.envelope, mediaType === undefined ? {} : { mediaType });
    if ('error' in inspection) {
      skip(inspection.error.message);
      code = Math.max(code, REJECTED);
      continue;
    }
    // As notation: the digest is the signature manifest's.
    const { verified, digest: _, ...fields } = inspection;
    signatures.push({ verified, digest, ...fields });
  }
  io.out(
    output === 'json'
      ? goJson({ mediaType: artifact.descriptor.mediaType, signatures })
      : renderInspection(nameOf(artifact), signatures, io.style),
  );
  return code;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function inspectFile(file: string, args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const { envelope, mediaType } = await readSignatureFile(file);
  const inspection = await api.inspect(envelope, mediaType === undefined ? {} : { mediaType });
  if ('error' in inspection) {
    if (output === 'json') io.out(goJson(inspection));
    warn([`${file} cannot be decoded: ${inspection.error.message} (${inspection.error.code})`], io);
    return REJECTED;
  }
  io.out(output === 'json' ? goJson(inspection) : renderInspection(file, [inspection], io.style));
  return ACCEPTED;
}

/** The media type of the signature manifest's layer. */
function layerType(manifest: Uint8Array | undefined): string | undefined {
  if (manifest === undefined) return undefined;
  const { layers, blobs } = JSON.parse(new TextDecoder().decode(manifest)) as Record<string, { mediaType?: unknown }[]>;
  const mediaType = (layers ?? blobs)?.[0]?.mediaType;
  return typeof mediaType === 'string' ? mediaType : undefined;
}
