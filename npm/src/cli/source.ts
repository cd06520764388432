/** Where artifacts come from: a layout, or the registries that the references name. */
import { type Layout, type RegistryArtifact, readLayout, readRegistry, RegistrySession } from '../host/index.js';
import { parseRegistryReference } from '../host/registry/reference.js';
import { type Arguments, count } from './args.js';
import type { Io } from './io.js';
import { networkOptions } from './network.js';
import { createProgress, type Progress } from './progress.js';
import { findCredentials, plainHttpFor, type RegistrySettings, registrySettings } from './registry.js';

/** What can be sent to another thread. */
export type SourceSettings = { layout: string } | { registry: RegistrySettings; allowHost: readonly string[] };

/** How to look for an artifact. */
export interface Find {
  scope?: string;
  maxSignatures?: number;
}

/** Finds artifacts. */
export interface Source {
  /** Whether looking costs anybody anything. */
  isRemote: boolean;
  artifact(reference: string, find: Find): Promise<RegistryArtifact>;
}

/** As `--layout` says, or else registries. */
export async function sourceSettings(args: Arguments, references: string[], io: Io): Promise<SourceSettings> {
  const layout = args.value('layout');
  if (layout !== undefined) return { layout };
  return { registry: await registrySettings(args, references, io), allowHost: networkOptions(args).allowHost };
}

/** Opens it; nothing is read before the first artifact is asked for. */
export function openSource(settings: SourceSettings, progress?: Progress): Source {
  if ('layout' in settings) {
    let layout: Promise<Layout> | undefined;
    return { isRemote: false, artifact: async (reference, find) => (await (layout ??= readLayout(settings.layout))).artifact(reference, find) };
  }
  const { registry, allowHost } = settings;
  const session = new RegistrySession({ auth: (name) => findCredentials(name, registry) });
  return {
    isRemote: true,
    artifact: (reference, find) =>
      readRegistry(reference, {
        ...find,
        ...plainHttpFor(reference, registry),
        allowHost,
        session,
        ...(progress && { onProgress: (answer) => progress.download(answer) }),
      }),
  };
}

/** The one artifact of a command that selects no policy; in layouts digest or tag alone will do. */
export async function openArtifact(args: Arguments, reference: string, io: Io): Promise<RegistryArtifact> {
  const maxSignatures = count(args, 'max-signatures');
  const find: Find = maxSignatures === undefined ? {} : { maxSignatures };
  const settings = await sourceSettings(args, [reference], io);
  const hasRepository = /[/@:]/.test(reference) && !/^@?sha\d+:/.test(reference) && !reference.startsWith(':');
  if ('layout' in settings && !hasRepository) find.scope = 'layout';
  const progress = createProgress(io);
  return openSource(settings, progress).artifact(reference, find).finally(() => progress.clear());
}

/** Whether a registry can be asked for it. */
export function isRegistryReference(text: string): boolean {
  try {
    parseRegistryReference(text, undefined);
    return true;
  } catch {
    return false;
  }
}
