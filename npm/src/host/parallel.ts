/** So many at once, results in the order of the items. */
export async function inParallel<T, R>(atOnce: number, items: readonly T[], act: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const workers = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await act(items[index] as T, index);
  });
  await Promise.all(workers);
  return results;
}
