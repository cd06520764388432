/**
 * The wasm of this package. Where a program can import wasm (Workers, and bundlers that are told to), the import gives
 * the compiled module, for `init(module)`; elsewhere the path of the file is what this name is good for.
 */
declare const module: WebAssembly.Module;
export default module;
