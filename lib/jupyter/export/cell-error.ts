/** An error that a notebook's cell ended with. */
export interface CellError extends Error {
  readonly name: 'CellError';
  /** Name of the error thrown in the cell, such as `TypeError`. */
  readonly ename: string;
  /** Its message alone. */
  readonly evalue: string;
  /** The kernel's traceback, in the terminal's colours. */
  readonly traceback: string;
}

/**
 * The error of a failed cell, as the Jupyter protocol describes it.
 *
 * @param notebook its path, for the message
 */
export function cellError(
  notebook: string,
  {
    ename = 'Error',
    evalue = '',
    traceback = '',
  }: Partial<Pick<CellError, 'ename' | 'evalue' | 'traceback'>>,
): CellError {
  const error = new Error(`${notebook}: a cell failed with ${ename}: ${evalue.split('\n', 1)[0]}`);
  return Object.assign(error, { name: 'CellError' as const, ename, evalue, traceback });
}

/** Whether an error came out of a notebook's cell. */
export function isCellError(error: unknown): error is CellError {
  return error instanceof Error && error.name === 'CellError';
}
