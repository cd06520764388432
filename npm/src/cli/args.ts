/** The command line, taken apart. */
import { parseArgs } from 'node:util';
import { nearest } from '../nearest.js';
import { form, type Option, type OptionName, OPTIONS } from './options.js';
import { UsageError } from './usage.js';

/** What a command was called with. */
export interface Arguments {
  positionals: string[];
  /** The value of an option. */
  value(name: OptionName): string | undefined;
  /** The values of an option that may be repeated. */
  values(name: OptionName): string[];
  /** Whether a switch is on. */
  has(name: OptionName): boolean;
}

/** Reads the arguments of a command that knows these options. */
export function readArguments(
  args: string[],
  allowed: readonly OptionName[],
  usage: string,
  own: Partial<Record<OptionName, Option>> = {},
): Arguments {
  const options = Object.fromEntries(
    allowed.map((name) => {
      const { short, value }: Option = OPTIONS[name];
      return [name, { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) }];
    }),
  );
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const name = allowed.find((known) => known === token.name);
    if (name === undefined) throw unknownOption(token.rawName, token.name, allowed, usage);
    const option: Option = own[name] ?? OPTIONS[name];
    const right = form(name, option);
    const { value, inlineValue } = token;
    if (option.value === undefined && value !== undefined) throw new UsageError(`${token.rawName}: takes no value`, right);
    const looksLikeOption = !inlineValue && value !== undefined && value.length > 1 && value.startsWith('-');
    if (option.value !== undefined && (value === undefined || value === '' || looksLikeOption)) {
      throw new UsageError(`${token.rawName}: needs a value`, right);
    }
    const found = values.get(name) ?? [];
    if (found.length > 0 && option.value !== undefined && !option.multiple) {
      throw new UsageError(`${token.rawName}: given twice`, right);
    }
    values.set(name, [...found, value ?? '']);
  }
  return {
    positionals,
    value: (name) => values.get(name)?.[0],
    values: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  };
}

/** What people type who know notation and others. */
const ALIASES: Record<string, OptionName> = { 'insecure-registry': 'plain-http', insecure: 'plain-http', 'oci-layout': 'layout', password: 'password-stdin' };

function aliasOf(name: string, allowed: readonly OptionName[]): OptionName | undefined {
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  return alias !== undefined && allowed.includes(alias) ? alias : undefined;
}

function unknownOption(raw: string, name: string, allowed: readonly OptionName[], usage: string): UsageError {
  const near = aliasOf(name, allowed) ?? nearest(name, allowed);
  if (near !== undefined) return new UsageError(`${raw}: unknown option`, form(near as OptionName));
  const elsewhere = Object.hasOwn(OPTIONS, name);
  return new UsageError(`${raw}: ${elsewhere ? 'is not an option of this command' : 'unknown option'}`, usage);
}

/** One of several words. */
export function oneOf<T extends string>(args: Arguments, name: OptionName, words: readonly T[]): T | undefined {
  const value = args.value(name);
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined) {
    const near = nearest(value, words);
    throw new UsageError(`--${name}: "${value}" is not one of ${words.join(', ')}`, near ? `--${name} ${near}` : form(name));
  }
  return found;
}

/** A positive integer. */
export function count(args: Arguments, name: OptionName): number | undefined {
  const value = args.value(name);
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new UsageError(`--${name}: "${value}" is not a positive number`, form(name));
  return Number(value);
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** A time, to the millisecond. */
export function time(args: Arguments, name: OptionName): Date | undefined {
  const value = args.value(name);
  if (value === undefined) return undefined;
  const parts = RFC3339.exec(value);
  const date = parts === null ? undefined : dateOf(parts);
  if (date === undefined) {
    throw new UsageError(`--${name}: "${value}" is not a time as RFC 3339 writes it`, `--${name} 2026-11-21T09:57:47Z`);
  }
  return date;
}

function dateOf(parts: RegExpExecArray): Date | undefined {
  const part = (index: number): number => Number(parts[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Number((parts[7] ?? '0').padEnd(3, '0')));
  // 30 February, 24 o'clock and the like have become another time.
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  const [hours, minutes] = [part(9), part(10)];
  if (year < 1 || !isReal || hours > 23 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * 60_000;
  return new Date(date.getTime() + (parts[8] === '-' ? offset : -offset));
}

/** `key=value`, again and again. */
export function pairs(args: Arguments, name: OptionName): Record<string, string> {
  const entries = args.values(name).map((text): [string, string] => {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(`--${name}: "${text}" is not KEY=VALUE`, form(name));
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  const seen = new Set<string>();
  for (const [key] of entries) {
    if (seen.has(key)) throw new UsageError(`--${name}: "${key}" is given twice`, form(name));
    seen.add(key);
  }
  return Object.fromEntries(entries);
}
