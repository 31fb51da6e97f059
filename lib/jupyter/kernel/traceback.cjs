'use strict';
const path = require('node:path');
const util = require('node:util');
const { withoutPrivatePaths } = require('./private-paths.cjs');
const { traceToSources } = require('./source-lines.cjs');

traceToSources();

/** Frames that say nothing to who wrote the cell: Node's own, tslab's (also around the cell) and the kernel's. */
const MACHINERY =
  /\(?node:|[\\/]node_modules[\\/]tslab[\\/]|[\\/]lib[\\/]jupyter[\\/]kernel[\\/]|cell-\d+\.ts:|at <anonymous>$/;
const LIBRARY = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;
const CELL_FRAME = /cell (\d+):(\d+):(\d+)/;

const OWN_LIBRARY = /[ (]lib[\\/]/;

/**
 * Frames of an error's stack, without machinery. Frames inside a package, and inside lib, are folded into one line: an
 * analyst reads what failed and in which line of the cell. With the environment variable TRACEBACK=full those of lib are
 * shown, for who fixes lib.
 */
function framesOf(stack) {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !MACHINERY.test(line));
  const kept = [];
  for (const frame of frames) {
    const library = LIBRARY.exec(frame)?.[1];
    const short = frame.replaceAll(process.cwd() + path.sep, '');
    const folded =
      library ?? (process.env.TRACEBACK !== 'full' && OWN_LIBRARY.test(short) ? 'lib' : undefined);
    const line =
      folded === undefined
        ? short
        : `    … in ${folded}${folded === 'lib' ? " (process.env.TRACEBACK = 'full' shows where)" : ''}`;
    if (line !== kept.at(-1)) kept.push(line);
  }
  return kept;
}

/** The line of the cell that a problem stands in, with a mark under the column. */
function excerpt(cell, line, column) {
  const text = cell?.request.code.split('\n')[line - 1];
  if (text === undefined) return [];
  const number = String(line).padStart(4);
  return [`${number} | ${text}`, `     | ${' '.repeat(Math.max(0, column - 1))}^`];
}

/** Content of a Jupyter `error` message for type errors that tslab found. */
function typeErrorOf(places, cell) {
  const errors = places.map(([file, line, column, message]) => {
    const where = file
      ? `${file.trim()}:${line}:${column}`
      : `cell ${cell.number}, line ${line}, column ${column}`;
    return { where, message, lines: file ? [] : excerpt(cell, line, column) };
  });
  return {
    ename: 'TypeScriptError',
    evalue: errors.map(({ where, message }) => `${where}: ${message}`).join('\n'),
    traceback: errors.flatMap(({ where, message, lines }) => [
      `TypeScriptError: ${where}: ${message}`,
      ...lines,
    ]),
  };
}

const describeCause = (cause) =>
  `Caused by: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : util.inspect(cause)}`;

/**
 * Content of a Jupyter `error` message for what failed in a cell.
 *
 * @param {{problem?: unknown, typeErrors?: [string, number, number, string][]}} failure
 * @param {import('./cell.cjs').Cell | undefined} cell
 * @returns {{ename: string, evalue: string, traceback: string[]}}
 */
function failureOf(failed, cell) {
  const { ename, evalue, traceback } = describeFailure(failed, cell);
  return {
    ename,
    evalue: withoutPrivatePaths(evalue),
    traceback: traceback.map((line) => withoutPrivatePaths(line)),
  };
}

function describeFailure({ problem, typeErrors }, cell) {
  if (typeErrors) return typeErrorOf(typeErrors, cell);
  if (!util.types.isNativeError(problem)) {
    const evalue = typeof problem === 'string' ? problem : util.inspect(problem);
    return { ename: 'Thrown', evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const ename = String(problem.name || 'Error');
  const evalue = String(problem.message);
  const frames = ename === 'Interrupted' ? [] : framesOf(String(problem.stack ?? ''));
  const here = frames
    .map((frame) => CELL_FRAME.exec(frame))
    .find((found) => Number(found?.[1]) === cell?.number);
  const traceback = [`${ename}: ${evalue}`];
  if (here) {
    const [line, column] = [Number(here[2]), Number(here[3])];
    traceback.push(`cell ${cell.number}, line ${line}, column ${column}:`, ...excerpt(cell, line, column));
  }
  traceback.push(...frames);
  if (problem.cause !== undefined) traceback.push(describeCause(problem.cause));
  return { ename, evalue, traceback };
}

const tracebackOf = (failure) => failure.traceback.join('\n');

module.exports = { failureOf, tracebackOf };
