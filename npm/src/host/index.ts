/** `sealcheck/host`: where requests come from. Optional, and apart from the verifier; it decides nothing. */
export { type Layout, type LayoutArtifact, type LayoutOptions, type LayoutSource, readLayout } from './layout.js';
export {
  defaultNotationConfigDirectory,
  loadNotationConfig,
  type NotationConfig,
  type NotationConfigOptions,
} from './notation-config.js';
