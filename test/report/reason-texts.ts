import { MAX_REASONS, type ReasonTexts } from '../../lib/detect/explain-records.js';

/** Reasons of so many records, by the words for each. */
export function reasonTexts(records: number, textsOf: (row: number) => readonly string[]): ReasonTexts {
  const known = new Map<string, number>();
  const places = new Int32Array(records * MAX_REASONS).fill(-1);
  for (let row = 0; row < records; row++) {
    for (const [nth, text] of textsOf(row).entries()) {
      if (!known.has(text)) known.set(text, known.size);
      places[row * MAX_REASONS + nth] = known.get(text)!;
    }
  }
  return { places, texts: [...known.keys()] };
}
