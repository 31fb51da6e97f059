'use strict';
const { SourceMap } = require('node:module');
const path = require('node:path');

const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json[^,]*,(\S+)\s*$/;
/** tslab puts `export {};` and a line break before every cell. */
const LINES_BEFORE_CELL = 1;

/** @type {Map<string, (line: number, column: number) => {file: string, line: number, column: number} | null>} */
const lookUps = new Map();
/** @type {CellLines | undefined} */
let lastCell;

/**
 * The two source maps of a cell, as texts.
 *
 * @typedef {{first: string, second: string}} CellLines
 */

/**
 * Remembers which line of the TypeScript each line of a compiled file came from.
 *
 * @param {string} file absolute path under which the compiled file runs
 * @param {string} source path of the TypeScript, from the root
 * @param {string} map its source map, which is read only when an error asks for it
 */
function rememberLines(file, source, map) {
  let parsed;
  lookUps.set(file, (line, column) => {
    parsed ??= new SourceMap(JSON.parse(map));
    const { originalLine, originalColumn } = parsed.findEntry(line - 1, column - 1);
    return originalLine === undefined
      ? null
      : { file: source, line: originalLine + 1, column: originalColumn + 1 };
  });
}

/**
 * Compiles a module to CommonJS as tslab does, and remembers which line of the TypeScript each line came from.
 *
 * tslab compiles twice (TypeScript to ES module, ES module to CommonJS), hence two maps looked up one after the other.
 */
function transpileWithLines(ts, root, text, options) {
  const inline = MAP_COMMENT.exec(text);
  if (!inline) return ts.transpileModule(text, options);
  const result = ts.transpileModule(text.slice(0, inline.index), {
    ...options,
    compilerOptions: { ...options.compilerOptions, sourceMap: true },
  });
  const maps = { first: Buffer.from(inline[1], 'base64').toString(), second: result.sourceMapText };
  const source = JSON.parse(maps.first).sources[0].replace(/^(\.\.\/)+/, '');
  if (source.endsWith('__tslab__.ts')) lastCell = maps;
  else lookUps.set(path.join(root, source).replace(/\.tsx?$/, '.js'), throughBoth(source, maps));
  return { ...result, outputText: result.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n') };
}

/** Looks a position up in two source maps, one after the other; they are read when an error asks for it. */
function throughBoth(source, maps) {
  let parsed;
  return (line, column) => {
    parsed ??= [maps.first, maps.second].map((map) => new SourceMap(JSON.parse(map)));
    const [first, second] = parsed;
    const middle = second.findEntry(line - 1, column - 1);
    if (middle.originalLine === undefined) return null;
    const start = first.findEntry(middle.originalLine, middle.originalColumn);
    if (start.originalLine === undefined) return null;
    return { file: source, line: start.originalLine + 1, column: start.originalColumn + 1 };
  };
}

/** The lines of the cell that was compiled last. */
const linesOfCell = () => lastCell;

/**
 * Names the program of a cell, so that its frames can be told apart and traced to its own lines.
 *
 * @param {number} number the cell's execution count
 * @param {string} output the compiled cell
 * @param {CellLines | undefined} maps its lines
 * @returns {string} the program to run
 */
function nameCell(number, output, maps) {
  const file = `cell-${number}.ts`;
  const lookUp = maps && throughBoth(`cell ${number}`, maps);
  const lines = output.split('\n').length + 1;
  // tslab puts its function head on the first line: with a line break before, only the line number is shifted.
  lookUps.set(file, (line, column) => {
    const original = line <= lines && lookUp?.(line - 1, column);
    return original ? { ...original, line: original.line - LINES_BEFORE_CELL } : null;
  });
  return `\n${output}\n//# sourceURL=${file}`;
}

/** Where a position in a compiled file stands in its TypeScript; null where that is not known. */
function sourcePosition(file, line, column) {
  return lookUps.get(file)?.(line, column) ?? null;
}

/** Makes the stacks of all errors name lines of the TypeScript sources and of the cells. */
function traceToSources() {
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map((frame) => {
      const compiled = `${frame.getScriptNameOrSourceURL() ?? frame.getFileName()}`;
      const at = sourcePosition(compiled, frame.getLineNumber(), frame.getColumnNumber());
      const text = frame.toString();
      if (!at) return text;
      return text.replace(
        `${compiled}:${frame.getLineNumber()}:${frame.getColumnNumber()}`,
        `${at.file}:${at.line}:${at.column}`,
      );
    });
    let head;
    try {
      head = String(error);
    } catch {
      head = 'Error';
    }
    return [head, ...lines.map((line) => `    at ${line}`)].join('\n');
  };
}

module.exports = { rememberLines, transpileWithLines, linesOfCell, nameCell, sourcePosition, traceToSources };
