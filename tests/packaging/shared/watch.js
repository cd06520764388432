// Imported before the package: counts what it does to the world around it.
const counts = { compiled: 0, fetched: 0, subtle: 0 };

/** Replaces a function by one that counts its calls. Some runtimes let nobody replace theirs. */
function watch(owner, name, count) {
  const original = owner?.[name];
  if (typeof original !== 'function') return false;
  const counting = function (...args) {
    counts[count] += 1;
    return new.target ? Reflect.construct(original, args, new.target === counting ? original : new.target) : Reflect.apply(original, this, args);
  };
  counting.prototype = original.prototype;
  return Reflect.set(owner, name, counting) && owner[name] === counting;
}

for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'Module', 'Instance']) {
  watch(WebAssembly, name, 'compiled');
}
watch(globalThis, 'fetch', 'fetched');
watch(globalThis, 'atob', 'compiled');

// Signatures that WebCrypto found valid: what it does not answer, the wasm does, and nobody would notice.
const subtle = Object.getPrototypeOf(crypto.subtle);
const { verify } = subtle;
Reflect.set(subtle, 'verify', async function (...args) {
  const isValid = await Reflect.apply(verify, this, args);
  if (isValid === true) counts.subtle += 1;
  return isValid;
});

/** What has been done so far. */
export const work = () => ({ ...counts });
