'use strict';
const path = require('node:path');
const { Worker } = require('node:worker_threads');

/**
 * Starts the supervisor: a thread that hears the control channel, the heartbeat and the death of the parent while a
 * cell keeps the main thread busy.
 *
 * @param {string} connectionFile
 * @param {import('./session.cjs').Session} session
 * @param {() => void} shutDown ends the kernel
 */
function supervise(connectionFile, session, shutDown) {
  const worker = new Worker(path.join(__dirname, 'supervisor.cjs'), {
    workerData: { connectionFile, flags: session.flags },
  });
  worker.on('message', (message) => {
    if (message === 'interrupt') session.interrupt();
    if (message === 'shutdown') shutDown();
  });
  worker.on('error', (error) => {
    process.stderr.write(`The kernel's supervisor failed: ${error.stack}\n`);
    process.exit(1);
  });
}

module.exports = { supervise };
