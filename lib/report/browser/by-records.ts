/** Sorts the most records first, ties by name, those without one last. */
export const byRecords =
  <Row extends { readonly records: number }>(name: (row: Row) => string | number | null) =>
  (a: Row, b: Row): number => {
    const [left, right] = [name(a), name(b)];
    if (a.records !== b.records) return b.records - a.records;
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left < right ? -1 : 1;
  };
