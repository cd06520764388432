// A certificate authority by openssl, what it publishes, and envelopes signed with its certificates.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** An authority in a folder of its own. */
export function createAuthority(folder) {
  const openssl = (...args) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
  };
  const key = (name) => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  const file = (name) => join(folder, name);
  const index = [];
  const writeIndex = () => writeFileSync(file('index.txt'), index.join(''));

  writeFileSync(
    file('root.cnf'),
    `[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nC=US\nST=WA\nO=Test\nCN=Test Root\n[ext]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign,digitalSignature\nsubjectKeyIdentifier=hash\n[ca]\ndefault_ca=here\n[here]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n`,
  );
  writeFileSync(file('crlnumber'), '01\n');
  writeIndex();
  key('root');
  openssl('req', '-x509', '-new', '-key', 'root.key', '-config', 'root.cnf', '-days', '3650', '-out', 'root.pem');

  return {
    folder,
    root: file('root.pem'),
    /** A certificate that names these places; `state`: good, revoked, unknown. Returns its name. */
    issue(name, { ocsp = [], crl = [], state = 'good' }) {
      const serial = (index.length + 0x1001).toString(16).toUpperCase();
      const places = [
        ...(ocsp.length > 0 ? [`authorityInfoAccess=${ocsp.map((url) => `OCSP;URI:${url}`).join(',')}`] : []),
        ...(crl.length > 0 ? [`crlDistributionPoints=${crl.map((url) => `URI:${url}`).join(',')}`] : []),
      ];
      const extensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=codeSigning', ...places];
      writeFileSync(file(`${name}.ext`), extensions.join('\n'));
      key(name);
      openssl('req', '-new', '-key', `${name}.key`, '-config', 'root.cnf', '-subj', `/C=US/ST=WA/O=Test/CN=${name}`, '-out', `${name}.csr`);
      openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'root.pem', '-CAkey', 'root.key', '-set_serial', `0x${serial}`, '-days', '300', '-sha256', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
      const status = { good: 'V\t491231235959Z\t', revoked: 'R\t491231235959Z\t250101000000Z,keyCompromise', unknown: '' }[state];
      // A line for each, so that every serial number is another; the authority knows nothing of an unknown one.
      index.push(status === '' ? '' : `${status}\t${serial}\tunknown\t/CN=${name}\n`);
      writeIndex();
      return name;
    },
    /** The list of those that are revoked, DER. */
    crl() {
      openssl('ca', '-gencrl', '-config', 'root.cnf', '-name', 'here', '-keyfile', 'root.key', '-cert', 'root.pem', '-crldays', '7', '-out', 'list.pem');
      openssl('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.crl');
      return readFileSync(file('list.crl'));
    },
    /** A JWS over an artifact, and that artifact in a layout. */
    layout(name) {
      const der = (pem) => readFileSync(file(pem), 'utf8').replace(/-----[^-]+-----|\s/g, '');
      const privateKey = createPrivateKey(readFileSync(file(`${name}.key`)));
      return writeLayout(file(`${name}.layout`), (target) => {
        const header = {
          alg: 'ES256',
          crit: ['io.cncf.notary.signingScheme'],
          cty: 'application/vnd.cncf.notary.payload.v1+json',
          'io.cncf.notary.signingScheme': 'notary.x509',
          'io.cncf.notary.signingTime': `${new Date().toISOString().slice(0, 19)}Z`,
        };
        const [payload, secured] = [{ targetArtifact: target }, header].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
        const signature = sign('sha256', Buffer.from(`${secured}.${payload}`), { key: privateKey, dsaEncoding: 'ieee-p1363' });
        return JSON.stringify({
          payload,
          protected: secured,
          header: { x5c: [der(`${name}.pem`), der('root.pem')], 'io.cncf.notary.signingAgent': 'test/1' },
          signature: signature.toString('base64url'),
        });
      });
    },
    /** Answers for the certificates issued until now; stop it by `stop`, otherwise it ends after a while. */
    async respond(port) {
      const responder = spawn(
        'openssl',
        ['ocsp', '-port', String(port), '-index', 'index.txt', '-CA', 'root.pem', '-rsigner', 'root.pem', '-rkey', 'root.key', '-nmin', '60', '-nrequest', '200'],
        { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 },
      );
      process.on('exit', () => responder.kill());
      const ended = once(responder, 'exit');
      // Not tried by connecting: a connection without a request stops it for good.
      let log = '';
      await new Promise((resolve, reject) => {
        responder.stderr.setEncoding('utf8').on('data', (text) => {
          log += text;
          if (/waiting for OCSP client/i.test(log)) resolve();
        });
        responder.on('exit', () => reject(new Error(`openssl ocsp ended: ${log}`)));
      });
      return {
        async stop() {
          responder.kill();
          await ended;
        },
      };
    },
  };
}

/** A port of 127.0.0.1 that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function writeLayout(folder, signed) {
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
  const put = (mediaType, content, more = {}) => {
    const hash = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(folder, 'blobs', 'sha256', hash), content);
    return { mediaType, digest: `sha256:${hash}`, size: Buffer.byteLength(content), ...more };
  };
  const manifestType = 'application/vnd.oci.image.manifest.v1+json';
  const empty = put('application/vnd.oci.empty.v1+json', '{}');
  const manifest = (more) => JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: empty, ...more });
  const image = put(manifestType, manifest({ layers: [empty] }));
  const artifactType = 'application/vnd.cncf.notary.signature';
  const layers = [put('application/jose+json', signed(image))];
  const signature = put(manifestType, manifest({ config: { ...empty, mediaType: artifactType }, layers, subject: image }), { artifactType });
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [image, signature] }));
  return { layout: folder, reference: `registry.example/test@${image.digest}` };
}
