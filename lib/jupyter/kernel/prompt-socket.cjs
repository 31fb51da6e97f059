'use strict';

/**
 * A socket whose `send` hands each message over at once and never refuses. zeromq puts off every 513th message to a
 * later turn of the event loop, and refuses those that follow it until then: stock tslab lost output and the final `idle`
 * of a cell that wrote much without pause, and what a cell printed before a long loop could come after it. With no time
 * to wait zeromq does neither, and without a high-water mark a slow front end loses nothing.
 */
function promptSocket(socket) {
  socket.sendTimeout = 0;
  socket.sendHighWaterMark = 0;
  return {
    bind: (address) => socket.bind(address),
    close: () => socket.close(),
    send(message) {
      socket.send(message).catch((error) => {
        if (!socket.closed) process.emitWarning(`A message to the front end was lost: ${error.message}`);
      });
    },
  };
}

module.exports = { promptSocket };
