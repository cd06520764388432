// What must hold of the package wherever it runs. Imports nothing, so that every runtime and bundler takes it as it is.

/** Runs every assertion; returns their names, or throws at the first that does not hold. */
export async function assertPackage(sealcheck, fixture, work) {
  const { verify, verifyBlob, createVerifier, inspect, lintTrustPolicy, init, assertAccepted, SealcheckError, version } = sealcheck;
  const passed = [];
  const assertion = async (name, act) => {
    try {
      await act();
    } catch (error) {
      throw new Error(`${name}: ${error?.message ?? error}`, { cause: error });
    }
    passed.push(name);
  };

  await assertion('the import did no work', async () => {
    // Nor did it start any that comes later.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { compiled, fetched } = work();
    equal(`${compiled} compiled, ${fetched} fetched`, '0 compiled, 0 fetched');
  });
  await assertion('version', () => equal(version, fixture.version));
  // Nothing is initialised yet: the first calls come together and do it.
  await assertion('first calls at the same time', async () => {
    const request = requestOf(fixture.artifacts[0]);
    const verdicts = await Promise.all([verify(request), verify(request), verify(request)]);
    for (const verdict of verdicts) equal(JSON.stringify(verdict), fixture.artifacts[0].verdict);
  });
  await assertion('init again', () => init());

  for (const crypto of ['wasm', 'webcrypto', 'auto']) {
    for (const artifact of fixture.artifacts) {
      await assertion(`${artifact.name} (${crypto})`, async () => {
        const before = work().subtle;
        judge(artifact, await verify({ ...requestOf(artifact), crypto }), { assertAccepted, SealcheckError });
        const valid = work().subtle - before;
        if (crypto === 'wasm') equal(valid, 0);
        if (crypto === 'webcrypto' && artifact.expected[0] === 'accepted') equal(valid > 0, true);
      });
    }
  }
  for (const artifact of fixture.blobs) {
    const { name, blob, signature, at } = artifact;
    const trust = trustOf(artifact);
    const request = (bytes) => ({ ...trust, blob: bytes, signature: { envelope: bytesOf(signature) }, currentDate: new Date(at) });
    const stream = () => new Response(bytesOf(blob)).body;
    const sources = { bytes: bytesOf, Blob: (text) => new Blob([bytesOf(text)]), stream };
    for (const [source, make] of Object.entries(sources)) {
      await assertion(`${name} (${source})`, async () => {
        judge(artifact, await verifyBlob(request(make(blob))), { assertAccepted, SealcheckError });
      });
    }
  }
  for (const { name, envelope, inspection } of fixture.inspections) {
    await assertion(`inspect ${name}`, async () => equal(JSON.stringify(await inspect(bytesOf(envelope))), inspection));
  }
  await assertion('inspect of bytes that are no envelope', async () => {
    equal((await inspect(new Uint8Array([1, 2, 3]))).error.code, 'integrity.media-type');
  });

  const [first] = fixture.artifacts;
  await assertion('createVerifier', async () => {
    const { trustPolicy, trustStores, ...rest } = requestOf(first);
    judge(first, await createVerifier({ trustPolicy, trustStores }).verify(rest), { assertAccepted, SealcheckError });
  });
  await assertion('lintTrustPolicy', async () => {
    equal((await lintTrustPolicy(bytesOf(first.trustPolicy))).valid, true);
    equal((await lintTrustPolicy('{}')).valid, false);
  });
  await assertion('a mistake of the caller', async () => {
    const error = await rejection(verify({ ...requestOf(first), signatures: 'none' }));
    equal(error instanceof SealcheckError && error.code, 'invalid-argument');
    equal(error.message.startsWith('signatures: '), true);
  });
  return passed;
}

/** The names of the assertions, in order, for those who want to know that all of them ran. */
export function assertionNames({ artifacts, blobs, inspections }) {
  return [
    'the import did no work',
    'version',
    'first calls at the same time',
    'init again',
    ...['wasm', 'webcrypto', 'auto'].flatMap((crypto) => artifacts.map(({ name }) => `${name} (${crypto})`)),
    ...blobs.flatMap(({ name }) => ['bytes', 'Blob', 'stream'].map((source) => `${name} (${source})`)),
    ...inspections.map(({ name }) => `inspect ${name}`),
    'inspect of bytes that are no envelope',
    'createVerifier',
    'lintTrustPolicy',
    'a mistake of the caller',
  ];
}

/** A request for `verify`, from the fixture. */
export function requestOf({ reference, manifest, manifestMediaType, signatures, evidence = {}, at, ...rest }) {
  return {
    ...trustOf(rest),
    reference,
    manifest: bytesOf(manifest),
    ...(manifestMediaType === undefined ? {} : { manifestMediaType }),
    signatures: signatures.map((signature) => ({
      envelope: bytesOf(signature.envelope),
      ...(signature.mediaType === undefined ? {} : { mediaType: signature.mediaType }),
      ...(signature.manifest === undefined ? {} : { manifest: bytesOf(signature.manifest) }),
    })),
    evidence: {
      ocsp: (evidence.ocsp ?? []).map(({ url, response }) => ({ url, response: bytesOf(response) })),
      crls: (evidence.crls ?? []).map((crl) => ({ crl: bytesOf(crl) })),
    },
    currentDate: new Date(at),
  };
}

function trustOf({ trustPolicy, trustStores }) {
  const stores = Object.entries(trustStores).map(([key, entries]) => [
    key,
    entries.map(({ name, data }) => ({ name, data: bytesOf(data) })),
  ]);
  return { trustPolicy: bytesOf(trustPolicy), trustStores: Object.fromEntries(stores) };
}

/** The verdict is the one that Node gave, byte for byte, and what notation and we expect of the case. */
function judge({ expected: [result, code], verdict: text }, verdict, { assertAccepted, SealcheckError }) {
  equal(`${verdict.result} ${verdict.reason?.code ?? ''}`, `${result} ${code ?? ''}`);
  equal(JSON.stringify(verdict), text);
  if (result === 'accepted') {
    assertAccepted(verdict);
    return;
  }
  try {
    assertAccepted(verdict);
  } catch (error) {
    equal(error instanceof SealcheckError && error.code, 'not-accepted');
    return;
  }
  throw new Error('assertAccepted let a rejected verdict pass');
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`got ${short(actual)}, not ${short(expected)}`);
}

function short(value) {
  const text = String(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
