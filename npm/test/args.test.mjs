// The command line taken apart: mistakes name the argument and the nearest right form, and exit 2.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, oneOf, pairs, readArguments, time, worst } from '../dist/cli/parts.js';
import { nearest } from '../dist/shared.js';
import { sealcheck } from './support.mjs';

const ALLOWED = ['layout', 'at', 'output', 'user-metadata', 'verbose', 'max-signatures'];
const read = (...args) => readArguments(args, ALLOWED, 'the usage');
const mistake = (args, message, rightForm) => assert.throws(() => read(...args), { name: 'UsageError', message, rightForm });

test('options, their short forms, and what stands alone', () => {
  const args = read('a', '--layout=dir', '-m', 'x=1', 'b', '-vo', 'json', '--', '--at');
  assert.deepEqual(args.positionals, ['a', 'b', '--at']);
  assert.equal(args.value('layout'), 'dir');
  assert.equal(args.value('output'), 'json');
  assert.equal(args.has('verbose'), true);
  assert.deepEqual(args.values('user-metadata'), ['x=1']);
  assert.deepEqual(read('-').positionals, ['-']);
});

test('mistakes with options', () => {
  mistake(['--layuot', 'x'], '--layuot: unknown option', '--layout DIR_OR_TAR');
  mistake(['-x'], '-x: unknown option', 'the usage');
  mistake(['--signature', 'x'], '--signature: is not an option of this command', 'the usage');
  mistake(['--layout'], '--layout: needs a value', '--layout DIR_OR_TAR');
  mistake(['--layout', '--verbose'], '--layout: needs a value', '--layout DIR_OR_TAR');
  mistake(['--layout='], '--layout: needs a value', '--layout DIR_OR_TAR');
  mistake(['--verbose=yes'], '--verbose: takes no value', '--verbose');
  mistake(['--at', 'x', '--at', 'y'], '--at: given twice', '--at RFC3339');
  mistake(['--__proto__', 'x'], '--__proto__: unknown option', 'the usage');
});

test('times, to the millisecond and no further', () => {
  const at = (text) => time(read('--at', text), 'at')?.toISOString();
  assert.equal(at('2026-11-21T09:57:47Z'), '2026-11-21T09:57:47.000Z');
  assert.equal(at('2026-11-21t09:57:47.5+01:30'), '2026-11-21T08:27:47.500Z');
  assert.equal(at('0001-01-01T00:00:00Z'), '0001-01-01T00:00:00.000Z');
  assert.equal(time(read(), 'at'), undefined);
  for (const text of [
    '2026-11-21', '2026-11-21T09:57:47', '2026-02-30T00:00:00Z', '2026-11-21T24:00:00Z', '2026-11-21T09:57:60Z',
    '2026-11-21T09:57:47.1234Z', '2026-11-21T09:57:47+24:00', '0000-01-01T00:00:00Z', 'now', ' 2026-11-21T09:57:47Z',
  ]) {
    assert.throws(() => at(text), { name: 'UsageError', rightForm: '--at 2026-11-21T09:57:47Z' }, text);
  }
});

test('words, numbers and pairs', () => {
  assert.equal(oneOf(read('--output', 'json'), 'output', ['text', 'json']), 'json');
  assert.throws(() => oneOf(read('--output', 'jsno'), 'output', ['text', 'json']), { rightForm: '--output json' });
  assert.equal(count(read('--max-signatures', '7'), 'max-signatures'), 7);
  for (const text of ['0', '1.5', '+1', '1e3', '9999999999']) {
    assert.throws(() => count(read('--max-signatures', text), 'max-signatures'), { name: 'UsageError' }, text);
  }
  assert.deepEqual(pairs(read('-m', 'a=b=c', '-m', 'd='), 'user-metadata'), { a: 'b=c', d: '' });
  assert.throws(() => pairs(read('-m', '=x'), 'user-metadata'), { name: 'UsageError' });
  assert.throws(() => pairs(read('-m', 'a=1', '-m', 'a=1'), 'user-metadata'), /given twice/);
});

test('a list exits with the worst, in the order 2, 4, 1, 3, 0', () => {
  assert.equal(worst([0, 3, 1, 4, 2]), 2);
  assert.equal(worst([0, 3, 1, 4]), 4);
  assert.equal(worst([0, 3, 1]), 1);
  assert.equal(worst([0, 3]), 3);
  assert.equal(worst([0]), 0);
});

test('near words are near, far ones are not', () => {
  assert.equal(nearest('verfiy', ['verify', 'ls']), 'verify');
  assert.equal(nearest('ca:GlobalSIgn', ['ca:GlobalSign', 'ca:other']), 'ca:GlobalSign');
  assert.equal(nearest('x', ['verify', 'ls']), undefined);
});

test('every mistake of use is two lines on standard error, and exit 2', () => {
  const lines = {
    'verfy': ['error: verfy: unknown command', 'right form: sealcheck verify REFERENCE…'],
    'blob': ['error: blob: unknown command', 'right form: sealcheck blob verify'],
    'cert list': ['error: cert list: unknown command', 'right form: sealcheck cert ls [TYPE:NAME…]'],
    '--layout x': ['error: --layout: the command comes first', 'right form: sealcheck COMMAND …, see sealcheck --help'],
    'evidence': ['error: evidence: unknown command', 'right form: sealcheck evidence fetch'],
    'evidence fetch a/b@c --output': ['error: --output: needs a value', 'right form: --output DIR'],
    'evidence fetch a/b@c': [
      'error: --output: missing, the directory to write to',
      'right form: sealcheck evidence fetch REFERENCE… --output DIR',
    ],
    'verify': ['error: REFERENCE: missing', 'right form: sealcheck verify REFERENCE…'],
    'verify a/b@c --layout x --revocation ofline': [
      'error: --revocation: "ofline" is not one of fetch, offline',
      'right form: --revocation offline',
    ],
    'verify a/b@c --layout x --allow-host http://a/': [
      'error: --allow-host: "http://a/" is not a host',
      'right form: --allow-host HOST, a name or an address without port',
    ],
    'verify a/b@c --layout x --trust-store ca=x': [
      'error: --trust-store: needs a policy beside it',
      'right form: --trust-policy FILE, or --config DIR',
    ],
    'cert ls --trust-store cA:x=y': ['error: --trust-store: "cA:x=y" is not TYPE:NAME=FILE', 'right form: --trust-store ca:x=y'],
    'verify a/b:v1 --insecure-registry': ['error: --insecure-registry: unknown option', 'right form: --plain-http'],
    'verify a/b:v1 --password x': ['error: --password: unknown option', 'right form: --password-stdin'],
    'ls': ['error: REFERENCE: missing', 'right form: sealcheck ls REFERENCE'],
    'inspect': ['error: FILE or REFERENCE: missing', 'right form: sealcheck inspect FILE, or sealcheck inspect REFERENCE'],
    'ls localhost/b:v1 --username me': ['error: --username: needs a password beside it', 'right form: --username NAME --password-stdin'],
    'ls localhost/b:v1 --password-stdin': [
      'error: --password-stdin: standard input is empty',
      'right form: echo "$PASSWORD" | sealcheck … --password-stdin',
    ],
    'evidence fetch a/b:v1 --output x --policy-name y --config .': [
      'error: no trust policy: there is no trustpolicy.json in .',
      'right form: --trust-policy FILE or --config DIR',
    ],
    'evidence fetch --output x --signature y': ['error: BLOB: missing', 'right form: sealcheck evidence fetch --signature FILE BLOB --output DIR'],
    'blob verify x': ['error: --signature: missing', 'right form: --signature FILE'],
    'policy lint': ['error: FILE: missing', 'right form: sealcheck policy lint FILE'],
  };
  for (const [line, expected] of Object.entries(lines)) {
    const { status, stdout, stderr } = sealcheck(line.split(' '));
    assert.deepEqual([status, stdout, stderr.trimEnd().split('\n')], [2, '', expected], line);
  }
});

test('--help for every command, --version', () => {
  for (const command of ['verify', 'blob verify', 'ls', 'inspect', 'policy lint', 'policy show', 'cert ls', 'evidence fetch']) {
    for (const help of ['--help', '-h']) {
      const { status, stdout, stderr } = sealcheck([...command.split(' '), '--layout', 'x', help]);
      assert.deepEqual([status, stderr], [0, ''], command);
      assert.match(stdout, new RegExp(`^usage: sealcheck ${command} `));
    }
    assert.match(sealcheck(['--help']).stdout, new RegExp(`\n  ${command} `));
  }
  assert.match(sealcheck(['--version']).stdout, /^sealcheck \d+\.\d+\.\d+\n$/);
  assert.equal(sealcheck([]).status, 2);
});

test('stack traces only with --debug', () => {
  const args = ['ls', '--layout', 'does-not-exist', 'v1'];
  assert.equal(sealcheck(args).stderr, 'error: does-not-exist: does not exist\n');
  assert.equal(sealcheck(args).status, 4);
  assert.match(sealcheck([...args, '--debug']).stderr, /\n {4}at /);
});
