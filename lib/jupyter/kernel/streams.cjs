'use strict';
const { withoutPrivatePaths } = require('./private-paths.cjs');

/** Milliseconds between two stream messages; grows within one turn, so that a long loop floods no front end. */
const INTERVAL = 50;

/**
 * Collects what a cell writes to stdout and stderr into few messages: at most about twenty a second, so that a
 * front end's queue does not overflow, whatever a loop prints.
 */
class Streams {
  #send;
  #name = 'stdout';
  #text = '';
  #sent = 0;
  #inTurn = 0;
  #timer;

  /** @param {(name: string, text: string) => void} send */
  constructor(send) {
    this.#send = send;
  }

  write(name, text) {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += text;
    if (Date.now() - this.#sent >= INTERVAL * (1 + this.#inTurn / 20)) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), INTERVAL);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#text) return;
    const text = this.#text;
    this.#text = '';
    this.#sent = Date.now();
    if (this.#inTurn === 0) {
      setImmediate(() => {
        this.#inTurn = 0;
      });
    }
    this.#inTurn += 1;
    // What a command executes is for others to read; in JupyterLab a path is for the analyst's own eyes.
    this.#send(this.#name, process.env.NOTEBOOK_UNATTENDED ? withoutPrivatePaths(text) : text);
  }
}

module.exports = { Streams };
