'use strict';
const { Interrupted, isInterruption } = require('./interrupted.cjs');
const { Streams } = require('./streams.cjs');

/** One execution of a cell: where its output goes, what failed in it, how it is stopped. */
class Cell {
  number = 0;
  controller = new AbortController();
  signalTaken = false;
  ended = false;
  grace;
  #typeErrors = [];
  #failures = new Map();
  #streams;
  #stop;

  /**
   * @param {{code: string, silent?: boolean, stop_on_error?: boolean}} request content of the `execute_request`
   * @param {(type: string, content: object) => void} publish sends a message to all front ends
   */
  constructor(request, publish) {
    this.request = request;
    this.publish = publish;
    this.#streams = new Streams((name, text) => publish('stream', { name, text }));
    this.stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  /** The signal that an interrupt aborts. Who takes it is given time to end by itself. */
  get signal() {
    this.signalTaken = true;
    return this.controller.signal;
  }

  write(name, text) {
    this.#streams.write(name, text);
  }

  flush() {
    this.#streams.flush();
  }

  display(content, update) {
    this.flush();
    this.publish(update ? 'update_display_data' : 'display_data', {
      data: content.data,
      metadata: content.metadata ?? {},
      transient: content.transient ?? {},
    });
  }

  /** Notes what tslab gives to `console.error`: an error, or a format, file, line, column and text of a type error. */
  fail(problem, ...place) {
    if (place.length > 0) this.#typeErrors.push(place);
    else this.#failures.set({}, { problem });
  }

  /** Notes a promise that was rejected and that nobody awaits (yet). */
  failStray(promise, problem) {
    this.#failures.set(promise, { problem });
  }

  /** Takes a stray back: somebody awaited it after all. */
  forgive(promise) {
    this.#failures.delete(promise);
  }

  stop() {
    // After tslab's executor had its turn to end, so that there is one failure, not two.
    this.fail(new Interrupted());
    setImmediate(this.#stop);
  }

  /** Ends the cell; returns what failed in it. An interrupt is one failure, however many ways it showed. */
  end() {
    clearTimeout(this.grace);
    this.ended = true;
    this.flush();
    const failures = [...this.#failures.values()];
    if (this.#typeErrors.length > 0) failures.unshift({ typeErrors: this.#typeErrors });
    const others = failures.filter(({ problem }) => !isInterruption(problem, this.controller.signal.aborted));
    return others.length === failures.length ? failures : [{ problem: new Interrupted() }, ...others];
  }
}

module.exports = { Cell };
