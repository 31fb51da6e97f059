import { inputError } from '../../text/input-error.js';

/**
 * Reads the address of records elsewhere.
 *
 * @throws an InputError when it is none, or has a password in it, without saying which
 *
 * @example
 * sourceAddress('s3://logs/2024/').hostname; // 'logs'
 */
export function sourceAddress(name: string): URL {
  const address = parsed(name);
  if (address.password !== '')
    throw inputError(
      `${address.protocol}//${address.host}: a password does not belong into an address; it would stay in notebooks and logs.`,
    );
  return address;
}

function parsed(name: string): URL {
  try {
    return new URL(name);
  } catch {
    throw inputError(`"${name.slice(0, 80)}" is no address that can be read, such as s3://bucket/prefix/.`);
  }
}

/** A part of an address without its percent-encoding; as it is where that is damaged. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
