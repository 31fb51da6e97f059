import type { PlotDatum } from 'plotly.js';
import { POINTS_PER_TICK, type TickMeta } from '../../../charts/finding-ticks.js';

/** Whether a finger made the event, of which plotly.js does not tell. */
export const isTouch = (event: Event): event is TouchEvent => event.type.startsWith('touch');

/** Ids of the findings of the tick that was clicked, or null where no tick was. */
export function tickAt(points: readonly PlotDatum[], event: MouseEvent): readonly string[] | null {
  const ticks = points.flatMap(({ data, pointNumber, y }) => {
    const { findings } = (data.meta ?? {}) as Partial<TickMeta>;
    const ids = findings?.[Math.floor(pointNumber / POINTS_PER_TICK)];
    return ids ? [{ ids, line: Number(y) }] : [];
  });
  const { target } = event;
  if (ticks.length === 0 || !(target instanceof Element)) return null;
  const clientY = isTouch(event) ? (event.changedTouches[0]?.clientY ?? 0) : event.clientY;
  // Below each other there may be ticks of several severities: the one next to the pointer is meant.
  const { top, height } = target.getBoundingClientRect();
  const lines = 1 + Math.max(...ticks.map(({ line }) => line));
  const pointed = lines * (1 - (clientY - top) / height) - 0.5;
  const distance = ({ line }: { line: number }) => Math.abs(line - pointed);
  return ticks.reduce((a, b) => (distance(b) < distance(a) ? b : a)).ids;
}

let shown = '';

/**
 * Scrolls to a finding and unfolds it, of several the one after that which was shown last. Whoever knows better how to show it
 * prevents the default of the event `finding` of the document.
 */
export function showFinding(ids: readonly string[]): void {
  const id = ids[(ids.indexOf(shown) + 1) % ids.length];
  if (id === undefined) return;
  shown = id;
  if (!document.dispatchEvent(new CustomEvent('finding', { detail: id, cancelable: true }))) return;
  const element = [...document.querySelectorAll<HTMLElement>('[data-finding]')].find(
    ({ dataset }) => dataset.finding === id,
  );
  if (!element) return;
  for (let fold = element.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
    fold.open = true;
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'start', behavior: 'instant' });
}
