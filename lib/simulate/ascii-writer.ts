/**
 * Writes plain ASCII into one growing block of memory: a row made of strings costs more in garbage than in
 * work.
 */
export interface AsciiWriter {
  text(value: string): void;
  /** A whole number of at least 0, below 2^53. */
  whole(value: number): void;
  /** Bytes written since the last `take`. */
  size(): number;
  /** What was written since the last call; it is overwritten by what comes next. */
  take(): Uint8Array;
}

/** A line is far shorter than that, so room for one is made line by line. */
const ROOM = 4096;

/** Opens a writer. Each `text` and `wholeNumber` may be at most 4 kB long. */
export function createAsciiWriter(): AsciiWriter {
  let bytes = new Uint8Array(1 << 16);
  let length = 0;
  const grow = () => {
    const larger = new Uint8Array(bytes.length * 2);
    larger.set(bytes);
    bytes = larger;
  };
  return {
    text: (value) => {
      if (length + ROOM > bytes.length) grow();
      for (let i = 0; i < value.length; i++) bytes[length++] = value.charCodeAt(i);
    },
    whole: (value) => {
      if (length + ROOM > bytes.length) grow();
      let digits = 1;
      for (let power = 10; value >= power; power *= 10) digits++;
      length += digits;
      let rest = value;
      for (let at = length - 1; digits > 0; digits--, at--) {
        const tenth = Math.floor(rest / 10);
        bytes[at] = 48 + (rest - tenth * 10);
        rest = tenth;
      }
    },
    size: () => length,
    take: () => {
      const written = bytes.subarray(0, length);
      length = 0;
      return written;
    },
  };
}
