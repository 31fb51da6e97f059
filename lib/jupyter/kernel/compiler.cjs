'use strict';
const path = require('node:path');
const { watchFilesOnDemand } = require('./file-changes.cjs');
const { interruptibleLoops } = require('./interruptible-loops.cjs');
const { importsOf } = require('./imports.cjs');
const { loadLater } = require('./load-later.cjs');
const { compileFile, compiledText } = require('./library-files.cjs');
const { shorthandProperties } = require('./shorthand-properties.cjs');
const { transpileWithLines } = require('./source-lines.cjs');

const tslabPath = require.resolve('tslab');
const compilerPath = require.resolve('@tslab/typescript-for-tslab', { paths: [tslabPath] });
const converterPath = require.resolve('tslab/dist/converter.js');
/** Known without loading the compiler, which takes a third of a second and 80 MB. */
const compilerVersion = require(path.join(path.dirname(compilerPath), '..', 'package.json')).version;

/** The program that was made last. */
let program;

const isCell = (file) => file.fileName.endsWith('/__tslab__.ts');

/**
 * Mends the TypeScript compiler that tslab uses, before tslab loads it: strict (but an index of an array is taken to exist, as in most analysts' code),
 * imports with `.js` specifiers of `.ts` files, source lines kept for tracebacks, `{ x }` of earlier cells, loops that an interrupt can end.
 * It is loaded when it is needed: a notebook whose cells were all compiled before does without.
 *
 * @param {string} root the folder that cells run in
 */
function patchCompiler(root) {
  loadLater(compilerPath, () => patch(root, require(compilerPath)));
  loadLater(converterPath, () => require(converterPath));
  const metadata = require('tslab/dist/metadata.js');
  const { getCodeMetadata } = metadata;
  // It reads the comments before a cell with the compiler.
  metadata.getCodeMetadata = (source) =>
    /@(module|jsx|node|browser)\b/.test(source) ? getCodeMetadata(source) : {};
}

function patch(root, ts) {
  const options = {
    strict: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    inlineSourceMap: true,
  };
  watchFilesOnDemand(ts.sys);
  return {
    ...ts,
    createWatchCompilerHost: (files, given, system, _, ...rest) =>
      withoutLookupTimer(
        ts.createWatchCompilerHost(files, { ...given, ...options }, system, plainBuilder(ts), ...rest),
      ),
    createWatchProgram: (host) => {
      const { afterProgramCreate } = host;
      host.afterProgramCreate = (builder) => {
        program = builder.getProgram();
        afterProgramCreate(withSteps(ts, root, builder));
      };
      return ts.createWatchProgram(host);
    },
    getPreEmitDiagnosticsOfFiles: (program, files, token) => diagnose(ts, program, files, token),
    transpileModule: (text, transpileOptions) => {
      const outputText = compiledText(text);
      return outputText ? { outputText } : transpileWithLines(ts, root, text, transpileOptions);
    },
  };
}

/**
 * Makes programs that keep no account of which file depends on which: rebuilding it with every cell takes a fifth of the
 * compiler's time. tslab asks of it only what a cell imports.
 */
function plainBuilder(ts) {
  return (...program) => {
    const builder = ts.createAbstractBuilder(...program);
    // tslab reads off the names that a cell declares; nothing else has looked at it so far.
    for (const file of builder.getSourceFiles())
      if (isCell(file)) ts.bindSourceFile(file, builder.getCompilerOptions());
    builder.getAllDependencies = (file) => importsOf(builder.getProgram(), file);
    return builder;
  };
}

/**
 * Runs at once what the compiler would put off when a file appears or vanishes in a folder it watches: tslab has room
 * for one timer, the rebuild's, and fails the next cell when it finds another.
 */
function withoutLookupTimer(host) {
  const { setTimeout } = host;
  host.setTimeout = (callback, delay) =>
    callback.name === 'invalidateResolutionsOfFailedLookup' ? callback() : setTimeout(callback, delay);
  return host;
}

/**
 * Checks the cell in full, and of the files it imports only that they can be read: tslab's compiler is older than the
 * project's, which checks them with the tests. Each problem is one text; tslab would lose the file of its parts.
 */
function diagnose(ts, program, files, token) {
  const inImports = files
    .filter((file) => !isCell(file))
    .flatMap((file) => program.getSyntacticDiagnostics(file, token));
  const inCell = ts.getPreEmitDiagnosticsOfFiles(program, files.filter(isCell), token);
  return [...inImports, ...inCell].map((problem) => ({
    ...problem,
    messageText: ts.flattenDiagnosticMessageText(problem.messageText, '\n'),
  }));
}

/** Adds the project's own steps to what the compiler does with a cell, and compiles the files it imports apart. */
function withSteps(ts, root, builder) {
  const emit = builder.emit.bind(builder);
  builder.emit = (file, write, token, onlyDeclarations, transformers) => {
    if (!isCell(file) && /\.tsx?$/.test(file.fileName)) {
      const target = path.join('outDir', path.relative(root, file.fileName)).replace(/\.tsx?$/, '.js');
      return write(target, compileFile(ts, root, file));
    }
    const checker = builder.getProgram().getTypeChecker();
    const before = [shorthandProperties(ts, checker), interruptibleLoops(ts)];
    return emit(file, write, token, onlyDeclarations, { ...transformers, before });
  };
  return builder;
}

const lastProgram = () => program;

module.exports = { patchCompiler, compilerVersion, lastProgram };
