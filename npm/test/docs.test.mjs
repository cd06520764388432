// docs/cli.md shows the help of every command: `SEALCHECK_SNAPSHOTS=update node --test` writes them anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { COMMANDS, help, helpOf, OPTIONS } from '../dist/cli/parts.js';

const file = new URL('../../docs/cli.md', import.meta.url);
const HEADING = '## Commands\n';

test('docs/cli.md shows the help of every command as it is', () => {
  const page = readFileSync(file, 'utf8');
  const before = page.slice(0, page.indexOf(HEADING) + HEADING.length);
  const sections = [`\n\`\`\`\n${help()}\`\`\`\n`, ...COMMANDS.map((command) => `\n### ${command.name}\n\n\`\`\`\n${helpOf(command)}\`\`\`\n`)];
  const expected = before + sections.join('');
  if (process.env.SEALCHECK_SNAPSHOTS === 'update') writeFileSync(file, expected);
  assert.equal(page.includes(HEADING) && readFileSync(file, 'utf8'), expected);
});

test('options and commands that docs/cli.md and the README name exist', () => {
  for (const name of ['../../docs/cli.md', '../../README.md']) {
    const text = readFileSync(new URL(name, import.meta.url), 'utf8');
    const lines = text.match(/^(?:npx )?sealcheck .*$|`(?:npx )?sealcheck [^`]*`|`--[a-z-]+[^`]*`/gm) ?? [];
    assert.ok(lines.length > 0);
    for (const line of lines) {
      for (const [, option] of line.matchAll(/(?<![\w-])--([a-z-]+)/g)) assert.ok(Object.hasOwn(OPTIONS, option), `${name}: --${option}`);
      const [, words] = /sealcheck ((?:[a-z]+ ?)+)/.exec(line) ?? [];
      if (words !== undefined) assert.ok(COMMANDS.some(({ name }) => `${words} `.startsWith(`${name} `)), `${name}: sealcheck ${words}`);
    }
  }
});

test('no line of help is too long for a terminal', () => {
  for (const command of COMMANDS) {
    for (const line of helpOf(command).split('\n')) assert.ok(line.length <= 124, `${command.name}: ${line.length}: ${line}`);
  }
});
