/**
 * Why rules cannot be compiled on this machine, for the `skip` of a test; false when they can. A loud line says so, since a run
 * without these tests has not tested the compiler.
 */
export const noPython: string | false = (() => {
  const { findPython } = require('../../lib/jupyter/setup/find-python.cjs') as {
    readonly findPython: (minor: number) => string;
  };
  try {
    findPython(11);
    return false;
  } catch (error) {
    const reason = `RULES ARE NOT COMPILED IN THIS RUN: ${(error as Error).message}`;
    console.error(reason);
    return reason;
  }
})();
