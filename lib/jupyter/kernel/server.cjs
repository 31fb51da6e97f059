'use strict';
const { ZmqServer } = require('tslab/dist/jupyter.js');
const jupyter = require('tslab/dist/jupyter.js');
const { Cell } = require('./cell.cjs');
const { promptSocket } = require('./prompt-socket.cjs');

/** tslab's server for the Jupyter protocol, with the messages that it leaves out and sends that are not lost. */
class Server extends ZmqServer {
  #session;

  constructor(handler, connectionFile, session) {
    super(handler, connectionFile);
    this.#session = session;
  }

  async bindSocket(socket, port) {
    // The supervisor answers these from its own thread, also while a cell keeps this one busy.
    if (port === this.connInfo.control_port || port === this.connInfo.hb_port) return;
    if (socket === this.iopub) this.iopub = promptSocket(socket);
    if (socket === this.shell) this.shell = promptSocket(socket);
    await super.bindSocket(socket, port);
  }

  async handleExecute(socket, request) {
    const publish = (type, content) => this.#send(request, type, content, this.iopub);
    const cell = new Cell(request.content, publish);
    const reply = this.#session.run(cell);
    jupyter.lastWriteDisplayData = (content, update) => this.#session.cell.display(content, update);
    this.#send(request, 'execute_reply', await reply, socket);
  }

  #send(request, type, content, socket) {
    const message = request.createReply();
    message.header.msg_type = type;
    message.content = content;
    message.signAndSend(this.connInfo.key, socket);
  }

  close() {
    super.close();
    // The sockets need a moment to hand over the last reply.
    setTimeout(() => process.exit(0), 100);
  }
}

module.exports = { Server };
