'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./paths.cjs');

/**
 * Bundles TypeScript into one script for a page. It holds no `</script`, so that it can stand inside one.
 *
 * @param {string} entry path in the repository
 * @returns {Buffer | undefined} undefined where the sources or node_modules are not there yet
 */
function bundle(entry) {
  const file = path.join(root, entry);
  if (!fs.existsSync(file)) return undefined;
  const { outputFiles } = require('esbuild').buildSync({
    entryPoints: [file],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

module.exports = { bundle };
