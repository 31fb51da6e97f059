import path from 'node:path';
import ts from '@tslab/typescript-for-tslab';

/** An example in a docstring. */
export interface Example {
  /** Of what. */
  readonly name: string;
  readonly text: string;
}

/** The examples in the docstrings of all that a module exports. */
export function exportedExamples(module: string): readonly Example[] {
  const program = ts.createProgram([module], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = checker.getSymbolAtLocation(program.getSourceFile(path.resolve(module))!)!;
  return checker.getExportsOfModule(source).flatMap((symbol) => {
    const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return meant
      .getJsDocTags(checker)
      .filter(({ name }) => name === 'example')
      .map(({ text = [] }) => ({ name: symbol.name, text: ts.displayPartsToString(text) }));
  });
}
