/**
 * `sealcheck/host`: where requests come from. Optional, and apart from the verifier; it decides nothing.
 *
 * @module sealcheck/host
 */
export type { AllowHost, Host } from './allowed.js';
export type { HostArtifact } from './artifact.js';
export { EvidenceCache } from './cache.js';
export { type FetchOptions, fetchEvidence } from './evidence.js';
export { type Layout, type LayoutArtifact, type LayoutOptions, type LayoutSource, readLayout } from './layout.js';
export {
  defaultNotationConfigDirectory,
  loadNotationConfig,
  type NotationConfig,
  type NotationConfigOptions,
} from './notation-config.js';
export { type Recognised, recognise } from './recognise.js';
export { type OnlineOptions, verifyOnline } from './online.js';
export {
  readRegistry,
  type RegistryArtifact,
  type RegistryAuth,
  type RegistryCredentials,
  type RegistryOptions,
  RegistrySession,
} from './registry.js';
