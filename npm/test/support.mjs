// What several tests need.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
export const cases = fileURLToPath(new URL('../../tests/vectors/flows/cases/', import.meta.url));

/** A case of tests/vectors/flows, with the paths of its parts. */
export function flow(name) {
  const folder = `${cases}${name}`;
  return { ...JSON.parse(readFileSync(`${folder}/case.json`, 'utf8')), folder, layout: `${folder}/layout`, config: `${folder}/config` };
}

export const flowNames = readdirSync(cases);

/** Runs the command line; standard output is no terminal unless a test says so. */
export function sealcheck(args, { input, env = {}, cwd } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    input,
    cwd,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env },
  });
  return { status, stdout, stderr };
}

/** The same, while servers of this process answer. */
export function sealcheckMeanwhile(args, { input = '', env = {}, cwd } = {}) {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env } });
  child.stdin.on('error', () => undefined).end(input);
  const read = async (stream) => Buffer.concat(await stream.toArray()).toString();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    const texts = Promise.all([read(child.stdout), read(child.stderr)]);
    child.on('close', async (status) => {
      const [stdout, stderr] = await texts;
      resolve({ status, stdout, stderr });
    });
  });
}

/** The command line of a case: without the network, with the revocation list of a case that has one. */
export function flowArguments({ folder, layout, config, reference, verifyAt, userMetadata = {}, signature, blob }) {
  const metadata = Object.entries(userMetadata).flatMap(([key, value]) => ['--user-metadata', `${key}=${value}`]);
  const evidence = existsSync(`${folder}/crl`) ? ['--evidence', `${folder}/crl`] : [];
  const common = ['--config', config, '--at', verifyAt, '--revocation', 'offline', ...evidence, ...metadata];
  if (blob !== undefined) return ['blob', 'verify', '--signature', `${folder}/${signature}`, ...common, `${folder}/${blob}`];
  return ['verify', '--layout', layout, ...common, reference];
}

/** The trust of a case, for the functions of the package. */
export async function trustOf({ config }, kind = 'oci') {
  const { loadNotationConfig } = await import('../dist/host/index.js');
  const { trustPolicy, blobTrustPolicy, trustStores } = await loadNotationConfig(config);
  return { trustPolicy: kind === 'oci' ? trustPolicy : blobTrustPolicy, trustStores };
}

/** The request of a case with an artifact. */
export async function requestOf(name) {
  const { readLayout } = await import('../dist/host/index.js');
  const subject = flow(name);
  const { reference, manifest, manifestMediaType, signatures } = await (await readLayout(subject.layout)).artifact(subject.reference);
  return { ...(await trustOf(subject)), reference, manifest, manifestMediaType, signatures, currentDate: new Date(subject.verifyAt) };
}

/** The request of a case with a blob. */
export async function blobRequestOf(name) {
  const subject = flow(name);
  return {
    ...(await trustOf(subject, 'blob')),
    blob: new Uint8Array(readFileSync(`${subject.folder}/${subject.blob}`)),
    signature: { envelope: new Uint8Array(readFileSync(`${subject.folder}/${subject.signature}`)) },
    currentDate: new Date(subject.verifyAt),
  };
}
