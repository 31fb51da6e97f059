/**
 * The thread beside the kernel: answers the control channel and the heartbeat, interrupts, and ends the process when
 * its parent is gone, also while a cell keeps the main thread busy.
 */
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const zmq = require('zeromq');

/** Milliseconds that the main thread gets to notice an interrupt, or a shutdown, by itself. */
const PATIENCE = 1000;
const PARENT_CHECK = 1000;
const DELIMITER = '<IDS|MSG>';

const { connectionFile, flags } = workerData;
const connection = JSON.parse(fs.readFileSync(connectionFile, 'utf8'));
const address = (port) => `${connection.transport}://${connection.ip}:${port}`;
const sign = (parts) => {
  const hmac = crypto.createHmac('sha256', connection.key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
};

/**
 * Interrupts in three steps, the gentlest first: the message, which the event loop hears; the flag, which every loop of
 * cells and lib asks; and for a cell that is busy in anything else a signal, since tslab runs a cell's synchronous turn
 * with breakOnSigint. The signal is the last resort: one that comes when such a turn just ends is kept by Node and ends
 * the next cell. On Windows it would end the process.
 */
function interrupt() {
  const seen = Atomics.load(flags, 0);
  Atomics.add(flags, 2, 1);
  parentPort.postMessage('interrupt');
  let waited = 0;
  const check = setInterval(() => {
    if (Atomics.load(flags, 0) !== seen) {
      clearInterval(check);
      return;
    }
    Atomics.store(flags, 1, 1);
    waited += PATIENCE / 2;
    if (waited === 2 * PATIENCE && process.platform !== 'win32' && Atomics.load(flags, 3) === 1)
      process.kill(process.pid, 'SIGINT');
  }, PATIENCE / 2);
}

const control = new zmq.Router();
const heartbeat = new zmq.Reply();

function shutDown() {
  // An open socket would crash the process when this thread is torn down.
  control.close();
  heartbeat.close();
  parentPort.postMessage('shutdown');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE);
}

async function hearControl() {
  await control.bind(address(connection.control_port));
  for await (const frames of control) {
    const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
    const [signature, header, , , content] = frames.slice(at + 1);
    if (at < 0 || !content || sign(frames.slice(at + 2, at + 6)) !== signature.toString()) continue;
    const request = JSON.parse(header.toString());
    const reply = { interrupt_request: 'interrupt_reply', shutdown_request: 'shutdown_reply' }[
      request.msg_type
    ];
    if (!reply) continue;
    const answer = [
      { ...request, msg_id: crypto.randomUUID(), msg_type: reply, date: new Date().toISOString() },
      request,
      {},
      { status: 'ok', restart: JSON.parse(content.toString()).restart },
    ].map((part) => JSON.stringify(part));
    await control.send([...frames.slice(0, at), DELIMITER, sign(answer), ...answer]);
    if (reply === 'interrupt_reply') interrupt();
    else shutDown();
  }
}

async function beat() {
  await heartbeat.bind(address(connection.hb_port));
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

/** Without its parent (the Jupyter server, nbconvert) nobody can reach the kernel any more. */
function watchParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) shutDown();
  }, PARENT_CHECK);
}

void hearControl();
void beat();
watchParent();
