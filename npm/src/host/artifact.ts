/** What hosts find for a verifier. */
import type { Descriptor, SignatureInput } from '../types.js';

/** An artifact with its signatures, ready to be verified. */
export interface HostArtifact {
  /** `repository@digest` or `repository:tag`, with the scope as repository if one was given. */
  reference: string;
  /** The bytes, which have been checked against the digest. */
  manifest: Uint8Array;
  /** As the layout's index or the registry says. */
  manifestMediaType?: string;
  /** In the order of the host. One that cannot be read is an `{ error }` and stands in the way of no other. */
  signatures: SignatureInput[];
  /** The artifact. */
  descriptor: Descriptor;
  /** The signature manifests, one for each of `signatures`. */
  signatureManifests: { digest: string; artifactType: string }[];
  /** Where signatures were looked for, for messages. */
  lookedAt: string[];
}
