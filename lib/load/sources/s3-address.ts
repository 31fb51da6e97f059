import { inputError } from '../../text/input-error.js';
import { visible } from '../../text/visible.js';

/** Which objects an address means. */
export interface S3Address {
  readonly bucket: string;
  /** What all their keys begin with. */
  readonly prefix: string;
  /** Whether an object is one of them. */
  readonly matches: (key: string) => boolean;
  /** Whether there may be some below a key that ends with `/`. */
  readonly mayHold: (folder: string) => boolean;
}

/**
 * Reads an address such as `s3://bucket/AWSLogs/**`: a key, everything below a prefix, or a pattern with `*` (within one
 * part of the key) and `**` (across parts). Other characters are written as in any address, `#` as `%23`. Parts that
 * begin with `.` or `_` are left out where no name says them, as in folders.
 *
 * @throws an InputError when it names no bucket, or holds what S3 addresses have not
 *
 * @example
 * s3Address(new URL('s3://logs/AWSLogs/*' + '/vpcflowlogs/**')).prefix; // 'AWSLogs/'
 */
export function s3Address(address: URL): S3Address {
  const bucket = address.hostname;
  if (!/^[\w.-]{3,63}$/.test(bucket) || address.username !== '' || address.port !== '')
    throw inputError(
      'An address of S3 is s3://bucket/prefix/, with the name of a bucket alone before the path.',
    );
  if (address.search !== '' || address.hash !== '')
    throw inputError(
      `s3://${bucket}: "?" and "#" cannot stand in an address of S3; write %3F and %23 in a key, * in a pattern.`,
    );
  const path = decoded(address);
  const parts = path.replace(/(?<=\*.*)\/$/s, '/**').split('/');
  const wild = parts.findIndex((part) => part.includes('*'));
  if (wild < 0 && path !== '' && !path.endsWith('/'))
    return {
      bucket,
      prefix: path,
      matches: (key) => key === path || (key.startsWith(`${path}/`) && isShown(key.slice(path.length + 1))),
      mayHold: (folder) => folder.startsWith(`${path}/`) && isShown(folder.slice(path.length + 1)),
    };
  const pattern = wild < 0 ? [...parts.slice(0, -1), '**'] : parts;
  const prefix = pattern
    .slice(0, wild < 0 ? -1 : wild)
    .map((part) => `${part}/`)
    .join('');
  const whole = wholePattern(pattern);
  const below = (key: string) => key.startsWith(prefix) && isShown(key.slice(prefix.length));
  return {
    bucket,
    prefix: prefix + (wild < 0 ? '' : parts[wild]!.slice(0, parts[wild]!.indexOf('*'))),
    matches: (key) => below(key) && whole.test(key),
    mayHold: (folder) => below(folder) && leads(pattern, folder.split('/').slice(0, -1)),
  };
}

function decoded(address: URL): string {
  try {
    return decodeURIComponent(address.pathname.slice(1));
  } catch {
    throw inputError(`${visible(address.href)}: a "%" in an address is written %25.`);
  }
}

const isShown = (rest: string) => !/(?:^|\/)[._]/.test(rest);

const escaped = (part: string) =>
  part
    .split(/\*+/)
    .map((text) => text.replace(/[.+^$()|[\]{}\\?-]/g, '\\$&'))
    .join('[^/]*');

function wholePattern(pattern: readonly string[]): RegExp {
  const body = pattern.map((part, i) => {
    const last = i === pattern.length - 1;
    return part === '**' ? (last ? '.+' : '(?:.*/)?') : escaped(part) + (last ? '' : '/');
  });
  return new RegExp(`^${body.join('')}$`, 's');
}

/** Whether the first parts of a key are as the pattern begins. */
function leads(pattern: readonly string[], folders: readonly string[]): boolean {
  for (const [i, folder] of folders.entries()) {
    const part = pattern[i];
    if (part === '**') return true;
    if (part === undefined || i === pattern.length - 1) return false;
    if (!new RegExp(`^${escaped(part)}$`, 's').test(folder)) return false;
  }
  return true;
}
