// OCI layouts: an artifact and its signatures found, whatever holds the files and whatever is wrong with them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readLayout } from '../dist/host/index.js';
import { splitReference } from '../dist/host/parts.js';
import { flow, flowNames } from './support.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'sealcheck-layout-'));
after(() => rmSync(temporary, { recursive: true }));

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const SIGNATURE = 'application/vnd.cncf.notary.signature';

/** A layout in memory, to be put together by hand. */
class Builder {
  files = new Map([['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')]]);
  manifests = [];

  blob(content, mediaType = 'application/octet-stream') {
    const bytes = Buffer.from(typeof content === 'object' && !Buffer.isBuffer(content) ? JSON.stringify(content) : content);
    const hex = createHash('sha256').update(bytes).digest('hex');
    this.files.set(`blobs/sha256/${hex}`, bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  }

  image(title = 'image') {
    return this.blob({ schemaVersion: 2, mediaType: IMAGE, layers: [], annotations: { title } }, IMAGE);
  }

  signature(subject, { layers = ['envelope'], extra = {} } = {}) {
    const manifest = {
      schemaVersion: 2,
      mediaType: IMAGE,
      config: { mediaType: SIGNATURE, digest: `sha256:${'0'.repeat(64)}`, size: 2 },
      layers: layers.map((layer) => this.blob(layer, 'application/cose')),
      subject,
      ...extra,
    };
    return { ...this.blob(manifest, IMAGE), artifactType: SIGNATURE };
  }

  tag(descriptor, tag) {
    this.manifests.push({ ...descriptor, annotations: { 'org.opencontainers.image.ref.name': tag } });
    return descriptor;
  }

  async open() {
    this.files.set('index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: this.manifests })));
    return readLayout(this.files);
  }
}

const fault = (message, code = 'layout') => ({ name: 'SealcheckError', code, message });
const summary = ({ signatures }) => signatures.map((signature) => signature.error ?? Buffer.from(signature.envelope).toString());

test('in every layout of notation the tag and the digest name the same artifact', async () => {
  const counts = {};
  for (const name of flowNames) {
    const { layout, reference, scope, tag } = flow(name);
    if (reference === undefined || name === 'tampered-manifest-bytes' || name === 'extra-index-member') continue;
    const opened = await readLayout(layout);
    const byDigest = await opened.artifact(reference);
    assert.equal(byDigest.reference, reference);
    counts[byDigest.signatures.length] = (counts[byDigest.signatures.length] ?? 0) + 1;
    const { descriptor, reference: named } = await opened.artifact(`${scope}:${tag}`);
    assert.deepEqual([descriptor.digest, named], [byDigest.descriptor.digest, `${scope}:${tag}`], name);
    assert.equal((await opened.artifact(tag, { scope: 'local/x' })).reference, `local/x:${tag}`);
  }
  assert.deepEqual(counts, { 0: 2, 1: 56, 2: 5, 3: 1 });
});

test('a member of an index is found although index.json may not name it', async () => {
  const { layout, reference } = flow('extra-index-member');
  assert.deepEqual((await (await readLayout(layout)).artifact(reference)).signatures, []);
  const builder = new Builder();
  const member = builder.image('member');
  builder.tag(builder.blob({ schemaVersion: 2, manifests: [builder.blob({ schemaVersion: 2, manifests: [member] }, INDEX)] }, INDEX), 'v1');
  assert.equal((await (await builder.open()).artifact(`a.b/c@${member.digest}`)).descriptor.digest, member.digest);
});

test('every way to keep the manifests: rc.1, alpha.4, referrers tag, artifactType, legacy config', async () => {
  const found = async (name) => {
    const { layout, reference } = flow(name);
    return (await (await readLayout(layout)).artifact(reference)).signatureManifests.map(({ artifactType }) => artifactType);
  };
  assert.deepEqual(await found('shop-rc1-artifact-api'), [SIGNATURE]);
  assert.deepEqual(await found('akv-alpha4-as-stored'), Array(2).fill('application/vnd.cncf.notary.v2.signature'));
  const builder = new Builder();
  const image = builder.tag(builder.image(), 'v1');
  const listed = builder.signature(image, { layers: ['listed in the tag'] });
  const untyped = builder.signature(image, { layers: ['by config only'] });
  const typed = builder.signature(image, {
    layers: ['by artifactType'],
    extra: { artifactType: SIGNATURE, config: { mediaType: 'application/vnd.oci.empty.v1+json' } },
  });
  builder.signature(image, { layers: ['in no index'] });
  const sbom = builder.signature(image, { extra: { artifactType: 'application/spdx+json', config: { mediaType: 'x/y' } } });
  const other = builder.signature(builder.image('other'), { layers: ['of another image'] });
  builder.manifests.push({ ...untyped, artifactType: undefined }, typed, { ...sbom, artifactType: 'application/spdx+json' }, other);
  builder.tag(builder.blob({ schemaVersion: 2, manifests: [listed] }, INDEX), image.digest.replace(':', '-'));
  const artifact = await (await builder.open()).artifact('a.b/c:v1');
  assert.deepEqual(summary(artifact).sort(), ['by artifactType', 'by config only', 'listed in the tag']);
  assert.equal(artifact.manifestMediaType, IMAGE);
  assert.deepEqual(artifact.lookedAt, ['index.json', `tag ${image.digest.replace(':', '-')}`, 'legacy artifact manifests']);
});

test('S-16, D-41: a signature that cannot be read stands in the way of no other', async () => {
  const builder = new Builder();
  const image = builder.tag(builder.image(), 'v1');
  const add = (descriptor) => (builder.manifests.push(descriptor), descriptor);
  const path = ({ digest }) => `blobs/${digest.replace(':', '/')}`;
  add(builder.signature(image, { layers: ['first', 'second'] }));
  add(builder.signature(image, { layers: [] }));
  const [missing, changed] = [builder.blob('missing'), builder.blob('changed')];
  add(builder.signature(image, { layers: ['missing'] }));
  add(builder.signature(image, { layers: ['changed'] }));
  builder.files.delete(path(missing));
  builder.files.set(path(changed), Buffer.from('CHANGED'));
  const lost = add(builder.signature(image, { layers: ['lost manifest'] }));
  builder.files.delete(path(lost));
  const huge = add(builder.signature(image, { extra: { layers: [{ mediaType: 'application/cose', digest: 'md5:00', size: 1 }] } }));
  add(builder.signature(image, { layers: ['good'] }));
  const artifact = await (await builder.open()).artifact('a.b/c:v1');
  const texts = summary(artifact);
  assert.deepEqual([texts[0], texts.at(-1)], ['first', 'good']);
  assert.match(texts[1], /has no layers/);
  assert.match(texts[2], new RegExp(`the envelope ${path(missing)} does not exist`));
  assert.match(texts[3], new RegExp(`the envelope ${path(changed)} holds other bytes than its digest says`));
  assert.match(texts[4], new RegExp(`the signature manifest ${path(lost)} does not exist`));
  assert.match(texts[5], /its first layer has no digest that can be checked/);
  assert.equal(artifact.signatures[5].digest, huge.digest);
  assert.equal(Buffer.from(artifact.signatures[0].manifest).includes('subject'), true);
});

test('an artifact that is not there, or not what its digest says', async () => {
  const builder = new Builder();
  const image = builder.tag(builder.image(), 'v1.2');
  builder.tag(builder.image('two'), 'double');
  builder.tag(builder.image('three'), 'double');
  const layout = await builder.open();
  const none = `sha256:${'f'.repeat(64)}`;
  await assert.rejects(layout.artifact('a.b/c:other'), fault(/index\.json: has no tag other; its tags are v1\.2, double/));
  await assert.rejects(layout.artifact('a.b/c:v1.22'), fault(/has no tag v1\.22; there is v1\.2/));
  await assert.rejects(layout.artifact('a.b/c:double'), fault(/tag double names both sha256:/));
  await assert.rejects(layout.artifact(`a.b/c@${none}`), fault(/leads to no manifest sha256:ffff/));
  await assert.rejects(layout.artifact('v1.2'), fault(/names no repository/, 'invalid-reference'));
  await assert.rejects(layout.artifact(`a.b/c:v1@${image.digest}`), fault(/names a tag and a digest: write a\.b\/c@/, 'invalid-reference'));
  const { layout: changed, reference } = flow('tampered-manifest-bytes');
  await assert.rejects((await readLayout(changed)).artifact(reference), fault(/blobs.sha256.a3a04b\w+: holds other bytes/));
  builder.manifests = [{ ...image, size: image.size + 1 }];
  await assert.rejects((await builder.open()).artifact(`a.b/c@${image.digest}`), fault(/bytes, its descriptor says/));
});

test('what is no layout', async () => {
  const { files } = new Builder();
  await assert.rejects(readLayout(join(temporary, 'nothing')), fault(/does not exist/));
  await assert.rejects(readLayout(temporary), fault(/oci-layout: does not exist/));
  await assert.rejects(readLayout(files), fault(/index\.json: does not exist/));
  for (const [index, message] of [
    ['{', /is not JSON/],
    ['\xff', /is not JSON/],
    ['{}', /has no array "manifests"/],
    ['{"manifests":[{"digest":"sha256:../../etc/passwd","size":1}]}', /manifests\[0\] has no digest/],
    [`{"manifests":[{"digest":"sha256:${'a'.repeat(64)}"}]}`, /manifests\[0\] has no size/],
    [' '.repeat((4 << 20) + 1), /has 4194305 bytes, at most 4194304 are read/],
  ]) {
    await assert.rejects(readLayout(new Map([...files, ['index.json', Buffer.from(index, 'latin1')]])), fault(message));
  }
  await assert.rejects(readLayout(42), fault(/must be a path/, 'invalid-argument'));
});

test('an index that contains itself, and one that is deeper than anybody nests', async () => {
  const builder = new Builder();
  const image = builder.image();
  let inner = image;
  for (let depth = 0; depth < 8; depth += 1) inner = builder.blob({ depth, manifests: [inner] }, INDEX);
  builder.manifests = [inner];
  assert.ok(await (await builder.open()).artifact(`a.b/c@${image.digest}`));
  builder.manifests = [builder.blob({ manifests: [inner] }, INDEX)];
  await assert.rejects((await builder.open()).artifact(`a.b/c@${image.digest}`), fault(/leads to no manifest/));
});

test('at most so many envelopes are read', async () => {
  const builder = new Builder();
  const image = builder.tag(builder.image(), 'v1');
  for (let index = 0; index < 4; index += 1) builder.manifests.push(builder.signature(image, { layers: [`${index}`] }));
  const artifact = await (await builder.open()).artifact('a.b/c:v1', { maxSignatures: 2 });
  assert.deepEqual(summary(artifact), ['0', '1', 'not read: the limit is 2 signatures', 'not read: the limit is 2 signatures']);
});

test('directory, archive by path, archive as bytes, Blob and picked files give the same', async () => {
  const { layout, reference } = flow('extra-three-signatures');
  const expected = await (await readLayout(layout)).artifact(reference);
  const names = readdirSync(layout, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names.map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const file = new File([readFileSync(path)], entry.name);
    return Object.defineProperty(file, 'webkitRelativePath', { value: `picked/${path.slice(layout.length + 1).replaceAll('\\', '/')}` });
  });
  const sources = [files];
  for (const [format, path] of [['ustar', '.'], ['pax', '.'], ['gnu', 'blobs index.json oci-layout']]) {
    const archive = join(temporary, `${format}.tar`);
    execFileSync('tar', [`--format=${format}`, '-cf', archive, '-C', layout, ...path.split(' ')]);
    sources.push(archive, readFileSync(archive), new Blob([readFileSync(archive)]));
  }
  for (const source of sources) assert.deepEqual(await (await readLayout(source)).artifact(reference), expected);
});

test('archives: long names, several entries of one name, broken and compressed ones', async () => {
  const folder = join(temporary, 'long');
  const deep = join(folder, ...Array(12).fill('directory-with-a-long-name'));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'file'), 'x');
  writeFileSync(join(folder, 'oci-layout'), '{}');
  writeFileSync(join(folder, 'index.json'), '{"manifests":[]}');
  for (const format of ['pax', 'gnu']) {
    const archive = join(temporary, `long-${format}.tar`);
    execFileSync('tar', [`--format=${format}`, '-cf', archive, '-C', folder, '.']);
    assert.deepEqual((await readLayout(archive)).tags, []);
  }
  const archive = join(temporary, 'twice.tar');
  execFileSync('tar', ['-cf', archive, '-C', folder, 'oci-layout', 'index.json']);
  execFileSync('tar', ['-rf', archive, '-C', folder, 'index.json']);
  await assert.rejects(readLayout(archive), fault(/has index\.json more than once/));
  const bytes = readFileSync(archive);
  await assert.rejects(readLayout(bytes.subarray(0, 600)), fault(/ends inside an entry/));
  await assert.rejects(readLayout(Buffer.concat([bytes.subarray(0, 1024), Buffer.alloc(512, 1)])), fault(/no tar header at byte 1024/));
  await assert.rejects(readLayout(Buffer.from([0x1f, 0x8b, ...Array(510).fill(0)])), fault(/compressed with gzip/));
});

test('references taken apart', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const split = (text) => {
    const { repository, target } = splitReference(text);
    return [repository, target.tag ?? target.digest];
  };
  assert.deepEqual(split(`localhost:5000/a/b@${digest}`), ['localhost:5000/a/b', digest]);
  assert.deepEqual(split('localhost:5000/a/b:v1'), ['localhost:5000/a/b', 'v1']);
  assert.deepEqual(split(digest), [undefined, digest]);
  assert.deepEqual(split(`@${digest}`), [undefined, digest]);
  assert.deepEqual(split(':v1'), [undefined, 'v1']);
  assert.deepEqual(split('v1'), [undefined, 'v1']);
  for (const bad of ['localhost:5000/a/b', 'a/b@sha256:12', 'a/b@', 'sha256:AA', 'a/b:', '', `a/b:t@${digest}`, `a/b@${digest.toUpperCase()}`]) {
    assert.throws(() => splitReference(bad), { code: 'invalid-reference' }, bad);
  }
});
