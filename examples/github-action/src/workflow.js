/** What GitHub's runner understands: inputs, annotations, outputs and the summary. Everything that is not ours is escaped. */
import { appendFileSync } from 'node:fs';

/** An input; the runner passes `require-trust` as INPUT_REQUIRE-TRUST. */
export function input(env, name, otherwise = '') {
  return env[`INPUT_${name.toUpperCase()}`]?.trim() || otherwise;
}

/** The lines of an input that say something. */
export function lines(text) {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
}

/** An annotation. A line break would start another command, so it is escaped as the runner has it. */
export function annotation(level, title, message) {
  const data = (text) => visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::${level} title=${data(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${data(message)}`;
}

/** A cell of a Markdown table: no markup, no links, no mentions. */
export function cell(text) {
  const escaped = visible(text).replace(/[\r\n]+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/[\\`*_{}[\]()#+!|~@:]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Sets an output to something that JSON can hold; JSON has no line breaks of its own. */
export function setOutput(env, name, value) {
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${name}=${JSON.stringify(value)}\n`);
}

/** Adds to the page of the run. */
export function summarise(env, markdown) {
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
}

/** Without what moves a cursor or hides. */
function visible(text) {
  return text.replace(/[^\P{C}\r\n]/gu, '?').slice(0, 2000);
}
