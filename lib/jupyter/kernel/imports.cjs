'use strict';

/**
 * Names a file and all that it imports, directly or not; what packages import among themselves is left out.
 *
 * @param {import('typescript').Program} program
 * @param {import('typescript').SourceFile} file
 * @returns {string[]}
 */
function importsOf(program, file) {
  const names = new Set([file.fileName]);
  for (const name of names) {
    if (name.includes('/node_modules/')) continue;
    // Each import of a file, and what it was found to be; TypeScript 5.0 has no public name for it.
    program.getSourceFile(name)?.resolvedModules?.forEach(({ resolvedModule }) => {
      const imported = resolvedModule && program.getSourceFile(resolvedModule.resolvedFileName);
      if (imported) names.add(imported.fileName);
    });
  }
  return [...names];
}

module.exports = { importsOf };
