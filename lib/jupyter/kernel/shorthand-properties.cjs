'use strict';

/**
 * Compiler step that makes `{ x }` work where `x` is a variable of an earlier cell.
 *
 * tslab turns such an `x` into `exports.x` by looking at the symbol of the identifier; in a shorthand property that is
 * the symbol of the property, not of the variable, so it stayed `x` and failed with a ReferenceError. Here it is
 * written out as `x: exports.x` before tslab looks.
 */
function shorthandProperties(ts, checker) {
  return (context) => (source) => {
    const { factory } = context;
    const visit = (node) => {
      if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visit, context);
      const variable = checker.getShorthandAssignmentValueSymbol(node);
      const earlier = variable?.declarations?.some((d) =>
        d.getSourceFile().fileName.endsWith('/__prev__.d.ts'),
      );
      if (!earlier) return ts.visitEachChild(node, visit, context);
      const value = factory.createPropertyAccessExpression(
        factory.createIdentifier('exports'),
        node.name.text,
      );
      const initial = node.objectAssignmentInitializer;
      return factory.createPropertyAssignment(
        node.name.text,
        initial ? factory.createAssignment(value, ts.visitNode(initial, visit)) : value,
      );
    };
    return ts.visitEachChild(source, visit, context);
  };
}

module.exports = { shorthandProperties };
