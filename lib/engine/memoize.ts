const answers = new WeakMap<object, Map<string, unknown>>();

/**
 * Asks a question once, and gives the same answer from then on: records do not change while they are open, and a
 * report asks six times when the capture had gaps. For small answers only, since they are kept as long as `of`.
 *
 * An error is not kept, and who asks while another waits asks for himself: the other may be stopped.
 *
 * @param of the object that stands for the records, such as `traffic.accounts`, which copies of the traffic share
 * @param question a name for it, apart from all others
 *
 * @example
 * const window = await memoize(traffic.accounts, 'capture window', () => findWindow(traffic));
 */
export async function memoize<Answer>(
  of: object,
  question: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const known = answers.get(of) ?? new Map<string, unknown>();
  answers.set(of, known);
  if (!known.has(question)) known.set(question, await ask());
  return known.get(question) as Answer;
}
