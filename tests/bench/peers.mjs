// What else checks such signatures in JavaScript, by the same rule as sealcheck.mjs: certificates of the envelope are
// parsed anew each time, as whoever gets another envelope each time has to. None of them knows trust policies, the
// certificate rules of the Notary Project or its attributes: they check signatures, and pkijs and @peculiar/x509 dates.
import { bytes } from './sealcheck.mjs';

const decodeUrl = (text) => bytes(text.replaceAll('-', '+').replaceAll('_', '/'));

/** A JWS taken apart; what the peers are not made for is done the cheap way. */
function parts({ id, envelope, key }) {
  const text = new TextDecoder().decode(bytes(envelope));
  return () => {
    const { payload, protected: header, signature, header: { x5c } } = JSON.parse(text);
    const { alg } = JSON.parse(new TextDecoder().decode(decodeUrl(header)));
    const bits = Number(alg.slice(2));
    return { id, key, alg, bits, signed: new TextEncoder().encode(`${header}.${payload}`), signature: decodeUrl(signature), chain: x5c.map(bytes) };
  };
}

const issuerOf = (list, index) => list[Math.min(index + 1, list.length - 1)];
const must = (good, what) => {
  if (!good) throw new Error(`${what}: not good`);
};
const subtleKey = ({ alg, bits, key }) => (alg.startsWith('PS') ? { name: 'RSA-PSS', hash: `SHA-${bits}` } : { name: 'ECDSA', namedCurve: key.toUpperCase() });
const subtleVerify = ({ alg, bits }) => (alg.startsWith('PS') ? { name: 'RSA-PSS', saltLength: bits / 8 } : { name: 'ECDSA', hash: `SHA-${bits}` });

/** `node:crypto`: X509Certificate and verify, nothing but the signatures. */
export async function nodeCrypto() {
  const { constants, verify, X509Certificate } = await import('node:crypto');
  return (subject) => {
    const take = parts(subject);
    return () => {
      const { id, alg, bits, signed, signature, chain } = take();
      const certificates = chain.map((der) => new X509Certificate(der));
      const key = certificates[0].publicKey;
      const how = alg.startsWith('PS') ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: bits / 8 } : { key, dsaEncoding: 'ieee-p1363' };
      must(verify(`sha${bits}`, signed, how, signature), id);
      must(certificates.every((certificate, index) => certificate.verify(issuerOf(certificates, index).publicKey)), id);
    };
  };
}

/** pkijs: the envelope's signature, and its engine for chains. */
export async function pkijs() {
  const { Certificate, CertificateChainValidationEngine } = await import('pkijs');
  return (subject) => {
    const take = parts(subject);
    return async () => {
      const taken = take();
      const [leaf, ...others] = taken.chain.map((der) => Certificate.fromBER(der));
      const key = await leaf.getPublicKey({ algorithm: { algorithm: subtleKey(taken), usages: ['verify'] } });
      must(await crypto.subtle.verify(subtleVerify(taken), key, taken.signature, taken.signed), taken.id);
      const engine = new CertificateChainValidationEngine({
        trustedCerts: others.length > 0 ? others.slice(-1) : [leaf],
        certs: [...others.slice(0, -1), leaf],
        checkDate: new Date(subject.at),
      });
      must((await engine.verify()).result, taken.id);
    };
  };
}

/** @peculiar/x509: the envelope's signature, each certificate by its issuer's key and the date. */
export async function peculiar() {
  await import('reflect-metadata');
  const { X509Certificate } = await import('@peculiar/x509');
  return (subject) => {
    const take = parts(subject);
    return async () => {
      const taken = take();
      const certificates = taken.chain.map((der) => new X509Certificate(der));
      const key = await certificates[0].publicKey.export(subtleKey(taken), ['verify']);
      must(await crypto.subtle.verify(subtleVerify(taken), key, taken.signature, taken.signed), taken.id);
      for (const [index, certificate] of certificates.entries()) {
        must(await certificate.verify({ publicKey: issuerOf(certificates, index).publicKey, date: new Date(subject.at) }), taken.id);
      }
    };
  };
}

/** node-forge: pure JavaScript, RSA only. */
export async function forge() {
  const { default: library } = await import('node-forge');
  const { asn1, md, mgf, pki, pss } = library;
  return (subject) => {
    const take = parts(subject);
    return () => {
      const { id, bits, signed, signature, chain } = take();
      const certificates = chain.map((der) => pki.certificateFromAsn1(asn1.fromDer(Buffer.from(der).toString('binary'))));
      const hash = () => md[`sha${bits}`].create();
      const digest = hash().update(Buffer.from(signed).toString('binary')).digest().getBytes();
      const scheme = pss.create({ md: hash(), mgf: mgf.mgf1.create(hash()), saltLength: bits / 8 });
      must(certificates[0].publicKey.verify(digest, Buffer.from(signature).toString('binary'), scheme), id);
      must(certificates.every((certificate, index) => issuerOf(certificates, index).verify(certificate)), id);
    };
  };
}

/** One signature check of a subject alone, by each engine. */
export async function singleChecks() {
  const { createPublicKey, constants, verify } = await import('node:crypto');
  const { readFileSync } = await import('node:fs');
  const { initSync, Trust, Verification } = await import('../../npm/dist/core.js');
  initSync({ module: readFileSync(new URL('../../npm/dist/core.wasm', import.meta.url)) });
  return (index) => (subject) => {
    const stores = Object.entries(subject.trustStores).map(([name, entries]) => [name, entries.map((data, number) => ({ name: `#${number}`, data: bytes(data) }))]);
    const trust = new Trust({ trustPolicy: new TextEncoder().encode(JSON.stringify(subject.trustPolicy)), kind: 'oci', trustStores: stores, plugins: [], maxSignatures: 1 });
    const { reference, mediaType, at } = subject;
    const request = { reference, manifest: bytes(subject.manifest), signatures: [{ envelope: bytes(subject.envelope), mediaType }], currentDate: Date.parse(at), userMetadata: [] };
    const verification = Verification.oci(trust, request);
    const question = verification.signatureQuestions()[index];
    const { message, scheme, signature, spki } = question;
    const [, hash] = /SHA-(\d+)$/.exec(scheme);
    const how = scheme.startsWith('ECDSA')
      ? { dsaEncoding: 'ieee-p1363' }
      : { padding: scheme.includes('PSS') ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING, saltLength: hash / 8 };
    return {
      scheme,
      wasm: () => must(question.check(), subject.id),
      node: () => must(verify(`sha${hash}`, message, { key: createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }), ...how }, signature), subject.id),
    };
  };
}
