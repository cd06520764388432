/** CBOR diagnostic notation (RFC 8949, section 8), for display alone. Bounded: hostile bytes cost little and end in a remark. */

const DEPTH = 32;
const ITEMS = 2000;
const BYTES = 512;

const HEADERS: Record<string, string> = { 1: 'alg', 2: 'crit', 3: 'content type', 33: 'x5chain' };
const ALGORITHMS: Record<string, string> = { '-7': 'ES256', '-35': 'ES384', '-36': 'ES512', '-37': 'PS256', '-38': 'PS384', '-39': 'PS512' };

class Stop extends Error {}

/** The notation of one item; with `headers`, labels of COSE headers get their names. */
export function diagnostic(bytes: Uint8Array, headers = false): string {
  const printer = new Printer(bytes, headers);
  try {
    const text = printer.item(0);
    const rest = bytes.length - printer.at;
    return rest === 0 ? text : `${text}\n/ ${rest} more bytes /`;
  } catch (error) {
    if (error instanceof Stop) return `/ ${error.message} at byte ${printer.at} /`;
    throw error;
  }
}

/** The parts of a COSE_Sign1 message; undefined if it is none. */
export function coseParts(bytes: Uint8Array): { protectedHeader: Uint8Array; payload: Uint8Array } | undefined {
  const printer = new Printer(bytes, false);
  try {
    let head = printer.head();
    if (head.major === 6) head = printer.head();
    if (head.major !== 4 || head.value !== 4n) return undefined;
    const protectedHeader = printer.string(printer.head());
    printer.item(1);
    const payload = printer.string(printer.head());
    return { protectedHeader, payload };
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
}

interface Head {
  major: number;
  info: number;
  value: bigint;
}

class Printer {
  at = 0;
  #items = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly headers: boolean,
  ) {}

  head(): Head {
    const first = this.bytes[this.at];
    if (first === undefined) throw new Stop('ends inside an item');
    this.at += 1;
    const [major, info] = [first >> 5, first & 31];
    if (info < 24) return { major, info, value: BigInt(info) };
    if (info > 27) {
      if (info === 31) return { major, info, value: 0n };
      throw new Stop('malformed');
    }
    const length = 1 << (info - 24);
    let value = 0n;
    for (let index = 0; index < length; index += 1) {
      const byte = this.bytes[this.at + index];
      if (byte === undefined) throw new Stop('ends inside an item');
      value = (value << 8n) | BigInt(byte);
    }
    this.at += length;
    return { major, info, value };
  }

  string({ major, info, value }: Head): Uint8Array {
    if ((major !== 2 && major !== 3) || info === 31) throw new Stop('no definite string');
    if (value > BigInt(this.bytes.length - this.at)) throw new Stop('ends inside a string');
    const start = this.at;
    this.at += Number(value);
    return this.bytes.subarray(start, this.at);
  }

  item(depth: number): string {
    this.#items += 1;
    if (depth > DEPTH) throw new Stop('nested too deeply to show');
    if (this.#items > ITEMS) throw new Stop('too many items to show');
    const head = this.head();
    switch (head.major) {
      case 0:
        return String(head.value);
      case 1:
        return String(-1n - head.value);
      case 2:
        return hex(this.string(head));
      case 3:
        return JSON.stringify(new TextDecoder().decode(this.string(head)));
      case 4:
        return this.#list(head, depth);
      case 5:
        return this.#map(head, depth);
      case 6:
        return `${head.value}(${this.item(depth + 1)})`;
      default:
        return this.#simple(head);
    }
  }

  #list({ info, value }: Head, depth: number): string {
    if (info === 31) throw new Stop('indefinite length is not shown');
    const items: string[] = [];
    for (let index = 0n; index < value; index += 1n) items.push(this.item(depth + 1));
    const flat = `[${items.join(', ')}]`;
    return flat.length <= 72 && !flat.includes('\n') ? flat : `[\n${indent(items.join(',\n'))}\n]`;
  }

  #map({ info, value }: Head, depth: number): string {
    if (info === 31) throw new Stop('indefinite length is not shown');
    const lines: string[] = [];
    for (let index = 0n; index < value; index += 1n) {
      const key = this.item(depth + 1);
      const item = this.item(depth + 1);
      const last = index === value - 1n;
      lines.push(`${key}: ${item}${last ? '' : ','}${this.headers && depth === 0 ? remark(key, item) : ''}`);
    }
    return lines.length === 0 ? '{}' : `{\n${indent(lines.join('\n'))}\n}`;
  }

  #simple({ info, value }: Head): string {
    if (info === 20 || info === 21) return String(info === 21);
    if (info === 22) return 'null';
    if (info === 23) return 'undefined';
    if (info === 25 || info === 26 || info === 27) return float(info, value);
    return `simple(${value})`;
  }
}

function float(info: number, bits: bigint): string {
  const view = new DataView(new ArrayBuffer(8));
  if (info === 27) view.setBigUint64(0, bits);
  else view.setUint32(0, Number(bits));
  if (info === 25) {
    const [sign, exponent, fraction] = [bits >> 15n ? -1 : 1, Number((bits >> 10n) & 31n), Number(bits & 1023n)];
    const value = exponent === 31 ? (fraction ? Number.NaN : Infinity) : exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    return `${sign * value}_1`;
  }
  return info === 26 ? `${view.getFloat32(0)}_2` : `${view.getFloat64(0)}_3`;
}

function remark(key: string, item: string): string {
  const name = HEADERS[key];
  if (name === undefined) return '';
  const algorithm = key === '1' ? ALGORITHMS[item] : undefined;
  return `   / ${name}${algorithm ? `: ${algorithm}` : ''} /`;
}

function hex(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length <= BYTES ? `h'${shown}'` : `h'${shown}…' / ${bytes.length} bytes /`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
