'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { hashOf, readKept, writeKept } = require('./kept-files.cjs');
const { root } = require('./paths.cjs');

/** Scripts of pages, by name: where their TypeScript begins. */
const SCRIPTS = {
  report: 'lib/jupyter/export/page/page-script.ts',
  tables: 'lib/jupyter/tables/page-tables.ts',
  filters: 'lib/report/browser/page-filters.ts',
  triage: 'lib/report/browser/triage/page-triage.ts',
};

const KEPT = path.join(root, '.cache', 'bundles.json');

const textOf = (name) => {
  const file = path.join(root, name);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
};

/** The hash of what bundles are made from: the files that went into them, and what says how. */
const stateOf = (inputs) =>
  hashOf(
    ...['tsconfig.json', 'package-lock.json', path.relative(root, __filename), ...inputs].flatMap((name) => [
      name,
      textOf(name),
    ]),
  );

/**
 * Bundles TypeScript into scripts for pages. They hold no `</script`, so that they can stand inside one. They are kept in
 * `.cache/bundles.json` until a file changes that went into them: making them takes longer than all else that set-up
 * looks after at each start.
 *
 * @returns {Record<string, Buffer>} by name; empty where the sources or node_modules are not there yet
 */
function bundles() {
  const entryPoints = Object.fromEntries(
    Object.entries(SCRIPTS).map(([name, entry]) => [name, path.join(root, entry)]),
  );
  if (!Object.values(entryPoints).every((file) => fs.existsSync(file))) return {};
  const kept = readKept(KEPT);
  const scripts = kept?.state === stateOf(kept?.inputs ?? []) ? kept.scripts : make(entryPoints);
  return Object.fromEntries(Object.entries(scripts).map(([name, text]) => [name, Buffer.from(text)]));
}

function make(entryPoints) {
  const esbuild = require('esbuild');
  const { outputFiles, metafile } = esbuild.buildSync({
    entryPoints,
    absWorkingDir: root,
    outdir: root,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    write: false,
  });
  const scripts = Object.fromEntries(
    outputFiles.map(({ path: file, text }) => [path.basename(file, '.js'), text]),
  );
  const inputs = Object.keys(metafile.inputs);
  writeKept(KEPT, { inputs, state: stateOf(inputs), scripts });
  // Its process would stay as long as this one.
  void esbuild.stop();
  return scripts;
}

module.exports = { bundles };
