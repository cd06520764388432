/** The engine on the page itself, where no worker can be loaded: the wasm travels inside, long work goes in slices. */
import * as api from 'sealcheck/inline';
import { createEngine as create } from './engine';
import type { Engine } from './types';

/** Makes it. */
export function createEngine(): Engine {
  return create(api);
}
