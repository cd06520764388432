// One recorded case through the package, in the form of the expectations. tests/oracle/README.md describes a case.
import { createHash } from 'node:crypto';
import { SealcheckError, verify, verifyBlob } from '../../npm/dist/entries/node.js';

const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

function stores(subject, certificates) {
  const entry = (value, index) => {
    const name = `#${index + 1}`;
    if (typeof value === 'string') return { name, data: bytes(certificates[value.replace(/^@/, '')]) };
    return { name, data: value.pem === undefined ? bytes(value.base64) : value.pem };
  };
  return Object.fromEntries(Object.entries(subject.trustStores ?? {}).map(([name, entries]) => [name, entries.map(entry)]));
}

function plugins(subject) {
  const plugin = ({ version, capabilities, response, error }) => ({
    version,
    capabilities: capabilities ?? [],
    verify: async () => {
      if (error !== undefined) throw new Error(error);
      if (response === undefined) throw new Error('no answer recorded');
      return response;
    },
  });
  return Object.fromEntries(Object.entries(subject.plugins ?? {}).map(([name, value]) => [name, plugin(value)]));
}

const signature = ({ envelope, mediaType, manifest, error }) =>
  envelope === undefined || envelope === null
    ? { error: error ?? 'not found' }
    : { envelope: bytes(envelope), ...(mediaType != null && { mediaType }), ...(manifest && { manifest: bytes(manifest) }) };

/** OCSP responses and CRLs, with where the host got them. */
function evidence({ ocsp = [], crls = [], unavailable = [] }) {
  return {
    ocsp: ocsp.map(({ response, ...from }) => ({ ...from, response: bytes(response ?? '') })),
    crls: crls.map(({ crl, ...from }) => ({ ...from, crl: bytes(crl ?? '') })),
    unavailable,
  };
}

function judge(subject, certificates, crypto) {
  const common = {
    crypto,
    trustPolicy: subject.trustPolicyText ?? subject.trustPolicy,
    trustStores: stores(subject, certificates),
    plugins: plugins(subject),
    currentDate: new Date(subject.at),
    userMetadata: subject.userMetadata ?? {},
    ...(subject.evidence !== undefined && { evidence: evidence(subject.evidence) }),
    ...(subject.maxSignatures !== undefined && { maxSignatures: subject.maxSignatures }),
  };
  const signatures = (subject.signatures ?? []).map(signature);
  if (subject.kind === 'blob') {
    const { blobMediaType, policyName } = subject;
    const named = { ...(blobMediaType != null && { blobMediaType }), ...(policyName != null && { policyName }) };
    return verifyBlob({ ...common, ...named, blob: bytes(subject.blob ?? ''), signature: signatures[0] });
  }
  const manifest = subject.manifest === undefined ? subject.descriptor : bytes(subject.manifest);
  const said = subject.manifestMediaType != null && { manifestMediaType: subject.manifestMediaType };
  return verify({ ...common, ...said, reference: subject.reference ?? '', manifest, signatures });
}

/** In the form of the expectations. */
export async function outcome(subject, certificates, crypto = 'auto') {
  try {
    const verdict = await judge(subject, certificates, crypto);
    const { reason } = verdict;
    return {
      result: verdict.result,
      trust: verdict.trust,
      codes: reason === null ? [] : [reason.code, ...(reason.details?.codes ?? [])],
      verdict: createHash('sha256').update(JSON.stringify(verdict)).digest('hex'),
    };
  } catch (error) {
    if (!(error instanceof SealcheckError)) throw error;
    const problems = (error.problems ?? []).map(({ code, path }) => `${code} ${path}`);
    return { result: 'error', trust: '', codes: [error.code, ...problems], verdict: '' };
  }
}

/** A `Date` counts milliseconds; the few cases that need more are judged natively only. */
export const isFiner = ({ at }) => /\.\d{4,}/.test(at);

/** The package takes a plugin's answer as an object; a text that is no such object is judged natively only. */
export const isText = ({ plugins }) => Object.values(plugins ?? {}).some(({ responseText }) => responseText !== undefined);
