/**
 * An error about what the user gave, to be shown as its message alone: the sentence says what is wrong and what
 * to do, and a stack trace would only bury it.
 */
export function inputError(message: string): Error {
  const error = new Error(message);
  error.name = 'InputError';
  return error;
}
