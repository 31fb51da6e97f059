'use strict';
const converter = require('tslab/dist/converter.js');
const { createCellCache } = require('./cell-cache.cjs');
const { compilerVersion, lastProgram } = require('./compiler.cjs');
const { announceChanges } = require('./file-changes.cjs');
const { createReloader } = require('./hot-reload.cjs');
const { linesOfCell, nameCell } = require('./source-lines.cjs');

/**
 * tslab's converters (cell to JavaScript), made when a cell comes that was not compiled before, or a question about a
 * name; with changed files noticed, their importers reloaded, and cells named.
 *
 * @param {import('./session.cjs').Session} session
 * @param {string} root the folder that cells run in
 */
function createConverters(session, root) {
  const cache = createCellCache(root, compilerVersion);
  const withImporters = createReloader();
  let node;
  let browser;
  const upToDate = () => {
    announceChanges();
    node ??= converter.createConverter({ isJS: false, isBrowser: false });
    return node;
  };
  const compile = (earlier, source) => {
    const converted = { ...upToDate().convert(earlier, source), lines: linesOfCell() };
    cache.write(earlier, source, converted, lastProgram());
    return converted;
  };
  return {
    node: {
      convert(earlier, source) {
        const converted = cache.read(earlier, source) ?? compile(earlier, source);
        converted.sideOutputs = withImporters(converted.sideOutputs ?? []);
        if (converted.output)
          converted.output = nameCell(session.running.number, converted.output, converted.lines);
        return converted;
      },
      inspect: (...question) => upToDate().inspect(...question),
      complete: (...question) => upToDate().complete(...question),
      addModule(...module) {
        cache.stop();
        return upToDate().addModule(...module);
      },
    },
    get browser() {
      browser ??= converter.createConverter({ isJS: false, isBrowser: true });
      return browser;
    },
    close() {
      node?.close();
      browser?.close();
    },
  };
}

module.exports = { createConverters };
