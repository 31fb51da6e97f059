import { filesize } from 'filesize';

/**
 * Formats a number of bytes with a binary unit (IEC 80000-13: 1 KiB = 1024 B).
 *
 * @param value number of bytes
 * @returns text with one decimal and a unit
 *
 * @example
 * formatBytes(13182); // '12.9 KiB'
 */
export function formatBytes(value: number): string {
  return filesize(value, { standard: 'iec', round: 1 });
}
