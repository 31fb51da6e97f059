/** Why a finding need not be seen for now. */
export interface Suppression {
  /** The finding's id, or a source (then every finding all of whose sources are suppressed). */
  readonly match: string;
  readonly reason: string;
  /** First day (UTC, `2026-12-31`) on which it is shown again: nothing is suppressed for ever. */
  readonly expires: string;
}

/**
 * Finds the suppression that holds for a finding today.
 *
 * @param today `2026-11-23`
 * @throws a RangeError when a suppression has no reason or no date
 */
export function suppressionOf(
  finding: { readonly id: string; readonly sources: readonly string[] },
  suppressions: readonly Suppression[],
  today: string,
): Suppression | null {
  for (const { match, reason, expires } of suppressions)
    if (reason.trim() === '' || !/^\d{4}-\d\d-\d\d$/.test(expires))
      throw new RangeError(
        `The suppression of ${match} needs a reason and a day on which it ends, such as 2026-12-31.`,
      );
  const holding = suppressions.filter(({ expires }) => expires > today);
  const byId = holding.find(({ match }) => match === finding.id);
  if (byId) return byId;
  const each = finding.sources.map((source) => holding.find(({ match }) => match === source));
  return each.length > 0 && each.every((found) => found !== undefined) ? (each[0] ?? null) : null;
}
