import { randomUUID } from 'node:crypto';
import type { LongOperation, Progress } from '../progress/long-operation.js';
import { duration } from '../text/duration.js';
import { html, render } from '../text/html.js';
import { visible } from '../text/visible.js';
import { kernelLink } from './kernel-link.js';

/** Milliseconds between two updates of the line. */
const INTERVAL_MS = 200;

const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });

/** Tenths matter only while there are no minutes. */
const time = (seconds: number): string => (seconds < 60 ? `${seconds.toFixed(1)} s` : duration(seconds));

/**
 * Returns options of a long operation that show its progress in the running cell: a bar with done of total,
 * rate and time left, redrawn in place; finally one short line (`Training: 40 epochs in 1.2 s`). Interrupting
 * the cell aborts the signal. Outside a kernel each line is written to standard output.
 *
 * @param title what is being done, such as `'Training'`
 * @returns `signal` and `onProgress`, to pass or spread into the options of the operation
 *
 * @example
 * const { onProgress } = showProgress('Counting');
 * for (let done = 1; done <= 3; done++) onProgress({ done, total: 3, unit: 'rows' });
 */
export function showProgress(title: string): Required<LongOperation> {
  const kernel = kernelLink();
  const { signal } = kernel;
  const transient = { display_id: randomUUID() };
  const name = visible(title);
  const started = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  let exists = false;

  function draw(text: string, part: number): void {
    const width = `width:${(100 * part).toFixed(1)}%`;
    // JupyterLab's export shows <progress> as text, hence a bar of divs; the text says the same to who hears
    // it.
    const bar = html`<div aria-hidden="true" style="background:#8884;height:6px;max-width:400px">
      <div style=${`background:#0072b2;height:6px;${width}`}></div>
    </div>`;
    const markup = render(html`<div role="status">${text}${part < 1 ? bar : null}</div>`);
    kernel.display({ data: { 'text/html': markup, 'text/plain': text }, transient }, exists);
    exists = true;
  }

  function onProgress({ done, total, unit, note }: Progress): void {
    const now = performance.now();
    const finished = done >= total;
    if (!finished && now - shown < INTERVAL_MS) return;
    shown = now;
    const seconds = (now - started) / 1000;
    const remark = note === undefined ? '' : `, ${visible(note)}`;
    if (finished) {
      draw(`${name}: ${number(done)} ${unit} in ${time(seconds)}${remark}`, 1);
      return;
    }
    const rate = done / seconds;
    const pace = done > 0 ? `, ${number(rate)} a second, ${time((total - done) / rate)} left` : '';
    const stopping = signal.aborted ? ', stopping' : '';
    draw(
      `${name}: ${number(done)} of ${number(total)} ${unit}${pace}${remark}${stopping}`,
      total > 0 ? done / total : 0,
    );
  }

  return { signal, onProgress };
}
