/** What an argument is, and the words for it when it is something else. */
import { SealcheckError } from './errors.js';

/** Whether it has members. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Refuses what has no members. */
export function demandObject(value: unknown, argument: string, what = 'an object'): asserts value is object {
  if (!isObject(value)) fail(argument, `must be ${what}, not ${kindOf(value)}`);
}

/** What a value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return name === 'Object' ? 'an object' : `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Refuses an argument. */
export function fail(argument: string, message: string, cause?: unknown): never {
  throw new SealcheckError('invalid-argument', `${argument}: ${message}`, cause === undefined ? {} : { cause });
}
