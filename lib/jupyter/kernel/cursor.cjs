'use strict';

/** Jupyter counts the cursor in characters (code points), JavaScript in UTF-16 units. */
const toCodeUnits = (code, position) => [...code].slice(0, position).join('').length;
const toCodePoints = (code, position) => [...code.slice(0, position)].length;

/**
 * The position of the function whose arguments the cursor stands in, for `f(a, |)`; the cursor itself elsewhere.
 */
function callBefore(code, cursor) {
  let open = 0;
  for (let i = cursor - 1; i >= 0; i--) {
    if (code[i] === ')') open += 1;
    if (code[i] === '(' && open-- === 0) return Math.max(0, code.slice(0, i).trimEnd().length - 1);
  }
  return cursor;
}

module.exports = { toCodeUnits, toCodePoints, callBefore };
