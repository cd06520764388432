/** What goes into the engine and comes out of it. Everything here can be posted to a worker. */
import type { Inspection, PolicyReport, Problem, Verdict } from 'sealcheck';

/** A file as it was given: dropped, picked, pasted, or from an example or a link. */
export interface Given {
  /** With its folders, as far as the browser tells. */
  path: string;
  content: Blob;
}

/** What a file was taken for. */
export type Kind = 'layout' | 'envelope' | 'signature-manifest' | 'manifest' | 'policy' | 'certificates' | 'ocsp' | 'crl' | 'blob' | 'refused' | 'unused';

/** An input: a file, or all the files of a layout. */
export interface Input {
  id: number;
  name: string;
  kind: Kind;
  /** What it was taken for, in words. */
  took: string;
  content: Blob;
  /** Of a layout in a folder: its files by their path. */
  files?: Map<string, Blob>;
  /** Of certificates: the trust store they go into, and whether the page only guessed. */
  store?: string;
  guessed?: boolean;
  /** Of a policy: which kind of artifacts it is for, and the stores and scopes that it names. */
  policy?: { kind: 'oci' | 'blob'; stores: string[]; scopes: string[] };
}

/** What the person asks beside the files. */
export interface Question {
  /** `repository@digest`, `repository:tag`, or the repository alone; may be empty. */
  reference: string;
  /** RFC 3339; empty means now. */
  at: string;
  /** `key=value`, one a line. */
  metadata: string;
  /** Of a blob: the statement to apply; empty means the global one. */
  policyName: string;
  /** Digest of the artifact chosen, where there are several. */
  artifact: string;
}

/** What the engine judges. */
export interface Job {
  inputs: Input[];
  question: Question;
}

/** Something that stands in the way; no statement about a signature. */
export interface Obstacle {
  code: string;
  message: string;
  problems?: Problem[];
}

/** What can be missing for a verdict. */
export type NeedKind = 'artifact' | 'choice' | 'policy' | 'repository' | 'signature' | 'store';

/** Something that is missing. */
export interface Need {
  kind: NeedKind;
  /** In few words. */
  words: string;
}

/** An envelope, for the raw views. */
export interface Envelope {
  name: string;
  bytes: Uint8Array;
  manifest?: Uint8Array;
}

/** What came out. */
export interface Outcome {
  verdict: Verdict | null;
  /** One for each envelope. */
  inspections: Inspection[];
  /** One for each signature; null where there are no bytes. */
  envelopes: (Envelope | null)[];
  obstacle: Obstacle | null;
  /** What is missing for a verdict. */
  needed: Need[];
  /** Artifacts to choose from. */
  artifacts: { digest: string; name: string }[];
  /** Repositories to choose from. */
  repositories: string[];
  /** What the page filled in by itself, for the artifact. */
  assumed: string;
  /** Where the signatures come from. */
  source: string;
  /** As it was used. */
  reference: string;
  /** The artifact's manifest, where it was given. */
  manifest: Uint8Array | null;
  report: PolicyReport | null;
  kind: 'oci' | 'blob';
}

/** How far long work has come. */
export interface Progress {
  what: string;
  done: number;
  total: number;
}

/** The engine; in a worker, or in slices on the page. */
export interface Engine {
  recognise(given: Given[], signal: AbortSignal): Promise<Input[]>;
  judge(job: Job, signal: AbortSignal, progress: (progress: Progress) => void): Promise<Outcome>;
  certificates(file: Blob): Promise<{ subject: string; fingerprint: string; notAfter: string }[]>;
  /** Loads the wasm ahead of the first use. */
  warm(): Promise<void>;
}
