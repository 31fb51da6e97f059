'use strict';

/** Name of the global function that every loop of cells and of `lib` calls; see `session.cjs`. */
const CHECK = '__stopIfInterrupted__';

/**
 * Compiler step that lets an interrupt end a loop which never returns to the event loop: each turn of it first asks
 * whether it should stop, and if so an `Interrupted` is thrown there, so that `finally` and `catch` work as ever.
 *
 * Node itself can only end code that has not yet awaited anything (`breakOnSigint`), and V8's `terminateExecution`
 * leaves Node's asynchronous contexts corrupt (Node 20 then aborts).
 */
function interruptibleLoops(ts) {
  return (context) => (source) => {
    const { factory } = context;
    const check = () =>
      factory.createExpressionStatement(
        factory.createCallExpression(factory.createIdentifier(CHECK), undefined, []),
      );
    const visit = (node) => {
      const seen = ts.visitEachChild(node, visit, context);
      if (!ts.isIterationStatement(seen, false)) return seen;
      const turn = ts.isBlock(seen.statement) ? seen.statement.statements : [seen.statement];
      const body = factory.createBlock([check(), ...turn], true);
      if (ts.isForStatement(seen)) {
        return factory.updateForStatement(seen, seen.initializer, seen.condition, seen.incrementor, body);
      }
      if (ts.isWhileStatement(seen)) return factory.updateWhileStatement(seen, seen.expression, body);
      if (ts.isDoStatement(seen)) return factory.updateDoStatement(seen, body, seen.expression);
      if (ts.isForInStatement(seen)) {
        return factory.updateForInStatement(seen, seen.initializer, seen.expression, body);
      }
      return factory.updateForOfStatement(seen, seen.awaitModifier, seen.initializer, seen.expression, body);
    };
    return ts.visitEachChild(source, visit, context);
  };
}

module.exports = { interruptibleLoops, CHECK };
