'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { interruptibleLoops } = require('./interruptible-loops.cjs');
const { rememberLines } = require('./source-lines.cjs');

/** Raised when files compile to something else than before. */
const VERSION = 1;
const READY = '// compiled ';

/** Compiled files on their way through tslab, which would compile them a second time. */
const ready = new Map();

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
  const name = path.relative(root, fileName).replaceAll(path.sep, '/');
  const hash = crypto
    .createHash('sha256')
    .update(`${VERSION}\n${ts.version}\n${name}\n${text}`)
    .digest('hex');
  const cached = path.join(root, '.cache', 'compiled', `${hash.slice(0, 32)}.json`);
  const compiled = readCached(cached) ?? compile(ts, name, text, cached);
  rememberLines(path.join(root, name).replace(/\.tsx?$/, '.js'), name, compiled.map);
  ready.set(READY + name, compiled.text);
  return READY + name;
}

/** The JavaScript behind a mark of {@link compileFile}; `undefined` for any other text. */
function compiledText(mark) {
  const text = ready.get(mark);
  ready.delete(mark);
  return text;
}

function readCached(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined; // not there, or cut off when a disk was full: compiled anew
  }
}

function compile(ts, name, text, cached) {
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
    transformers: { before: [interruptibleLoops(ts)] },
  });
  const compiled = { text: outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'), map: sourceMapText };
  try {
    fs.mkdirSync(path.dirname(cached), { recursive: true });
    const aside = `${cached}.${process.pid}.partial`;
    fs.writeFileSync(aside, JSON.stringify(compiled));
    fs.renameSync(aside, cached);
  } catch {
    // A folder that cannot be written costs time at the next start, nothing else.
  }
  return compiled;
}

module.exports = { compileFile, compiledText };
