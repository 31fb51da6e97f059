import { isIPv4 } from 'node:net';

/** How an IPv4 address is written as numbers, and how its mask is written in the same form. */
export interface NumberForm {
  readonly ip: string;
  /** Writes another IPv4 address in the form; other texts stay. */
  readonly write: (ip: string) => string;
}

const dotted = (value: number): string =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
const numberOf = (ip: string): number => ip.split('.').reduce((value, part) => value * 256 + Number(part), 0);

/** A number as `inet_aton` reads it: `0x` makes it hexadecimal, a leading zero octal. */
function part(text: string): number {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** The addresses that two to four numbers may stand for: as decimal ones, or as `inet_aton` reads them, with the last one filling the rest. */
export function addressesOf(parts: readonly string[]): readonly string[] {
  const found = new Set<string>();
  if (parts.length === 4 && parts.every((one) => /^\d+$/.test(one) && Number(one) <= 255))
    found.add(parts.map(Number).join('.'));
  const values = parts.map(part);
  const last = values.pop()!;
  if (values.every((one) => one <= 255) && last < 256 ** (4 - values.length))
    found.add(dotted(values.reduce((sum, one, i) => sum + one * 256 ** (3 - i), last)));
  return [...found];
}

/** Whether fewer numbers than four look like an address: the last one is larger than a byte, or they are hexadecimal. */
export const fillsRest = (parts: readonly string[]): boolean =>
  parts.some((one) => /^0x/i.test(one)) || part(parts.at(-1)!) > 255;

/**
 * The IPv4 addresses that one number may stand for: decimal, hexadecimal with and without `0x`, octal, or with each part
 * padded to three digits (203000113077).
 */
export function singleNumberForms(text: string): readonly NumberForm[] {
  const forms: NumberForm[] = [];
  const add = (value: number, write: NumberForm['write']) => {
    if (value < 2 ** 32) forms.push({ ip: dotted(value), write: (ip) => (isIPv4(ip) ? write(ip) : ip) });
  };
  const hex = (ip: string) => numberOf(ip).toString(16).padStart(8, '0');
  if (/^0x0*[0-9a-f]{7,8}$/i.test(text)) add(Number.parseInt(text.slice(2), 16), (ip) => `0x${hex(ip)}`);
  if (/^[0-9a-f]{8}$/i.test(text)) add(Number.parseInt(text, 16), hex);
  if (/^[1-9]\d{7,9}$/.test(text)) add(Number(text), (ip) => String(numberOf(ip)));
  if (/^0[0-7]{8,12}$/.test(text)) add(Number.parseInt(text, 8), (ip) => `0${numberOf(ip).toString(8)}`);
  const padded = /^(\d{3})(\d{3})(\d{3})(\d{3})$/.exec(text)?.slice(1).map(Number);
  if (padded?.every((one) => one <= 255))
    add(numberOf(padded.join('.')), (ip) =>
      ip
        .split('.')
        .map((one) => one.padStart(3, '0'))
        .join(''),
    );
  return forms;
}

/** The IPv6 address of 32 hexadecimal digits, or of one decimal number; undefined where it is neither. */
export function longNumberIpv6(text: string): string | undefined {
  const digits = /^(?:0x)?([0-9a-f]{32})$/i.exec(text)?.[1];
  if (digits !== undefined) return digits.match(/.{4}/g)!.join(':');
  if (!/^[1-9]\d{29,38}$/.test(text)) return undefined;
  const hex = BigInt(text).toString(16).padStart(32, '0');
  return hex.length > 32 ? undefined : hex.match(/.{4}/g)!.join(':');
}
