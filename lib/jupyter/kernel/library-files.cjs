'use strict';
const path = require('node:path');
const { interruptibleLoops } = require('./interruptible-loops.cjs');
const { hashOf, prune, readKept, touch, writeKept } = require('../setup/kept-files.cjs');
const { rememberLines } = require('./source-lines.cjs');

/** Raised when files compile to something else than before. */
const VERSION = 3;
const READY = '// compiled ';
/** Files kept, of about 6 kB: some versions of all that lib has. */
const MAX_FILES = 4000;

/** Compiled files on their way through tslab, which would compile them a second time. */
const ready = new Map();
let pruned = false;

/** The path of a file from the root, as it is written in keys and shown in tracebacks. */
const nameOf = (root, file) => path.relative(root, file).replaceAll(path.sep, '/');

/** What a file is kept under: the hash of its name and its text. */
const keyOf = (version, name, text) => hashOf(`${VERSION}`, version, name, text);

const keptAt = (root, key) => path.join(root, '.cache', 'compiled', `${key}.json`);

/**
 * Compiles a TypeScript file that cells import, file by file as tsx does, to CommonJS. tslab would have it checked in
 * full, by a compiler that is older than the project's, and compiled twice: 13 of the 18 seconds of the first import.
 * What was compiled once is kept in `.cache/compiled`, under the hash of its text.
 *
 * @param {object} ts the compiler
 * @param {string} root the folder that cells run in
 * @param {{fileName: string, text: string}} file
 * @returns {string} a mark to hand to tslab in place of the JavaScript; see {@link compiledText}
 */
function compileFile(ts, root, { fileName, text }) {
  const name = nameOf(root, fileName);
  const key = keyOf(ts.version, name, text);
  const compiled = keptFile(root, name, key) ?? compile(ts, root, name, text, key);
  ready.set(READY + name, compiled);
  return READY + name;
}

/** The JavaScript behind a mark of {@link compileFile}; `undefined` for any other text. */
function compiledText(mark) {
  const text = ready.get(mark);
  ready.delete(mark);
  return text;
}

/**
 * The JavaScript of a file that was compiled before, and its lines for tracebacks.
 *
 * @param {string} root the folder that cells run in
 * @param {string} name path of the TypeScript, from the root
 * @param {string} key see {@link keyOf}
 * @returns {string | undefined}
 */
function keptFile(root, name, key) {
  const file = keptAt(root, key);
  const kept = readKept(file);
  if (!kept) return undefined;
  touch(file);
  rememberLines(path.join(root, name).replace(/\.tsx?$/, '.js'), name, kept.map);
  return kept.text;
}

function compile(ts, root, name, text, key) {
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName: name,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      isolatedModules: true,
      sourceMap: true,
      newLine: ts.NewLineKind.LineFeed,
    },
    transformers: { before: [interruptibleLoops(ts, true)] },
  });
  const compiled = { text: outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'), map: sourceMapText };
  const file = keptAt(root, key);
  writeKept(file, compiled);
  if (!pruned) prune(path.dirname(file), MAX_FILES);
  pruned = true;
  rememberLines(path.join(root, name).replace(/\.tsx?$/, '.js'), name, compiled.map);
  return compiled.text;
}

module.exports = { compileFile, compiledText, keptFile, keyOf, nameOf };
