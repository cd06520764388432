/** The engine on the page itself, where no worker can be loaded: long work goes in slices. The build puts the wasm inside. */
import * as api from 'sealcheck';
import { createEngine as create } from './engine';
import type { Engine } from './types';

/** Makes it. */
export function createEngine(): Engine {
  return create(api);
}
