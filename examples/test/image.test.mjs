// Image references as kubelet reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageError, parseImage } from '../worker-gate/src/gate/image.js';

const HEX = 'a'.repeat(64);
const DIGEST = `sha256:${HEX}`;

const READ = {
  nginx: 'docker.io/library/nginx:latest',
  'nginx:1.29': 'docker.io/library/nginx:1.29',
  'team/app': 'docker.io/team/app:latest',
  'docker.io/nginx': 'docker.io/library/nginx:latest',
  'index.docker.io/nginx': 'docker.io/library/nginx:latest',
  'index.docker.io/team/app:1': 'docker.io/team/app:1',
  'localhost/app': 'localhost/app:latest',
  'registry:5000/app': 'registry:5000/app:latest',
  'registry.example/a/b/c:1': 'registry.example/a/b/c:1',
  '[::1]:5000/app:1': '[::1]:5000/app:1',
  [`nginx@${DIGEST}`]: `docker.io/library/nginx@${DIGEST}`,
  [`registry.example/app:1@${DIGEST}`]: `registry.example/app@${DIGEST}`,
  [`registry.example/app@sha512:${HEX}${HEX}`]: `registry.example/app@sha512:${HEX}${HEX}`,
};
for (const [text, reference] of Object.entries(READ)) {
  test(`${text} is ${reference}`, () => assert.equal(parseImage(text).reference, reference));
}

const REFUSED = {
  '': /names no image/,
  [HEX]: /image ID/,
  'nginx:': /not a tag/,
  ':1': /name of a repository/,
  ' nginx': /name of a repository/,
  'nginx\n': /name of a repository/,
  'Nginx': /lower case/,
  'registry.example/App': /lower case/,
  'registry.example//app': /name of a repository/,
  'registry.example/../app': /name of a repository/,
  'https://registry.example/app': /name of a repository|not a host/,
  'user@registry.example/app': /digest/,
  [`app@${DIGEST}@${DIGEST}`]: /more than one "@"/,
  [`app@sha256:${HEX.toUpperCase()}`]: /digest/,
  'app@sha256:abc': /digest/,
  'app@md5:d41d8cd98f00b204e9800998ecf8427e': /digest/,
  'registry_example.com/app': /not a host/,
  // Cyrillic: it only looks like an "a".
  'registry.ex\u0430mple/app': /not a host/,
  [`registry.example/${'a'.repeat(256)}`]: /name of a repository/,
  [`registry.example/app:${'1'.repeat(129)}`]: /not a tag/,
  // One registry, another spelling, perhaps another policy statement.
  'Registry.Example/app': /spells its registry/,
  'registry.example:443/app': /spells its registry/,
  'registry.example:0443/app': /spells its registry/,
  'registry.example:99999/app': /spells its registry/,
};
for (const [text, message] of Object.entries(REFUSED)) {
  test(`${JSON.stringify(text).slice(0, 80)} is refused`, () => {
    assert.throws(() => parseImage(text), (error) => error instanceof ImageError && message.test(error.message));
  });
}

test('what is not text is refused', () => {
  for (const value of [undefined, null, 1, {}, ['nginx']]) assert.throws(() => parseImage(value), ImageError);
});

test('the advice names the usual spelling, and no other image', () => {
  const advice = (text) => {
    try {
      return parseImage(text);
    } catch (error) {
      return error.advice;
    }
  };
  assert.equal(advice('Registry.Example:443/app'), 'Write registry.example/app.');
  assert.doesNotMatch(advice('Registry/app'), /registry\/app/);
});

test('long and nasty text takes no time', () => {
  const started = Date.now();
  for (const text of [`${'a-'.repeat(390)}!`, `${'a.'.repeat(390)}!`, `x/${'a__'.repeat(250)}!`, '@'.repeat(1e6)]) {
    assert.throws(() => parseImage(text), ImageError);
  }
  assert.ok(Date.now() - started < 500);
});
