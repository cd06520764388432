// Folders: dropped, as the system hands them over, and picked. Layout and configuration of notation come as they lie on disk.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { browserNames, caseOf, cases, inspector, judged, missing, tar, textOf, took, filesIn } from './support.mjs';

/** A copy of a case as somebody has it: the layout, and notation's configuration with settings, keys and plugins. */
function folderOf(t, name) {
  const folder = mkdtempSync(join(tmpdir(), 'sealcheck-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(`${cases}${name}/layout`, join(folder, 'layout'), { recursive: true });
  cpSync(`${cases}${name}/config`, join(folder, 'notation'), { recursive: true });
  mkdirSync(join(folder, 'notation/localkeys'));
  mkdirSync(join(folder, 'notation/plugins/azure-kv'), { recursive: true });
  writeFileSync(join(folder, 'notation/config.json'), '{"insecureRegistries":[]}');
  writeFileSync(join(folder, 'notation/signingkeys.json'), '{"default":"wabbit","keys":[]}');
  writeFileSync(join(folder, 'notation/localkeys/wabbit.key'), '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n');
  cpSync(`${cases}${name}/config/truststore/x509/ca/wabbit-networks.io/wabbit-networks-io.pem`, join(folder, 'notation/localkeys/wabbit.crt'));
  writeFileSync(join(folder, 'notation/plugins/azure-kv/notation-azure-kv'), '\x7fELF');
  return folder;
}

/** Drops real files and folders, which only the system can. */
async function dropPaths(page, paths) {
  const session = await page.createCDPSession();
  const at = { x: 300, y: 300, data: { items: [], files: paths, dragOperationsMask: 1 } };
  return judged(page, async () => {
    for (const type of ['dragEnter', 'dragOver', 'drop']) await session.send('Input.dispatchDragEvent', { type, ...at });
  });
}

const EXPECTED = {
  'layout/': 'OCI layout: folder with 9 files',
  'trustpolicy.json': 'trust policy (OCI), 1 statement',
  'wabbit-networks-io.pem': '1 certificate, into store ca:wabbit-networks.io',
  'tsa-root.crt': '1 certificate, into store tsa:tsa-root',
  'config.json': 'of notation’s configuration, without a say here',
  'signingkeys.json': 'of notation’s configuration, without a say here',
  'wabbit.key': 'a private key: it was not read. Never give private keys to a web page',
  'wabbit.crt': 'of notation’s configuration, without a say here',
  'notation-azure-kv': 'of notation’s configuration, without a say here',
};

test('chromium: two folders dropped at once', { skip: missing('chromium') }, async (t) => {
  const { open, violations } = await inspector(t, 'chromium');
  const { page, troubles } = await open();
  const folder = folderOf(t, 'own-timestamped');
  assert.match(await dropPaths(page, [join(folder, 'layout'), join(folder, 'notation')]), /^Verified\./);
  assert.deepEqual(await took(page), EXPECTED);
  assert.deepEqual([troubles, violations], [[], []]);
});

test('chromium: one folder with everything, and a tar beside a folder', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page, troubles } = await open();
  const folder = folderOf(t, 'own-timestamped');
  assert.match(await dropPaths(page, [folder]), /^Verified\./);
  assert.equal(Object.keys(await took(page)).length, Object.keys(EXPECTED).length);
  await page.$eval('#again', (button) => button.click());
  writeFileSync(join(folder, 'layout.tar'), tar(filesIn(join(folder, 'layout'))));
  assert.match(await dropPaths(page, [join(folder, 'layout.tar'), join(folder, 'notation')]), /^Verified\./);
  assert.equal((await took(page))['layout.tar'], 'tar archive, read as an OCI layout');
  assert.match(await textOf(page, '.fields'), new RegExp(caseOf('own-timestamped').reference.slice(-8)));
  assert.deepEqual(troubles, []);
});

for (const browser of browserNames) {
  // In Firefox a script cannot drop a folder; a tree of entries stands in for what the browser hands over.
  test(`${browser}: entries of a folder, in portions`, { skip: missing(browser) }, async (t) => {
    const { open } = await inspector(t, browser);
    const { page, troubles } = await open();
    const files = Object.entries(filesIn(folderOf(t, 'own-timestamped'))).map(([path, content]) => [path, content.toString('base64')]);
    const status = await judged(page, () =>
      page.evaluate((list) => {
        const fileOf = (path, base64) => new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], path.split('/').at(-1));
        const directory = (prefix) => {
          const names = [...new Set(list.filter(([path]) => path.startsWith(prefix)).map(([path]) => path.slice(prefix.length).split('/')[0]))];
          const entries = names.map((name) => {
            const own = list.find(([path]) => path === prefix + name);
            const common = { name, fullPath: `/given/${prefix}${name}`, isFile: own !== undefined, isDirectory: own === undefined };
            return own ? { ...common, file: (resolve) => resolve(fileOf(...own)) } : { ...common, ...directory(`${prefix}${name}/`) };
          });
          return {
            createReader: () => {
              let at = 0;
              return { readEntries: (resolve) => setTimeout(() => resolve(entries.slice(at, (at += 2)))) };
            },
          };
        };
        const transfer = { items: [{ kind: 'file', getAsFile: () => null, webkitGetAsEntry: () => ({ name: 'given', isFile: false, isDirectory: true, ...directory('') }) }], getData: () => '' };
        const event = new Event('drop', { bubbles: true, cancelable: true });
        Object.defineProperty(event, 'dataTransfer', { value: transfer });
        document.body.dispatchEvent(event);
      }, files),
    );
    assert.match(status, /^Verified\./);
    assert.equal(Object.keys(await took(page)).length, Object.keys(EXPECTED).length);
    assert.deepEqual(troubles, []);
  });
}

// Firefox lets no driver choose a folder.
test('chromium: a folder by the dialog', { skip: missing('chromium') }, async (t) => {
  const { open } = await inspector(t, 'chromium');
  const { page, troubles } = await open();
  const folder = folderOf(t, 'own-timestamped');
  const status = await judged(page, async () => {
    const [chooser] = await Promise.all([page.waitForFileChooser(), page.$eval('[data-pick=folder]', (button) => button.click())]);
    await chooser.accept([folder]);
  });
  assert.match(status, /^Verified\./);
  const { [`${basename(folder)}/layout/`]: layout, ...others } = await took(page);
  assert.deepEqual({ 'layout/': layout, ...others }, EXPECTED);
  assert.deepEqual(troubles, []);
});
