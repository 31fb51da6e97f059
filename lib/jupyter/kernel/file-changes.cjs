'use strict';
const fs = require('node:fs');

/** @type {Set<{path: string, changed: number, tell: (kind: number) => void}>} */
const entries = new Set();

const modified = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/**
 * Replaces the compiler's file watcher: whether a source file changed is looked up before each cell, not announced at
 * some moment by the operating system. So a change is never seen too late, and no watch handle is held.
 */
function watchFilesOnDemand(sys) {
  sys.watchFile = (path, callback) => {
    if (/[\\/]node_modules[\\/]/.test(path)) return { close() {} };
    const entry = { path, changed: modified(path), tell: (kind) => callback(path, kind) };
    entries.add(entry);
    return { close: () => entries.delete(entry) };
  };
}

/** Tells the compiler which of its source files were created, changed or deleted since the last call. */
function announceChanges() {
  const CREATED = 0;
  const CHANGED = 1;
  const DELETED = 2;
  for (const entry of [...entries]) {
    const now = modified(entry.path);
    if (now === entry.changed) continue;
    const kind = entry.changed === 0 ? CREATED : now === 0 ? DELETED : CHANGED;
    entry.changed = now;
    entry.tell(kind);
  }
}

module.exports = { watchFilesOnDemand, announceChanges };
