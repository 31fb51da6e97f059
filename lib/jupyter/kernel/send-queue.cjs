'use strict';

/** zeromq sends the first 512 messages of a turn at once; beyond, and beside a send under way, it refuses. */
const AT_ONCE = 400;

/**
 * A socket whose `send` never refuses and keeps the order: what cannot leave now waits. Stock tslab lost output and the
 * final `idle` of a cell that wrote more than 512 times without pause.
 */
function queued(socket) {
  const waiting = [];
  let sending = false;
  let inTurn = 0;
  const drain = async () => {
    sending = true;
    while (waiting.length > 0) {
      await socket.send(waiting[0]).catch((error) => {
        if (!socket.closed) process.emitWarning(`A message to the front end was lost: ${error.message}`);
      });
      waiting.shift();
    }
    sending = false;
  };
  return {
    bind: (address) => socket.bind(address),
    close: () => socket.close(),
    send(message) {
      if (sending || inTurn >= AT_ONCE) {
        waiting.push(message);
        if (!sending) void drain();
        return;
      }
      if (inTurn === 0) {
        setImmediate(() => {
          inTurn = 0;
        });
      }
      inTurn += 1;
      socket.send(message).catch(() => {
        waiting.push(message);
        if (!sending) void drain();
      });
    },
  };
}

module.exports = { queued };
