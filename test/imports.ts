import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(__dirname, '..');

/** The kernel's TypeScript has the call that TypeScript 7 no longer has. */
const { preProcessFile } = createRequire(__filename)('@tslab/typescript-for-tslab') as {
  readonly preProcessFile: (
    text: string,
    readImportFiles: boolean,
    detectJavaScriptImports: boolean,
  ) => { readonly importedFiles: readonly { readonly fileName: string }[] };
};

/** One file that imports another; both are relative to the repository, with `/`. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/**
 * The imports between files of the project in a folder: `import`, `export … from`, `import type`, `import()` and
 * `require()`.
 *
 * @param folder relative to the repository, such as `lib`
 */
export function importsIn(folder: string): readonly Import[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.(ts|cjs)$/.test(file))
    .flatMap((from) =>
      preProcessFile(readFileSync(path.join(root, from), 'utf8'), true, true)
        .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => ({ from: slashes(from), to: slashes(target(from, fileName)) })),
    );
}

/** A file named `.js` is TypeScript. */
function target(from: string, name: string): string {
  const file = path.join(path.dirname(from), name);
  const source = file.replace(/\.js$/, '.ts');
  return existsSync(path.join(root, source)) ? source : file;
}

const slashes = (file: string) => file.split(path.sep).join('/');
