'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./paths.cjs');

/** Scripts of pages, by name: where their TypeScript begins. */
const SCRIPTS = {
  report: 'lib/jupyter/export/page/page-script.ts',
  tables: 'lib/jupyter/tables/page-tables.ts',
  filters: 'lib/report/browser/page-filters.ts',
};

/**
 * Bundles TypeScript into scripts for pages. They hold no `</script`, so that they can stand inside one.
 *
 * @returns {Record<string, Buffer>} by name; empty where the sources or node_modules are not there yet
 */
function bundles() {
  const entryPoints = Object.fromEntries(
    Object.entries(SCRIPTS).map(([name, entry]) => [name, path.join(root, entry)]),
  );
  if (!Object.values(entryPoints).every((file) => fs.existsSync(file))) return {};
  const { outputFiles } = require('esbuild').buildSync({
    entryPoints,
    outdir: root,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    write: false,
  });
  return Object.fromEntries(
    outputFiles.map(({ path: file, contents }) => [path.basename(file, '.js'), Buffer.from(contents)]),
  );
}

module.exports = { bundles };
