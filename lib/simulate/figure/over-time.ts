import { html } from '../../text/html.js';
import { line, linear } from './scale.js';

/** Records of one part of the traffic in each bin of time. */
export interface Layer {
  readonly name: string;
  readonly color: string;
  readonly counts: readonly number[];
}

/** Draws records over 28 days as layers on top of one another, the last on top. */
export function overTime(layers: readonly Layer[], days: number) {
  const bins = layers[0]!.counts.length;
  const below = new Array<number>(bins).fill(0);
  const highest = Math.max(
    ...below.map((_, bin) => layers.reduce((sum, layer) => sum + layer.counts[bin]!, 0)),
  );
  const x = linear([0, bins], [50, 880]);
  const y = linear([0, highest], [190, 30]);
  const areas = layers.map(({ name, color, counts }, i) => {
    const bottom = counts.map((_, bin) => [x(bin + 0.5), y(below[bin]!)] as const);
    const top = counts.map((count, bin) => [x(bin + 0.5), y(below[bin]! + count)] as const);
    for (const [bin, count] of counts.entries()) below[bin]! += count;
    return html`<path fill=${color} d=${`${line([...top, ...bottom.reverse()])}Z`} />
      <text x=${330 + i * 165} y="18" fill=${color}>${name}</text>`;
  });
  const weeks = Array.from({ length: Math.floor(days / 7) + 1 }, (_, week) => week * 7);
  return html`<g>
    <text x="50" y="18" font-weight="bold">Simulated records in 3 hours</text>
    ${areas}
    ${weeks.map((day) => html`<text x=${x((day / days) * bins)} y="206" text-anchor="middle">day ${day}</text>`)}
    <text x="44" y="194" text-anchor="end">0</text>
    <text x="44" y="36" text-anchor="end">${highest}</text>
  </g>`;
}
