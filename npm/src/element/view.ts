/** What is shown: a verdict and one of its signatures, or an envelope that was only decoded. */
import type { CertificateSummary, Inspection, SignatureVerdict, Verdict } from '../types.js';
import { isAuthentic, type State, stateOf } from './state.js';

/** Remarks that only the host can make, shown below the field they belong to. */
export interface Notes {
  /** Where reference and digest come from. */
  artifact?: string;
  /** Where the date comes from. */
  currentDate?: string;
  /** What is missing for a verdict, when there is none. */
  needed?: string;
  /** What the signatures were taken from, for instance `in the layout`. */
  signatures?: string;
}

/** Everything that the blocks draw from. */
export interface View {
  state: State;
  notes: Notes;
  /** Level of the first heading. */
  level: number;
  verdict: Verdict | null;
  inspections: readonly Inspection[];
  /** Index of the signature that is shown. */
  shown: number;
  /** The signature shown, of a verdict. */
  signature: SignatureVerdict | undefined;
  /** Whether a check vouches for the signer. */
  authentic: boolean;
  /** Whether even the signature's own bytes are unproven. */
  unproven: boolean;
  said: Said;
}

/** What the envelope says. */
export interface Said {
  certificates: readonly CertificateSummary[];
  signer: CertificateSummary | undefined;
  signingTime: string | null;
  authenticSigningTime: string | null;
  expiry: string | null;
  /** When the timestamp was made, by a token that nobody judged. */
  unjudgedTimestamp: string | null;
  mediaType: string | null;
  signedArtifact: { digest: string; mediaType: string; size: number } | null;
  signingScheme: string | null;
  algorithm: string | null;
}

/** The view of a verdict. */
export function viewOfVerdict(verdict: Verdict, shown: number, notes: Notes, level: number): View {
  const signature = verdict.signatures[shown];
  const proven = signature?.certificates ?? null;
  return {
    state: stateOf(verdict),
    notes,
    level,
    verdict,
    inspections: [],
    shown,
    signature,
    authentic: isAuthentic(signature),
    unproven: proven === null,
    said: saidIn(signature),
  };
}

/** The view of envelopes that nobody has judged. */
export function viewOfInspections(inspections: readonly Inspection[], shown: number, notes: Notes, level: number): View {
  return {
    state: 'decoded',
    notes,
    level,
    verdict: null,
    inspections,
    shown,
    signature: undefined,
    authentic: false,
    unproven: true,
    said: saidByInspection(inspections[shown]),
  };
}

function saidIn(signature: SignatureVerdict | undefined): Said {
  const attributes = signature?.signedAttributes ?? signature?.claimed?.signedAttributes;
  const certificates = signature?.certificates ?? signature?.claimed?.certificates ?? [];
  return {
    certificates,
    signer: certificates[0],
    signingTime: attributes?.signingTime ?? null,
    authenticSigningTime: attributes?.authenticSigningTime ?? null,
    expiry: attributes?.expiry ?? null,
    unjudgedTimestamp: null,
    mediaType: signature?.mediaType ?? null,
    signedArtifact: (signature?.payload ?? signature?.claimed?.payload)?.targetArtifact ?? null,
    signingScheme: attributes?.signingScheme ?? null,
    algorithm: attributes?.signatureAlgorithm ?? null,
  };
}

function saidByInspection(inspection: Inspection | undefined): Said {
  if (inspection === undefined || 'error' in inspection) {
    const claimed = inspection?.partial;
    return saidIn({ claimed, mediaType: null, certificates: null, signedAttributes: null, payload: null } as unknown as SignatureVerdict);
  }
  const { signedAttributes, chain, unsignedAttributes, signedArtifact } = inspection;
  const authority = signedAttributes.signingScheme === 'notary.x509.signingAuthority';
  return {
    certificates: chain,
    signer: chain[0],
    signingTime: authority ? null : (signedAttributes.signingTime ?? null),
    authenticSigningTime: authority ? (signedAttributes.signingTime ?? null) : null,
    expiry: signedAttributes.expiry ?? null,
    unjudgedTimestamp: instantIn(unsignedAttributes.timestampSignature?.timestamp),
    mediaType: inspection.signatureEnvelopeType,
    signedArtifact,
    signingScheme: signedAttributes.signingScheme,
    algorithm: inspection.signatureAlgorithm,
  };
}

/** `notation inspect` shows a range, of which the middle is not said: its first instant. */
function instantIn(timestamp: string | undefined): string | null {
  return /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/.exec(timestamp ?? '')?.[0] ?? null;
}
