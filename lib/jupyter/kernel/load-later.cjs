'use strict';
const Module = require('node:module');

/**
 * Puts a stand-in where `require` keeps a module, so that the module is loaded when something of it is first asked for.
 *
 * @param {string} file absolute path of the module
 * @param {() => object} load loads it, once, and returns what whoever required it shall see
 */
function loadLater(file, load) {
  let exports;
  const loaded = () => {
    if (exports === undefined) {
      delete require.cache[file];
      exports = load();
      require.cache[file].exports = exports;
    }
    return exports;
  };
  const standIn = Object.assign(new Module(file), { filename: file, loaded: true });
  // With the mark of an ES module compiled code takes it as it is, and does not copy each property from it at once.
  standIn.exports = new Proxy(
    {},
    { get: (_, name) => (name === '__esModule' ? true : Reflect.get(loaded(), name)) },
  );
  require.cache[file] = standIn;
}

module.exports = { loadLater };
