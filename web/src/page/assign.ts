import type { Input } from '../engine/types';

/** Puts certificates without a store where the policy expects them, and says that it was a guess. */
export function assignStores(inputs: Input[]): void {
  const named = [...new Set(inputs.flatMap(({ policy }) => policy?.stores ?? []))];
  const taken = (): Set<string | undefined> => new Set(inputs.filter(({ guessed }) => !guessed).map(({ store }) => store));
  for (const input of inputs) {
    if (input.kind !== 'certificates' || (input.store !== undefined && !input.guessed)) continue;
    const stem = bare(input.name.replace(/\.[^.]*$/, ''));
    const same = named.find((store) => bare(store.slice(store.indexOf(':') + 1)) === stem);
    const free = named.filter((store) => !taken().has(store));
    const first = /tsa|timestamp/i.test(input.name) ? free.find((store) => store.startsWith('tsa:')) : free.find((store) => !store.startsWith('tsa:'));
    input.store = same ?? first ?? named[0] ?? `ca:${input.name.replace(/\.[^.]*$/, '').replace(/[^\w.-]/g, '_') || 'unnamed'}`;
    input.guessed = true;
  }
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
