import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { explainLines } from './explain-format.js';
import { findFiles } from './find-files.js';
import { ownLayout } from './formats/own-layout.js';
import { readingOf } from './load-file.js';
import { messagesOf, messageTable } from './message-table.js';
import { plainText } from './plain-text.js';
import { firstLines } from './read-head.js';
import { isEnvelope, isJsonLine, jsonSplitter } from './split-json.js';

/**
 * Explains of each file how its format was recognised, a line of text each: the formats that were tried, how many of the first lines fit,
 * and where the best one fails. Nothing but the beginning of a file is read, unless it is compressed.
 *
 * @throws an InputError when there is no such file
 */
export async function explainFormats(names: readonly string[]): Promise<readonly string[]> {
  const { fields, map } = readingOf({});
  const own = typeof fields === 'string' ? ownLayout(fields) : null;
  const list = own ? undefined : typeof fields === 'string' ? fields.trim().split(/[\s,]+/) : fields;
  const folder = await mkdtemp(path.join(tmpdir(), 'traffic-'));
  let written = 0;
  try {
    const all: string[] = [];
    for (const file of (await Promise.all(names.map((name) => findFiles(name)))).flat()) {
      const { head, kind } = await plainText(file, () => path.join(folder, `text-${++written}`));
      const lines = kind === 'parquet' ? [] : headLines(head);
      const explanation =
        kind === 'parquet'
          ? ['read as parquet']
          : explainLines(lines, { fields: list, map, ...(own && { own }) });
      all.push(`${file.displayName}:`, ...explanation.map((line) => `  ${line}`));
    }
    return all;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first lines of a log, wherever they are. */
function headLines(head: Buffer): readonly string[] {
  const lines = firstLines(head);
  const [first = ''] = lines;
  const table = messageTable(lines);
  if (table) return messagesOf(head.toString('utf8'), table);
  const isJson = /^\s*(\{|\[\s*($|[[{"]))/.test(first);
  if (!isJson || (isJsonLine(first) && !isEnvelope(first, lines.length === 1) && !/^\s*\[/.test(first)))
    return lines;
  return firstLines(jsonSplitter().push(head));
}
