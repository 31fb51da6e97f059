'use strict';
const { createConverter } = require('tslab/dist/converter.js');
const { announceChanges } = require('./file-changes.cjs');
const { createReloader } = require('./hot-reload.cjs');
const { nameCell } = require('./source-lines.cjs');

/**
 * tslab's converters (cell to JavaScript), with changed files noticed, their importers reloaded, and cells named.
 *
 * @param {import('./session.cjs').Session} session
 */
function createConverters(session) {
  const node = createConverter({ isJS: false, isBrowser: false });
  const withImporters = createReloader();
  let browser;
  return {
    node: {
      ...node,
      convert(earlier, source) {
        announceChanges();
        const converted = node.convert(earlier, source);
        converted.sideOutputs = withImporters(converted.sideOutputs ?? []);
        if (converted.output) converted.output = nameCell(session.running.number, converted.output);
        return converted;
      },
    },
    get browser() {
      browser ??= createConverter({ isJS: false, isBrowser: true });
      return browser;
    },
    close() {
      node.close();
      browser?.close();
    },
  };
}

module.exports = { createConverters };
