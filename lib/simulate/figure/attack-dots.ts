import { html } from '../../text/html.js';
import { linear } from './scale.js';

/** A record of an attack. */
export interface AttackDot {
  readonly kind: string;
  /** Days since the start. */
  readonly day: number;
  readonly strength: number;
}

/** Draws every record of an attack: kinds as rows, time to the right, the stronger the darker. */
export function attackDots(dots: readonly AttackDot[], days: number) {
  const kinds = [...new Set(dots.map((dot) => dot.kind))].sort();
  const x = linear([0, days], [600, 880]);
  const y = linear([0, kinds.length], [258, 425]);
  return html`<g>
    <text x="480" y="238" font-weight="bold">Simulated records of attacks, the stronger the darker</text>
    ${kinds.map((kind, i) => html`<text x="590" y=${y(i + 0.5) + 4} text-anchor="end">${kind}</text>`)}
    ${dots.map(
      ({ kind, day, strength }) =>
        html`<circle r="2.5" fill=${`hsl(354 76% ${Math.round(85 - 50 * strength)}%)`} cx=${x(day).toFixed(1)} cy=${y(kinds.indexOf(kind) + 0.5).toFixed(1)} />`,
    )}
    <text x="600" y="438">day 0</text>
    <text x="880" y="438" text-anchor="end">day ${days}</text>
  </g>`;
}
