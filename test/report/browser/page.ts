import { countryBars } from '../../../lib/charts/country-bars.js';
import { countryMap } from '../../../lib/charts/country-map.js';
import type { Figure } from '../../../lib/charts/figure.js';
import { figureTable } from '../../../lib/charts/figure-table.js';
import { portBars } from '../../../lib/charts/port-bars.js';
import { scoreHistogram } from '../../../lib/charts/score-histogram.js';
import { trafficDots } from '../../../lib/charts/traffic-dots.js';
import { trafficTimeline } from '../../../lib/charts/traffic-timeline.js';
import {
  anomaliesBlock,
  clientProfiles,
  filterControls,
  linkToFilters,
  sampleRecords,
  table,
  topAnomalies,
  trafficByCountry,
  trafficByPort,
  trafficOverTime,
} from '../../../lib/index.js';
import type { Traffic } from '../../../lib/load/traffic.js';
import type { HtmlBlock } from '../../../lib/text/html-block.js';
import { convert } from '../../jupyter/export/convert.js';
import { code, display, figure, markdown, notebook } from '../../jupyter/export/notebook.js';

/** What a detector might say: every hundredth record is an anomaly, and why. */
export function detectionOf({ records }: Traffic) {
  const scores = Float32Array.from({ length: records }, (_, i) => ((i * 7919) % 1000) / 1000);
  return {
    rowIds: Int32Array.from(scores, (_, i) => i + 1),
    scores,
    threshold: 0.99,
    isAnomaly: Uint8Array.from(scores, (score) => (score > 0.99 ? 1 : 0)),
    reasons: (row: number) => [{ feature: 'port', share: 1, text: `reason ${row % 7}` }],
  };
}

/**
 * An exported page with the filters, every figure that they act on with the numbers behind it, and the tables.
 */
export async function filterPage(traffic: Traffic): Promise<string> {
  const detection = detectionOf(traffic);
  const block = ({ html }: HtmlBlock) => display({ 'text/html': html });
  const drawn = (given: Figure) => [
    figure(JSON.parse(JSON.stringify(given.data)), given.layout),
    display({
      'text/html': `<details><summary>Data behind this figure</summary><p></p>${figureTable(given).html}</details>`,
    }),
  ];
  const countries = await trafficByCountry(traffic);
  const unusual = await topAnomalies(traffic, detection as unknown as Parameters<typeof topAnomalies>[1]);
  return convert(
    notebook([
      markdown('# Filtered'),
      code('a', block(await filterControls(traffic, { detection }))),
      markdown('## Figures'),
      code('b', ...drawn(countryMap(countries))),
      code('c', ...drawn(countryBars(countries))),
      code('d', ...drawn(portBars(await trafficByPort(traffic)))),
      code('e', ...drawn(trafficTimeline(await trafficOverTime(traffic)))),
      code('s', ...drawn(scoreHistogram(detection))),
      code('f', ...drawn(trafficDots(await sampleRecords(traffic, { limit: 1000 })))),
      markdown('## Tables'),
      code(
        'g',
        block(
          linkToFilters(
            table(await clientProfiles(traffic, { limit: 15 }), { caption: 'Sources' }),
            'clients',
          ),
        ),
      ),
      code('h', block(linkToFilters(anomaliesBlock(unusual, { caption: 'Most unusual' }), 'anomalies'))),
    ]),
  );
}
