import type { RecordColumns } from '../explore/record-columns.js';
import { type Filters, NO_FILTERS } from './filters.js';
import { make } from './make.js';

/**
 * Makes the addresses of findings buttons that filter by them, and lets each finding show its records: those of its clients
 * in its time.
 *
 * @param set takes what the reader makes of the present filters
 */
export function linkFindings(
  findings: RecordColumns['about']['findings'],
  set: (change: (filters: Filters) => Filters) => void,
): void {
  for (const span of document.querySelectorAll<HTMLElement>('.client[data-source]')) {
    const source = span.dataset.source!;
    const button = make('button', { type: 'button', className: 'source', textContent: span.textContent });
    button.title = 'Filter by this client';
    button.addEventListener('click', () =>
      document.dispatchEvent(new CustomEvent('source', { detail: source })),
    );
    span.replaceWith(button);
  }
  const tile = document.querySelector<HTMLElement>('.tile[data-anomalies]');
  if (tile) {
    const button = make(
      'button',
      { type: 'button', className: tile.className, title: 'Filter by anomalies' },
      ...tile.childNodes,
    );
    button.addEventListener('click', () => set((before) => ({ ...before, anomaliesOnly: true })));
    tile.replaceWith(button);
  }
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-show]')) {
    const finding = byId.get(button.dataset.show ?? '');
    if (!finding) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      const { sources, from, to } = finding;
      set(() => ({ ...NO_FILTERS, from, before: to + 1, chosen: { ...NO_FILTERS.chosen, src_ip: sources } }));
    });
  }
}
