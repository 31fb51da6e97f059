import { filesize } from 'filesize';

/**
 * Writes a number of bytes with its binary unit (IEC 80000-13: 1 KiB = 1024 B).
 *
 * @param value bytes
 *
 * @example
 * formatBytes(13182); // '12.9 KiB'
 */
export function formatBytes(value: number): string {
  return filesize(value, { standard: 'iec', round: 1 });
}
