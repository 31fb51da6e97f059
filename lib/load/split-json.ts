import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { MAX_LINE_BYTES } from './scan-text.js';

/** Keys whose list holds the records, in what CloudWatch Logs, Firehose, CloudTrail and search tools write around them. */
const LISTS = ['logEvents', 'events', 'Records', 'records', 'results', 'logs', 'entries', 'items', 'rows'];

const [NEWLINE, RETURN, TAB, SPACE, QUOTE, BACKSLASH] = [0x0a, 0x0d, 0x09, 0x20, 0x22, 0x5c];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COMMA, COLON] = [0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a];
/** What is kept of an element that is longer than a line may be: enough to show it as a reject. */
const KEPT_BYTES = 1000;
const LINE_BREAK = Buffer.from('\n');
const BLANK = Buffer.from(' ');

/** What a JSON file was divided into. */
export interface SplitJson {
  /** Envelopes that were control messages, which hold no record. */
  readonly control: number;
  /** Some of it is no JSON. */
  readonly damaged: boolean;
  /** The line of the file on which each element begins. */
  readonly origin: Int32Array;
}

/**
 * Writes the records of a JSON file one a line: objects one after another with or without line breaks between and in them, the
 * elements of a list, and of the lists that envelopes hold, however large. Memory does not grow with the file, but for the number
 * of a line for each element. What is damaged becomes a line of its own, and reading goes on at the next object.
 *
 * @param target path of the text that is written
 */
export async function splitJson(source: string, target: string, signal?: AbortSignal): Promise<SplitJson> {
  const split = jsonSplitter();
  async function* lines(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) yield split.push(chunk);
    yield split.end();
  }
  const bytes = createReadStream(source, { highWaterMark: 1 << 20 });
  await pipeline(bytes, lines, createWriteStream(target), { signal });
  return split.found();
}

/**
 * Where a byte is: `between` elements, in an `element` (an object or a list), a `text` or a `garbage` line in the place of one, in
 * the `rest` of an envelope around its list of records, or `lost` after damage until the next object begins.
 */
type Mode = 'between' | 'element' | 'text' | 'garbage' | 'rest' | 'lost';

/** Divides JSON piece by piece: `push` and `end` give the lines that are ready. */
export function jsonSplitter() {
  let ready: Buffer[] = [];
  let origin = new Int32Array(1024);
  let [count, control] = [0, 0];
  let mode: Mode = 'between';
  /** Lists that hold elements: those of envelopes, and others. */
  const lists: ('plain' | 'envelope')[] = [];
  /** Open brackets of the element, or of the envelope in its rest. */
  let depth = 0;
  let parts: Buffer[] = [];
  let bytes = 0;
  let [line, column, beginLine, beginColumn] = [1, 0, 1, 0];
  let [inString, escaped] = [false, false];
  /** The last byte outside of strings that is no white space, and the one before it. */
  let [last, before] = [0, 0];
  /** Bytes of a string among an element's own keys and values, the last such string, and the key before a colon. */
  let text: number[] | null = null;
  let [word, key] = ['', ''];
  let isControl = false;
  let someDamaged = false;
  /** After the bracket of a list that may hold the records. */
  let mayBeRecords = false;

  const append = (piece: Buffer) => {
    if (bytes <= MAX_LINE_BYTES && piece.length > 0)
      parts.push(bytes + piece.length > MAX_LINE_BYTES ? piece.subarray(0, KEPT_BYTES) : piece);
    bytes += piece.length;
  };
  const emit = () => {
    mode = 'between';
    depth = 0;
    if (isControl && lists.includes('envelope')) return;
    ready.push(
      ...(bytes > MAX_LINE_BYTES ? [Buffer.concat(parts).subarray(0, KEPT_BYTES)] : parts),
      LINE_BREAK,
    );
    if (count === origin.length) {
      const larger = new Int32Array(2 * count);
      larger.set(origin);
      origin = larger;
    }
    origin[count++] = beginLine;
  };
  const begin = (as: Mode) => {
    mode = as;
    parts = [];
    bytes = 0;
    [beginLine, beginColumn] = [line, column];
  };
  const damaged = () => {
    someDamaged = true;
    emit();
    mode = 'lost';
    [inString, escaped, text, mayBeRecords, last] = [false, false, null, false, 0];
  };

  function push(chunk: Buffer): Buffer {
    let from = 0;
    const keep = (to: number) => {
      if (mode === 'element' || mode === 'text' || mode === 'garbage') append(chunk.subarray(from, to));
      from = to;
    };
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      column++;
      if (byte === NEWLINE || byte === RETURN) {
        keep(i);
        from = i + 1;
        if (mode === 'garbage') emit();
        else if (inString && mode !== 'rest') damaged();
        else if (mode === 'element') append(BLANK);
        if (byte === NEWLINE) {
          line++;
          column = 0;
        }
      } else if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (text !== null) word = Buffer.from(text).toString();
          text = null;
          if (mode === 'text') {
            keep(i + 1);
            emit();
          }
        } else if (text !== null && text.length < 32) text.push(byte);
      } else if (byte !== SPACE && byte !== TAB && mode !== 'garbage') {
        i += significant(byte, i);
        [before, last] = [last, byte];
      }
    }
    keep(chunk.length);
    return flush();

    /** Goes on by a byte that is neither white space nor in a string; -1 where it is to be looked at again. */
    function significant(byte: number, i: number): 0 | -1 {
      if (mode === 'lost') {
        const begins =
          byte === OPEN && (column <= beginColumn || last === CLOSE || (last === COMMA && before === CLOSE));
        if (!begins) return 0;
        mode = 'between';
      }
      if (mode === 'between') between(byte, i);
      else if (byte === QUOTE) {
        inString = true;
        if (depth === 1) text = [];
      } else if (byte === OPEN || byte === OPEN_LIST) return opening(byte, i);
      else if (byte === CLOSE || byte === CLOSE_LIST) {
        if (mayBeRecords && key === 'logEvents') return records(i);
        mayBeRecords = false;
        if (--depth > 0) return 0;
        keep(i + 1);
        if (mode === 'element') emit();
        else mode = 'between';
      } else if (byte === COLON) {
        if (depth === 1) key = word;
      } else if (byte === COMMA) {
        if (depth === 1 && key === 'messageType' && word === 'CONTROL_MESSAGE') isControl = true;
      } else if (mode === 'element' && !isScalar(byte)) {
        keep(i + 1);
        damaged();
      }
      return 0;
    }

    function between(byte: number, i: number) {
      from = i;
      if (byte === CLOSE_LIST) {
        if (lists.at(-1) === 'envelope') [mode, depth, last] = ['rest', 1, COMMA];
        lists.pop();
      } else if (byte === OPEN_LIST && lists.length === 0) lists.push('plain');
      else if (byte === OPEN || byte === OPEN_LIST) {
        begin('element');
        [depth, key, word] = [1, '', ''];
        if (lists.at(-1) !== 'envelope') isControl = false;
      } else if (byte === QUOTE) {
        begin('text');
        inString = true;
      } else if (byte !== COMMA && byte !== CLOSE && !MARK.includes(byte)) begin('garbage');
    }

    function opening(byte: number, i: number): 0 | -1 {
      if (mayBeRecords) return records(i);
      const follows = last === COMMA || last === COLON || last === OPEN_LIST;
      if (mode === 'element' && !follows) {
        // An object cannot follow a value: the one before was not closed.
        someDamaged = true;
        keep(i);
        emit();
        column--;
        return -1;
      }
      mayBeRecords = byte === OPEN_LIST && depth === 1 && last === COLON && LISTS.includes(key);
      depth++;
      return 0;
    }

    /** The list that has begun holds objects, or is empty: what is around it is an envelope. */
    function records(i: number): -1 {
      if (isControl) control++;
      mayBeRecords = false;
      mode = 'between';
      lists.push('envelope');
      from = i;
      column--;
      return -1;
    }
  }

  function flush() {
    const lines = Buffer.concat(ready);
    ready = [];
    // What is kept of an unfinished element must not be a view of a piece that is read over.
    parts = parts.map((part) => Buffer.from(part));
    return lines;
  }
  return {
    push,
    end: () => {
      if (mode !== 'between' || lists.length > 0) someDamaged = true;
      if (mode === 'element' || mode === 'text' || mode === 'garbage') emit();
      return flush();
    },
    found: (): SplitJson => ({ control, damaged: someDamaged, origin: origin.subarray(0, count) }),
  };
}

const MARK = [0xef, 0xbb, 0xbf];

/** True for a byte of a number, `true`, `false` or `null`. */
const isScalar = (byte: number) =>
  (byte >= 0x30 && byte <= 0x39) ||
  byte === 0x2d ||
  byte === 0x2b ||
  byte === 0x2e ||
  byte === 0x45 ||
  (byte >= 0x61 && byte <= 0x75);

/**
 * True for a line of JSON that is an envelope around records.
 *
 * @param alone it is the whole file, so that every list of records counts, not only those that AWS writes line by line
 */
export const isEnvelope = (line: string, alone: boolean): boolean =>
  /^\s*\{/.test(line) &&
  (/"logEvents"\s*:\s*\[|"events"\s*:\s*\[\s*\{[^}]*"message"|"Records"\s*:\s*\[\s*\{/.test(line) ||
    (alone && new RegExp(`"(?:${LISTS.join('|')})"\\s*:\\s*\\[\\s*[[{]`).test(line)));

/** True for a whole JSON object on a line of its own. */
export function isJsonLine(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
