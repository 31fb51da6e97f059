import type { ReasonTexts } from '../../lib/detect/explain-records.js';
import { TOP_TOPICS } from '../../lib/models/top-topics.js';

/** Reasons of so many records, by the words for each. */
export function reasonTexts(records: number, textsOf: (row: number) => readonly string[]): ReasonTexts {
  const known = new Map<string, number>();
  const places = new Int32Array(records * TOP_TOPICS).fill(-1);
  for (let row = 0; row < records; row++) {
    for (const [nth, text] of textsOf(row).entries()) {
      if (!known.has(text)) known.set(text, known.size);
      places[row * TOP_TOPICS + nth] = known.get(text)!;
    }
  }
  return { places, texts: [...known.keys()] };
}
