/**
 * Formats a time in UTC, to the second, in a form that spreadsheets and Plotly parse.
 *
 * @example
 * utc(new Date('2024-04-25T23:00:00Z')); // '2024-04-25 23:00:00'
 */
export function utc(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
