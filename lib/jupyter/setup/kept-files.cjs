'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { publishFile } = require('./publish-file.cjs');

const DAY = 24 * 60 * 60 * 1000;

const hashOf = (...texts) => {
  const hash = crypto.createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n`).update(text);
  return hash.digest('hex').slice(0, 32);
};

/** What stands in a kept file; undefined where it is not there, or was cut off or damaged: it is then made anew. */
function readKept(file) {
  try {
    const text = fs.readFileSync(file, 'utf8');
    const start = text.indexOf('\n') + 1;
    if (text.slice(0, start - 1) !== hashOf(text.slice(start))) return undefined;
    return JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
}

/** Notes that a file is in use, for {@link prune}. */
function touch(file) {
  try {
    if (Date.now() - fs.statSync(file).mtimeMs > DAY) fs.utimesSync(file, new Date(), new Date());
  } catch {
    // Another process pruned it, or the folder cannot be written.
  }
}

/** Keeps a value in a file, whole or not at all. A folder that cannot be written costs time at the next start, nothing else. */
function writeKept(file, value) {
  try {
    const text = JSON.stringify(value);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    publishFile(file, (partial) => fs.writeFileSync(partial, `${hashOf(text)}\n${text}`));
  } catch {
    // The next start makes it anew.
  }
}

/**
 * Removes the files of a folder that were not used for the longest time, where there are too many of them.
 *
 * @param {string} folder
 * @param {number} most files that may stay
 */
function prune(folder, most) {
  try {
    const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
    if (files.length <= most) return;
    const aged = files.map((file) => [fs.statSync(file).mtimeMs, file]).sort(([a], [b]) => b - a);
    // A quarter more than must go, so that the folder is not gone through at every start.
    for (const [, file] of aged.slice(Math.floor(most * 0.75))) fs.rmSync(file, { force: true });
  } catch {
    // Another process prunes it, or it cannot be written.
  }
}

module.exports = { hashOf, prune, readKept, touch, writeKept };
