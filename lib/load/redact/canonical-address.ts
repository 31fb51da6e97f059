import ipaddr from 'ipaddr.js';

/** What masking a form of addresses needs. */
export interface FormMasking {
  /** Whether an address in canonical form is one of the traffic. */
  readonly isKnown: (ip: string) => boolean;
  /** What stands in the text in place of an address, whose mask `write` writes in the form that the address has. */
  readonly mask: (ip: string, write?: (mask: string) => string) => string;
  /** Whether `Name/1.2.3.4` is a version of a product. */
  readonly versions: boolean;
}

/** Where a token stands. */
export interface Place {
  readonly text: string;
  readonly at: number;
}

/** An address in its one canonical form (RFC 5952, IPv4-mapped ones as IPv4); undefined where it is none. */
export function canonicalAddress(text: string): string | undefined {
  if (!text.includes(':')) {
    const parts = text.split('.').map(Number);
    return parts.length === 4 && parts.every((part) => part <= 255) ? parts.join('.') : undefined;
  }
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.process(text);
  return parsed.kind() === 'ipv4' ? parsed.toString() : (parsed as ipaddr.IPv6).toRFC5952String();
}
