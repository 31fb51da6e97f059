'use strict';
const fs = require('node:fs');

/**
 * Have a file written to a partial name beside it and rename it when it is complete: the set-up's and kernel's own version of
 * lib/files/publish.ts, since they run before TypeScript can.
 *
 * @param {string} file its folder must exist
 * @param {(partial: string) => void} write
 * @throws what `write` or the file system throws; the partial file is removed then
 */
function publishFile(file, write) {
  const partial = `${file}.${process.pid}.partial`;
  try {
    write(partial);
    fs.renameSync(partial, file);
  } catch (error) {
    fs.rmSync(partial, { force: true });
    throw error;
  }
}

module.exports = { publishFile };
