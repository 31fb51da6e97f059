'use strict';

/** Name of the global function that every loop of cells calls, and of files those that do more than calculate; see `session.cjs`. */
const CHECK = '__stopIfInterrupted__';

/** What has no loops in it and ends at once, however often it is called. */
const PLAIN = ['Math', 'Number'];

/**
 * Whether a loop counts, or goes through what is there, and does arithmetic meanwhile: it ends within seconds, and asking in each of
 * its turns, of which there are a hundred million for a million records, would take as long as what it does.
 */
function endsSoon(ts, loop) {
  const counts = ts.isForStatement(loop) && loop.initializer && loop.condition && loop.incrementor;
  if (!counts && !(ts.isForOfStatement(loop) && !loop.awaitModifier)) return false;
  const plain = (node) => {
    if (ts.isCallExpression(node)) {
      const { expression } = node;
      const known = ts.isPropertyAccessExpression(expression) && PLAIN.includes(expression.expression.text);
      if (!known) return false;
    }
    const other =
      ts.isIterationStatement(node, false) ||
      ts.isFunctionLike(node) ||
      ts.isNewExpression(node) ||
      ts.isTaggedTemplateExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isYieldExpression(node);
    return !other && !ts.forEachChild(node, (child) => !plain(child));
  };
  return !ts.forEachChild(loop, (part) => !plain(part));
}

/**
 * Compiler step that lets an interrupt end a loop which never returns to the event loop: each turn of it first asks
 * whether it should stop, and if so an `Interrupted` is thrown there, so that `finally` and `catch` work as ever.
 *
 * Node itself can only end code that has not yet awaited anything (`breakOnSigint`), and V8's `terminateExecution`
 * leaves Node's asynchronous contexts corrupt (Node 20 then aborts).
 *
 * @param {object} ts the compiler
 * @param {boolean} trusted leave out loops that end soon, as a file does what it says and a cell is being tried
 */
function interruptibleLoops(ts, trusted = false) {
  return (context) => (source) => {
    const { factory } = context;
    const check = () =>
      factory.createExpressionStatement(
        factory.createCallExpression(factory.createIdentifier(CHECK), undefined, []),
      );
    const visit = (node) => {
      const seen = ts.visitEachChild(node, visit, context);
      if (!ts.isIterationStatement(seen, false) || (trusted && endsSoon(ts, node))) return seen;
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
