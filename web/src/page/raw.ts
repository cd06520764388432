/** The envelope as it was read: protected header, payload, what `notation inspect` would say, hex. */
import type { Inspection } from 'sealcheck';
import { h, textView } from 'sealcheck/element';
import type { Envelope } from '../engine/types';
import { coseParts, diagnostic } from './diagnostic';

const MOST_HEX = 4096;
const MOST_TEXT = 256 << 10;

/** The views, for the slot `raw`. */
export function rawViews(envelope: Envelope | null, inspection: Inspection | undefined, proven: boolean): HTMLElement {
  const views = envelope === null ? [h('p', {}, 'There are no bytes of this signature.')] : viewsOf(envelope, inspection, proven);
  return h('div', { slot: 'raw', class: 'raw' }, views);
}

function viewsOf({ bytes, manifest }: Envelope, inspection: Inspection | undefined, proven: boolean): HTMLElement[] {
  const claim = proven ? 'as signed' : 'claimed, not proven';
  const views: HTMLElement[] = [];
  const cose = bytes[0] === 0xd2 ? coseParts(bytes) : undefined;
  if (cose) {
    views.push(textView('Protected header', `COSE diagnostic notation, ${cose.protectedHeader.length} bytes, ${claim}`, diagnostic(cose.protectedHeader, true), 'protected header'));
    views.push(textView('Payload', `JSON, ${claim}`, text(cose.payload), 'payload'));
  } else {
    const jws = jwsParts(bytes);
    if (jws) {
      views.push(textView('Protected header', `JSON, ${claim}`, pretty(jws.protectedHeader), 'protected header'));
      views.push(textView('Payload', `JSON, ${claim}`, text(jws.payload), 'payload'));
    }
  }
  if (inspection) {
    // The whole certificates stand under 5, and only there: notation shows less of them.
    const shown = 'chain' in inspection ? { ...inspection, chain: undefined } : inspection;
    views.push(textView('Inspection', 'JSON; names and values as in notation inspect', JSON.stringify(shown, null, 2), 'inspection', 'inspection'));
  }
  if (manifest) views.push(textView('Signature manifest', `JSON, ${manifest.length} bytes`, pretty(manifest), 'signature manifest'));
  const shown = Math.min(bytes.length, MOST_HEX);
  views.push(textView('Envelope in hex', shown < bytes.length ? `first ${shown} of ${bytes.length} bytes` : `${bytes.length} bytes`, hexDump(bytes.subarray(0, shown)), 'envelope in hex', 'hex'));
  return views;
}

function jwsParts(bytes: Uint8Array): { protectedHeader: Uint8Array; payload: Uint8Array } | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as { protected?: unknown; payload?: unknown };
    return { protectedHeader: base64url(String(value.protected)), payload: base64url(String(value.payload)) };
  } catch {
    return undefined;
  }
}

function base64url(value: string): Uint8Array {
  return Uint8Array.from(atob(value.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, MOST_TEXT));
}

function pretty(bytes: Uint8Array): string {
  try {
    return bytes.length > MOST_TEXT ? text(bytes) : JSON.stringify(JSON.parse(text(bytes)), null, 2);
  } catch {
    return text(bytes);
  }
}

function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += 16) {
    const row = Array.from(bytes.subarray(start, start + 16), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${start.toString(16).padStart(4, '0')}  ${row}`);
  }
  return lines.join('\n');
}
