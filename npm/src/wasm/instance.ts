/**
 * The one instance of the core, and how it is kept alive. Read this before writing on either side of it.
 *
 * - `load(source?)`, one per runtime in this folder, gives the core: the functions that wasm-bindgen generated,
 *   names unchanged (`dist/generated/glue.d.ts`). The first source wins; later calls, also concurrent ones, get the
 *   same core; after a failure the next call tries again.
 * - Every synchronous call into the core goes through `guard(() => core.step(…))`. The core throws nothing but
 *   objects with a string `code`. Anything else that comes out is a fault that leaves the memory of the instance in
 *   an unknown state: `guard` replaces the instance, made from the module already compiled, and throws a `Trap`.
 * - An object of the core (an instance of a wasm-bindgen class) dies with its instance; whoever keeps one across
 *   calls has to count the traps (`src/core.ts` does).
 * - What `load` throws says what could not be loaded and is not a `SealcheckError`; the facade wraps it.
 */
import start, { __wbg_reset_state as replaceInstance } from '../generated/glue.js';
import * as glue from '../generated/glue.js';

/** The functions of the wasm module. */
export type Core = Omit<typeof glue, 'default' | 'initSync' | '__wbg_reset_state'>;

/** Where the wasm comes from: its address, an HTTP answer, its bytes, or the compiled module. */
export type WasmSource =
  | string
  | URL
  | Response
  | Promise<Response>
  | ArrayBuffer
  | Uint8Array
  | WebAssembly.Module;

/** Gives the core, compiled on the first call. */
export type Load = (source?: WasmSource) => Promise<Core>;

/** A fault inside the core: an error of ours, never a statement about a signature. */
export class Trap extends Error {
  override readonly name = 'Trap';
}

let loading: Promise<Core> | undefined;

/** The core, instantiated from what `source` gives unless that has happened already. */
export async function instantiate(source: () => WasmSource): Promise<Core> {
  loading ??= compileAndStart(source()).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Calls into the core; after a fault inside, the next call finds a new instance. */
export function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (isDeliberate(error)) throw error;
    replaceInstance();
    throw new Trap('the core failed and was started again', { cause: error });
  }
}

async function compileAndStart(source: WasmSource): Promise<Core> {
  await start({ module_or_path: await compile(await source) });
  return glue;
}

async function compile(source: Awaited<WasmSource>): Promise<WebAssembly.Module> {
  if (typeof source === 'string' || source instanceof URL) return compile(await fetch(source));
  if (isResponse(source)) return compileResponse(source);
  return isModule(source) ? source : WebAssembly.compile(source as BufferSource);
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`the wasm could not be fetched: HTTP ${response.status} from ${response.url}`);
  const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim();
  if (mediaType === 'application/wasm' && typeof WebAssembly.compileStreaming === 'function') {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

// By shape, not by `instanceof`: edge runtimes hand over objects of another realm.
function isModule(source: object): source is WebAssembly.Module {
  return Object.prototype.toString.call(source) === '[object WebAssembly.Module]';
}

function isResponse(source: object): source is Response {
  return 'headers' in source && 'arrayBuffer' in source;
}

function isDeliberate(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
