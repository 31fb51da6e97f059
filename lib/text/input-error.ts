/**
 * Creates an error about the user's input. Programs show its message without a stack trace: what is wrong,
 * and what to do.
 */
export function inputError(message: string): Error {
  const error = new Error(message);
  error.name = 'InputError';
  return error;
}
