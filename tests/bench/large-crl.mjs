// A request whose signing certificate is looked up in a CRL with as many entries as one likes; made anew in every run
// and really signed, with P-256 keys.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const REPOSITORY = 'registry.example/app';
const MEDIA_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const URL = 'http://crl.example/ca.crl';
/** What the signing certificate is called in the CRL: the last entry, if it is there at all. */
const SERIAL = [0x7f, 1, 2, 3, 4, 5, 6, 7];

function tlv(tag, ...parts) {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const octets = Buffer.from(length.toString(16).padStart(length.toString(16).length + (length.toString(16).length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | octets.length]), octets, content]);
}

const sequence = (...parts) => tlv(0x30, ...parts);
const integer = (...bytes) => tlv(0x02, bytes);
const oid = (...bytes) => tlv(0x06, bytes);
const time = (text) => tlv(0x17, Buffer.from(text));
const extension = (id, value, critical = true) => sequence(oid(0x55, 0x1d, id), ...(critical ? [[1, 1, 0xff]] : []), tlv(0x04, value));
const ALGORITHM = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

const signed = (key, ...parts) => {
  const tbs = sequence(...parts);
  return sequence(tbs, ALGORITHM, tlv(0x03, [0], sign('sha256', tbs, key)));
};

/** One relative name for each attribute: country, state, organization, common name. */
const name = (...attributes) => sequence(...attributes.map(([type, value]) => tlv(0x31, sequence(oid(0x55, 4, type), tlv(0x0c, Buffer.from(value))))));
const CA = name([6, 'US'], [10, 'Sealcheck'], [3, 'CA']);
const SIGNER = name([6, 'US'], [8, 'WA'], [10, 'Sealcheck'], [3, 'signer']);

function certificate({ serial, subject, key, extensions }, issuer) {
  const validity = sequence(time('260101000000Z'), time('261231235959Z'));
  const spki = key.publicKey.export({ format: 'der', type: 'spki' });
  return signed(issuer.privateKey, [0xa0, 3, 2, 1, 2], integer(...serial), ALGORITHM, CA, validity, subject, spki, tlv(0xa3, sequence(...extensions)));
}

function chain(leaf, root) {
  const point = sequence(tlv(0xa0, tlv(0xa0, tlv(0x86, Buffer.from(URL)))));
  const forRoot = [extension(0x13, sequence([1, 1, 0xff])), extension(0x0f, tlv(0x03, [1, 0x06]))];
  const forLeaf = [extension(0x13, sequence()), extension(0x0f, tlv(0x03, [7, 0x80])), extension(0x1f, sequence(point), false)];
  return [
    certificate({ serial: SERIAL, subject: SIGNER, key: leaf, extensions: forLeaf }, root),
    certificate({ serial: [1], subject: CA, key: root, extensions: forRoot }, root),
  ];
}

/** Entries of 41 bytes: a serial number, a date, a reason. */
function crl(entries, revoked, root) {
  const reason = sequence(sequence(oid(0x55, 0x1d, 0x15), tlv(0x04, [0x0a, 1, 4])));
  const entry = (serial) => sequence(integer(...serial), time('260510000000Z'), reason);
  const first = entry([0x11, ...SERIAL.slice(1)]);
  const all = Buffer.alloc(first.length * entries, first);
  // Every entry has a serial number of its own, of which the last four bytes count.
  for (let index = 0; index < entries; index += 1) all.writeUInt32BE(index, index * first.length + 2 + 2 + SERIAL.length - 4);
  if (revoked) entry(SERIAL).copy(all, (entries - 1) * first.length);
  const extensions = tlv(0xa0, sequence(extension(0x14, integer(1), false)));
  return signed(root.privateKey, integer(1), ALGORITHM, CA, time('260601000000Z'), time('260701000000Z'), sequence(all), extensions);
}

const base64url = (value) => Buffer.from(value).toString('base64url');

function envelope(manifest, certificates, leaf) {
  const scheme = 'io.cncf.notary.signingScheme';
  const header = { alg: 'ES256', cty: 'application/vnd.cncf.notary.payload.v1+json', crit: [scheme], [scheme]: 'notary.x509', 'io.cncf.notary.signingTime': '2026-05-01T00:00:00Z' };
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  const payload = { targetArtifact: { mediaType: MEDIA_TYPE, digest, size: manifest.length } };
  const [first, second] = [header, payload].map((part) => base64url(JSON.stringify(part)));
  const signature = sign('sha256', Buffer.from(`${first}.${second}`), { key: leaf.privateKey, dsaEncoding: 'ieee-p1363' });
  const unprotected = { x5c: certificates.map((der) => der.toString('base64')), 'io.cncf.notary.signingAgent': 'sealcheck-bench' };
  return Buffer.from(JSON.stringify({ payload: second, protected: first, header: unprotected, signature: base64url(signature) }));
}

/** Trust and request for the glue; `withCrl` gives the request a CRL, and says how large that is. */
export function world() {
  const [leaf, root] = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  const certificates = chain(leaf, root);
  const manifest = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, layers: [] }));
  const statement = { name: 's', registryScopes: [REPOSITORY], signatureVerification: { level: 'strict' }, trustStores: ['ca:roots'], trustedIdentities: ['x509.subject:C=US,ST=WA,O=Sealcheck'] };
  const bytes = (buffer) => new Uint8Array(buffer);
  const request = {
    reference: `${REPOSITORY}@sha256:${createHash('sha256').update(manifest).digest('hex')}`,
    manifest,
    signatures: [{ envelope: bytes(envelope(manifest, certificates, leaf)), mediaType: 'application/jose+json' }],
    currentDate: Date.parse('2026-06-02T00:00:00Z'),
    userMetadata: [],
  };
  return {
    trust: {
      trustPolicy: new TextEncoder().encode(JSON.stringify({ version: '1.0', trustPolicies: [statement] })),
      kind: 'oci',
      trustStores: [['ca:roots', [{ name: 'root', data: bytes(certificates[1]) }]]],
      plugins: [],
      maxSignatures: 100,
    },
    withCrl(entries, { revoked = false } = {}) {
      const list = bytes(crl(entries, revoked, root));
      return { request: { ...request, evidence: { ocsp: [], crls: [{ url: URL, crl: list }], unavailable: [] } }, size: list.length };
    },
  };
}
