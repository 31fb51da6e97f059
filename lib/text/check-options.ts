import { inputError } from './input-error.js';
import { visible } from './visible.js';

/**
 * Refuses options that a function does not have: cells and scripts without types would otherwise run without
 * them.
 *
 * @param caller name of the function, for the message
 * @param names names of its options
 * @throws an InputError that names the first unknown option and all that there are
 *
 * @example
 * checkOptions('topAnomalies', { limit: 10 }, ['limit']);
 */
export function checkOptions(caller: string, options: object, names: readonly string[]): void {
  if (typeof options !== 'object' || Array.isArray(options))
    throw inputError(`The options of ${caller} are an object, such as { ${names[0]}: … }.`);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw inputError(`${caller} has no option "${visible(unknown, 40)}"; its options are ${names.join(', ')}.`);
}
