import type { Data, Layout } from 'plotly.js';
import { wrap } from '../../../charts/wrap.js';
import { zoneText } from '../../../text/split-times.js';
import { inZone } from '../../../text/time-zone.js';
import type { FigureSpec } from './page-figure.js';

/** A time as the figures of the project write it for plotly.js, which knows no zones: in UTC. */
const WRITTEN = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Characters of a line of a subtitle. */
const SUBTITLE_LENGTH = 88;

/** A value of an axis of time as the clocks of a zone show it. */
const moved = (value: unknown, zone: string): unknown =>
  typeof value === 'string' && WRITTEN.test(value)
    ? inZone(Date.parse(`${value.replace(' ', 'T')}Z`), zone)
    : value;

type Part = Readonly<Record<string, unknown>>;

/** Some fields of a part changed, where it has them. */
const changed = (part: Part, names: readonly string[], change: (value: unknown) => unknown): Part => ({
  ...part,
  ...Object.fromEntries(names.filter((name) => name in part).map((name) => [name, change(part[name])])),
});

/**
 * The figure with its times in a zone: values of axes of time, their titles, and the times in texts. Where
 * clocks are set back, the repeated hour lies over the hour before it.
 */
export function zoneFigure({ data, layout, ...rest }: FigureSpec, zone: string): FigureSpec {
  const axes = Object.entries(layout).filter(
    ([name, axis]) => /^xaxis\d*$/.test(name) && (axis as Part).type === 'date',
  );
  if (zone === 'UTC' || axes.length === 0) return { data, layout, ...rest };
  const onTime = new Set(axes.map(([name]) => name.replace('axis', '')));
  const value = (one: unknown) => moved(one, zone);
  const each = (change: (one: unknown) => unknown) => (all: unknown) =>
    Array.isArray(all) ? all.map(change) : change(all);
  const text = (one: unknown) => (typeof one === 'string' ? zoneText(one, zone) : one);
  const place = (part: unknown) => {
    const { xref = 'x' } = part as Part;
    return onTime.has(String(xref)) ? changed(part as Part, ['x', 'x0', 'x1'], value) : part;
  };
  const traces = data.map((trace) => {
    const { xaxis = 'x' } = trace as Part;
    if (!onTime.has(String(xaxis))) return trace;
    const timed = changed(trace as Part, ['x'], each(value));
    const told = changed(timed, ['customdata', 'text', 'hovertext'], each(text));
    return changed(told, ['hovertemplate'], (one) => String(one).replace(/(%\{x[^}]*\}) UTC/g, `$1 ${zone}`));
  });
  const named = axes.map(([name, axis]) => {
    const own = changed(axis as Part, ['range', 'tickvals'], each(value));
    const title = (one: unknown) =>
      changed(one as Part, ['text'], (written) => String(written).replace('(UTC)', `(${zone})`));
    return [name, changed(own, ['title'], title)];
  });
  // Lines were broken for the times in UTC.
  const unbroken = (one: unknown) =>
    wrap(zoneText(String(one).replaceAll('<br>', ' '), zone), SUBTITLE_LENGTH);
  const heading = (one: unknown) =>
    changed(one as Part, ['subtitle'], (small) => changed(small as Part, ['text'], unbroken));
  const parts = changed(changed(layout as Part, ['shapes', 'annotations'], each(place)), ['title'], heading);
  return {
    ...rest,
    data: traces as readonly Partial<Data>[],
    layout: { ...parts, ...Object.fromEntries(named) } as Partial<Layout>,
  };
}
