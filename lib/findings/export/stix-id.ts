import { createHash } from 'node:crypto';

/** The namespace of deterministic ids of observables (STIX 2.1, section 2.9). */
const NAMESPACE = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/**
 * Makes an id for a STIX object that is the same whenever the object is: of version 5 for observables, as STIX 2.1
 * asks, and in the form of version 4 for the others.
 *
 * @param content what makes the object itself; for observables the canonical JSON of its identifying properties
 *
 * @example
 * stixId('ipv4-addr', '{"value":"198.51.100.3"}', 5);
 */
export function stixId(type: string, content: string, version: 4 | 5 = 4): string {
  const bytes = createHash('sha1')
    .update(version === 5 ? NAMESPACE : type)
    .update(content)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${type}--${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
