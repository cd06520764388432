// Imported before the package: counts what it does to the world around it.
const counts = { compiled: 0, fetched: 0, subtle: 0 };

function watch(owner, name, count) {
  const original = owner?.[name];
  if (typeof original !== 'function') return false;
  const counting = function (...args) {
    counts[count] += 1;
    return new.target ? Reflect.construct(original, args, new.target === counting ? original : new.target) : Reflect.apply(original, this, args);
  };
  counting.prototype = original.prototype;
  // Some runtimes let their functions be replaced by assignment alone, some not at all.
  return Reflect.set(owner, name, counting) && owner[name] === counting;
}

for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'Module', 'Instance']) {
  watch(WebAssembly, name, 'compiled');
}
watch(globalThis, 'fetch', 'fetched');
watch(globalThis, 'atob', 'compiled');
const watchesSubtle = watch(Object.getPrototypeOf(crypto.subtle), 'verify', 'subtle');

/** What has been done so far; `subtle` is null where it cannot be counted. */
export const work = () => ({ ...counts, subtle: watchesSubtle ? counts.subtle : null });
