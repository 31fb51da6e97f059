'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');
const { Interrupted } = require('./interrupted.cjs');
const { CHECK } = require('./interruptible-loops.cjs');
const { failureOf, tracebackOf } = require('./traceback.cjs');

/** Milliseconds that a cell which was told to stop gets to end with the best it has. */
const GRACE = 2000;
/** Milliseconds after a failure in which requests (and interrupts) that were sent before it still arrive. */
const COLLECT = 20;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Promises that were rejected without a listener are announced after the microtasks, before the next turn. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Runs cells one after the other and knows which one is running. */
class Session {
  /**
   * Shared with the supervisor's thread: [0] turns of the event loop noticed, [1] whether a loop should stop,
   * [2] interrupts asked for so far, [3] whether the first, synchronous turn of a cell runs.
   */
  flags = new Int32Array(new SharedArrayBuffer(16));
  /** The cell that work belongs to, through timers and promises. */
  owner = new AsyncLocalStorage();
  /** @type {import('./cell.cjs').Cell | undefined} */
  running;
  /** @type {import('./cell.cjs').Cell | undefined} */
  latest;
  executor;
  #count = 0;
  /** Interrupts asked for that are dealt with, or that were meant for an earlier cell. */
  #dealtWith = 0;
  #generation = 0;
  #queue = Promise.resolve();

  constructor() {
    const { flags } = this;
    globalThis[CHECK] = () => {
      // A plain read: this is in every loop, and it need not be the first turn that sees the change.
      if (flags[1] === 0) return;
      Atomics.store(flags, 1, 0);
      throw new Interrupted();
    };
  }

  /** The cell that the code running now belongs to. */
  get cell() {
    return this.owner.getStore() ?? this.running ?? this.latest;
  }

  /** Runs a cell after those asked for before it; resolves to the content of its `execute_reply`. */
  run(cell) {
    const generation = this.#generation;
    const reply = this.#queue.then(() =>
      generation === this.#generation ? this.#execute(cell) : { status: 'aborted' },
    );
    this.#queue = reply.catch(() => {});
    return reply;
  }

  /** Tells the supervisor that the event loop turns again. */
  #noticed() {
    Atomics.add(this.flags, 0, 1);
    Atomics.store(this.flags, 1, 0);
  }

  async #execute(cell) {
    cell.number = cell.request.silent ? this.#count : ++this.#count;
    this.#dealtWith = Atomics.load(this.flags, 2);
    this.running = cell;
    this.latest = cell;
    if (!cell.request.silent) {
      cell.publish('execute_input', { code: cell.request.code, execution_count: cell.number });
    }
    Atomics.store(this.flags, 3, 1);
    const finished = this.owner.run(cell, () => this.executor.execute(cell.request.code));
    Atomics.store(this.flags, 3, 0);
    finished.catch((error) => cell.fail(error));
    await Promise.race([finished, cell.stopped]).catch(() => {});
    await nextTurn();
    this.#noticed();
    this.running = undefined;
    const failures = cell.end();
    if (failures.length === 0) {
      return { status: 'ok', execution_count: cell.number, user_expressions: {}, payload: [] };
    }
    const [first, ...others] = failures.map((failure) => failureOf(failure, cell));
    for (const other of others) cell.write('stderr', `Also failed:\n${tracebackOf(other)}\n`);
    cell.flush();
    cell.publish('error', first);
    await pause(COLLECT);
    if (cell.request.stop_on_error !== false) this.#generation += 1;
    return { status: 'error', execution_count: cell.number, ...first };
  }

  /**
   * Stops the running cell: its signal is aborted; if something in the cell took that signal, it gets a moment to end
   * by itself with the best it has. A second interrupt does not wait.
   */
  interrupt() {
    this.#noticed();
    const cell = this.running;
    const asked = Atomics.load(this.flags, 2);
    // The supervisor's message and signal are one interrupt, and either may come so late that the next cell runs.
    if (!cell || (asked > 0 && asked === this.#dealtWith)) return;
    this.#dealtWith = asked;
    const again = cell.controller.signal.aborted;
    cell.controller.abort(new Interrupted());
    const stop = () => {
      if (this.running !== cell) return;
      cell.stop();
      this.executor.interrupt();
    };
    if (again || !cell.signalTaken) stop();
    else cell.grace = setTimeout(stop, GRACE);
  }
}

module.exports = { Session };
