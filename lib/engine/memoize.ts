const results = new WeakMap<object, Map<string, unknown>>();

/**
 * Asks a question once, and gives the same answer from then on: records do not change while they are open, and a
 * report asks six times when the capture had gaps. For small answers only, since they are kept as long as `of`.
 *
 * An error is not kept, and who asks while another waits asks for himself: the other may be stopped.
 *
 * @param owner the object that stands for the records, such as `traffic.accounts`, which copies of the traffic share
 * @param key a name for it, apart from all others
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
