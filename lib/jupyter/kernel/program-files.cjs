'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { importsOf } = require('./imports.cjs');
const { keyOf, nameOf } = require('./library-files.cjs');

const isCell = (name) => name === '__tslab__.ts' || name === '__prev__.d.ts';
/** As tslab chooses what a cell has to be given. */
const isSource = (name) => /\.(js|ts)$/.test(name) && !name.endsWith('.d.ts');

/** @type {WeakMap<object, string>} */
const keys = new WeakMap();

/**
 * What the compiler took a cell for depends on: the files it read, but for those of packages, and those that it looked
 * for in vain. Names are paths from the root.
 *
 * @param {import('typescript').Program} program in which the cell stands
 * @param {string} root
 * @param {string} version of the compiler
 */
function filesOf(program, root, version) {
  const packages = `${path.join(root, 'node_modules').replaceAll(path.sep, '/')}/`;
  const files = {};
  const absent = new Set();
  for (const file of program.getSourceFiles()) {
    const name = nameOf(root, file.fileName);
    if (!isCell(name) && !file.fileName.startsWith(packages)) {
      if (!keys.has(file)) keys.set(file, keyOf(version, name, file.text));
      files[name] = keys.get(file);
    }
    if (file.fileName.includes('/node_modules/')) continue;
    file.resolvedModules?.forEach((resolution) => {
      for (const tried of resolution.failedLookupLocations ?? [])
        if (!tried.includes('/node_modules/')) absent.add(nameOf(root, tried));
    });
  }
  const cell = program.getSourceFiles().find((file) => nameOf(root, file.fileName) === '__tslab__.ts');
  const imports = importsOf(program, cell).map((file) => nameOf(root, file));
  return { files, absent: [...absent], given: imports.filter((name) => isSource(name) && !isCell(name)) };
}

/** Looks up what files hold now; read again only when they changed. */
function createLookUp(root, version) {
  /** @type {Map<string, {changed: number, size: number, key: string}>} */
  const known = new Map();
  return (name) => {
    const file = path.join(root, name);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (!stats) return undefined;
    const { mtimeMs: changed, size } = stats;
    const before = known.get(name);
    if (before?.changed === changed && before.size === size) return before.key;
    const key = keyOf(version, name, fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    known.set(name, { changed, size, key });
    return key;
  };
}

module.exports = { filesOf, createLookUp };
