const last = new WeakMap<object, Promise<void>>();

/**
 * Runs long work on an engine one after the other, in the order in which it was asked for: each has all processors and the
 * memory that is meant for one. Work that goes on without the engine lets the next begin earlier.
 *
 * Work that is run in turn must not wait for other work in turn.
 *
 * @param engine whose turns they are
 * @param work gets a function that lets the next begin
 *
 * @example
 * const [trained, counted] = await Promise.all([
 *   inTurn(connection, async (next) => {
 *     const sample = await read(connection);
 *     next();
 *     return train(sample);
 *   }),
 *   inTurn(connection, () => count(connection)), // while the other trains
 * ]);
 */
export async function inTurn<Result>(
  engine: object,
  work: (next: () => void) => Promise<Result>,
): Promise<Result> {
  const before = last.get(engine);
  let next = () => {};
  last.set(
    engine,
    new Promise((resolve) => {
      next = resolve;
    }),
  );
  await before;
  try {
    return await work(next);
  } finally {
    next();
  }
}
