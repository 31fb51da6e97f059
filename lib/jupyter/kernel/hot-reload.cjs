'use strict';
const path = require('node:path');

const REQUIRED = /\brequire\("(\.{1,2}\/[^"]+)"\)/g;

/**
 * Makes a change in a file reach whoever imports it. tslab loads a changed file anew, but `lib/index.ts` and other
 * files in between keep the old one: they are handed to tslab once more, and it then loads them anew as well. A file that
 * compiles to the same as before stays loaded.
 *
 * @returns {(compiled: {path: string, data: string}[]) => {path: string, data: string}[]}
 */
function createReloader() {
  /** @type {Map<string, {path: string, data: string, imports: Set<string>}>} */
  const known = new Map();
  return (compiled) => {
    const changed = compiled.filter(({ path: file, data }) => known.get(file)?.data !== data);
    const stale = new Set();
    for (const output of changed) {
      if (known.has(output.path)) stale.add(output.path);
      const folder = path.posix.dirname(output.path);
      const imports = [...output.data.matchAll(REQUIRED)].map((match) => path.posix.join(folder, match[1]));
      known.set(output.path, { ...output, imports: new Set(imports) });
    }
    // A set that grows while it is walked: importers of importers come too.
    for (const file of stale) {
      for (const [importer, { imports }] of known) if (imports.has(file)) stale.add(importer);
    }
    const given = new Set(changed.map((output) => output.path));
    const importers = [...stale].filter((file) => !given.has(file)).map((file) => known.get(file));
    return [...changed, ...importers.map(({ path: file, data }) => ({ path: file, data }))];
  };
}

module.exports = { createReloader };
