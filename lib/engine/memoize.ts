const results = new WeakMap<object, Map<string, unknown>>();

/**
 * Computes a result once and returns the same one from then on: records do not change while they are open, and a report needs the
 * gaps of the capture six times. For small results only, which are kept as long as `owner`.
 *
 * Errors are not kept. A call during a computation starts its own, since the other one may be stopped.
 *
 * @param owner the object that stands for the records, such as `traffic.accounts`, which copies of the traffic share
 * @param key a unique name of the result
 *
 * @example
 * const window = await memoize(traffic.accounts, 'capture window', () => findWindow(traffic));
 */
export async function memoize<Result>(
  owner: object,
  key: string,
  compute: () => Promise<Result>,
): Promise<Result> {
  const cached = results.get(owner) ?? new Map<string, unknown>();
  results.set(owner, cached);
  if (!cached.has(key)) cached.set(key, await compute());
  return cached.get(key) as Result;
}
