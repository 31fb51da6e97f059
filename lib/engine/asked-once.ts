const answers = new WeakMap<object, Map<string, unknown>>();

/**
 * Asks a question of records once, and gives the same answer from then on: records do not change while they are open, and a
 * report asks six times when the capture had gaps. For small answers only, since they are kept as long as the records.
 *
 * An error is not kept, and who asks while another waits asks for himself: the other may be stopped.
 *
 * @param records the object that stands for them
 * @param question a name for it, apart from all others
 *
 * @example
 * const window = await askedOnce(traffic, 'capture window', () => findWindow(traffic));
 */
export async function askedOnce<Answer>(
  records: object,
  question: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const known = answers.get(records) ?? new Map<string, unknown>();
  answers.set(records, known);
  if (!known.has(question)) known.set(question, await ask());
  return known.get(question) as Answer;
}
