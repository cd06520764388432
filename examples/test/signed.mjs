// Images signed today, in a registry on loopback, and a notation configuration that trusts their signer: for examples
// that run in processes of their own, with the real time.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, hasOpenssl } from '../../tests/node/authority.mjs';
import { flow, startLayoutRegistry } from './support.mjs';

export const needsOpenssl = {
  skip: hasOpenssl || process.env.SEALCHECK_REQUIRE === 'all' ? false : 'THERE IS NO openssl HERE: nothing is signed today',
};

/** @returns what is there, with `close()`; `signed`, `unsigned`, `skipped`: references by digest. */
export async function startSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'sealcheck-signed-'));
  const authority = createAuthority(folder);
  const { layout, reference } = authority.layout(authority.issue('signer', {}));
  const unsigned = flow('own-unsigned');
  const registry = await startLayoutRegistry({ signed: layout, unsigned: unsigned.layout, skipped: layout });
  const at = (name, reference) => `${registry.host}/${name}@${reference.split('@')[1]}`;

  const config = join(folder, 'config');
  const store = join(config, 'truststore/x509/ca/test');
  mkdirSync(store, { recursive: true });
  cpSync(authority.root, join(store, 'root.pem'));
  const scopes = (...names) => names.map((name) => `${registry.host}/${name}`);
  const trustPolicies = [
    { name: 'test', registryScopes: scopes('signed', 'unsigned'), signatureVerification: { level: 'strict' }, trustStores: ['ca:test'], trustedIdentities: ['*'] },
    { name: 'skip', registryScopes: scopes('skipped'), signatureVerification: { level: 'skip' } },
  ];
  writeFileSync(join(config, 'trustpolicy.json'), JSON.stringify({ version: '1.0', trustPolicies }));
  return {
    folder,
    config,
    registry,
    signed: at('signed', reference),
    unsigned: at('unsigned', unsigned.reference),
    unsignedTag: `${registry.host}/unsigned:${unsigned.tag}`,
    skipped: at('skipped', reference),
    close() {
      registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
