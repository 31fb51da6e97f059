'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { hashOf, prune, readKept, touch, writeKept } = require('../setup/kept-files.cjs');
const { keptFile } = require('./library-files.cjs');
const { createLookUp, filesOf } = require('./program-files.cjs');

/** Cells kept, of about 40 kB: a dozen notebooks, and what is tried in them. */
const MAX_CELLS = 600;

const read = (file) => fs.readFileSync(file, 'utf8');

/** Changes when the kernel compiles cells to something else, or when packages, the compiler among them, are changed. */
function surroundings(root) {
  const sources = fs.readdirSync(__dirname).filter((name) => name.endsWith('.cjs'));
  return hashOf(
    root,
    process.versions.node.split('.', 1)[0],
    read(path.join(root, 'node_modules', '.package-lock.json')),
    ...sources.map((name) => read(path.join(__dirname, name))),
  );
}

/**
 * Keeps compiled cells in `.cache/cells`, so that a notebook that is run again, with `npm run report` above all, needs no
 * compiler: loading it, reading the types of what cells import, and checking cells took most of the time and of the
 * memory of a report of a few hundred records.
 *
 * A cell is kept under the hash of its source, of what the cells before it declare, and of the packages and the kernel;
 * it is taken for as long as each file that the compiler read holds the same, and none has come where the compiler looked
 * in vain. A cell with errors is never kept.
 *
 * @param {string} root the folder that cells run in
 * @param {string} version of the compiler
 */
function createCellCache(root, version) {
  const folder = path.join(root, '.cache', 'cells');
  const keyOf = createLookUp(root, version);
  /** What each file held when the cells got it. */
  const given = new Map();
  let pruned = false;
  let state;

  /** Undefined where cells are not kept: where no package manager wrote down which packages there are. */
  function fileOf(earlier, source) {
    try {
      state ??= surroundings(root);
    } catch {
      state = false;
    }
    return state && path.join(folder, `${hashOf(state, earlier, source)}.json`);
  }

  /** The compiled files that a cell imports, as far as no cell was given them yet; undefined where one is not kept. */
  function filesFor(kept) {
    const wanted = kept.given.filter((name) => given.get(name) !== kept.files[name]);
    const outputs = [];
    for (const name of wanted) {
      const data = keptFile(root, name, kept.files[name]);
      if (data === undefined) return undefined;
      outputs.push({ path: path.join(root, name).replaceAll(path.sep, '/').replace(/ts$/, 'js'), data });
    }
    return outputs;
  }

  const note = ({ given: names, files }) => {
    for (const name of names) given.set(name, files[name]);
  };

  return {
    /** The cell as tslab would compile it, with its `lines`; undefined where it must be compiled. */
    read(earlier, source) {
      const file = fileOf(earlier, source);
      const kept = file && readKept(file);
      if (!kept) return undefined;
      if (Object.entries(kept.files).some(([name, key]) => keyOf(name) !== key)) return undefined;
      if (kept.absent.some((name) => fs.existsSync(path.join(root, name)))) return undefined;
      const sideOutputs = filesFor(kept);
      if (!sideOutputs) return undefined;
      touch(file);
      note(kept);
      return { ...kept.converted, diagnostics: [], lines: kept.lines, sideOutputs };
    },
    /** Keeps a cell that was compiled in a program, unless it has errors or imports JavaScript, or sources of a package. */
    write(earlier, source, { diagnostics, sideOutputs: _, lines, ...converted }, program) {
      if (diagnostics.length > 0) return;
      const files = filesOf(program, root, version);
      note(files);
      const file = fileOf(earlier, source);
      const apart = (name) => name.endsWith('.ts') && name in files.files;
      if (!file || !files.given.every(apart)) return;
      writeKept(file, { converted, lines, ...files });
      if (!pruned) prune(folder, MAX_CELLS);
      pruned = true;
    },
    /** From now on cells can depend on what stands in no file. */
    stop() {
      state = false;
    },
  };
}

module.exports = { createCellCache };
