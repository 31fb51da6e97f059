import { html } from '../../text/html.js';
import { line, linear } from './scale.js';

/** Sizes of one part of the traffic, in bytes. */
export interface Sizes {
  readonly name: string;
  readonly color: string;
  readonly bytes: readonly number[];
}

const DECADES = [2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Draws the share of records that are larger than x, both axes logarithmic: a straight end is a heavy tail.
 */
export function tail(parts: readonly Sizes[]) {
  const x = linear([2, 9], [50, 430]);
  const y = linear([-4, 0], [420, 250]);
  const steps = Array.from({ length: 71 }, (_, i) => 2 + i / 10);
  const curves = parts.map(({ name, color, bytes }, i) => {
    const points = steps.flatMap((step) => {
      const share = bytes.filter((size) => size > 10 ** step).length / bytes.length;
      return share >= 1e-4 ? [[x(step), y(Math.log10(share))] as const] : [];
    });
    return html`<path fill="none" stroke=${color} stroke-width="2" d=${line(points)} />
      <text x=${65} y=${380 + i * 16} fill=${color}>${name}</text>`;
  });
  return html`<g>
    <text x="50" y="238" font-weight="bold">Share of simulated records with bytes_out above … bytes</text>
    ${curves}
    ${DECADES.map((d) => html`<text x=${x(d)} y="438" text-anchor="middle">10${html`<tspan dy="-5" font-size="9">${d}</tspan>`}</text>`)}
    <text x="44" y="256" text-anchor="end">1</text>
    <text x="44" y="341" text-anchor="end">1 %</text>
    <text x="44" y="424" text-anchor="end">.01 %</text>
  </g>`;
}
