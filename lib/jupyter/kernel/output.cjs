'use strict';
const { StringDecoder } = require('node:string_decoder');

/** Sends what is written to stdout and stderr to the cell that writes it, also when the cell has already ended. */
function captureOutput(session) {
  for (const name of ['stdout', 'stderr']) {
    const stream = process[name];
    const decoder = new StringDecoder('utf8');
    const writeOutside = stream.write.bind(stream);
    stream.write = (chunk, encoding, callback) => {
      const { cell } = session;
      if (!cell) return writeOutside(chunk, encoding, callback);
      cell.write(name, typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)));
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
}

module.exports = { captureOutput };
