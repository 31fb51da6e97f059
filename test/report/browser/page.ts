import { countryBars } from '../../../lib/charts/country-bars.js';
import { countryMap } from '../../../lib/charts/country-map.js';
import type { Figure } from '../../../lib/charts/figure.js';
import { figureTable } from '../../../lib/charts/figure-table.js';
import { portBars } from '../../../lib/charts/port-bars.js';
import { scoreHistogram } from '../../../lib/charts/score-histogram.js';
import { trafficDots } from '../../../lib/charts/traffic-dots.js';
import { trafficTimeline } from '../../../lib/charts/traffic-timeline.js';
import type { Detection } from '../../../lib/detect/detect-anomalies.js';
import { CLIENT } from '../../../lib/detect/explain-records.js';
import { readRecordClients } from '../../../lib/detect/record-clients.js';
import {
  anomaliesBlock,
  clientProfiles,
  clientsBlock,
  filterControls,
  linkToFilters,
  sampleRecords,
  table,
  topAnomalies,
  topClients,
  trafficByCountry,
  trafficByPort,
  trafficOverTime,
} from '../../../lib/index.js';
import { requireLocal, type Traffic } from '../../../lib/load/traffic.js';
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

/** The same with evidence by client: a score of each, and the client as a reason of every third record. */
export async function clientDetectionOf(traffic: Traffic): Promise<Detection> {
  const detection = detectionOf(traffic);
  const clients = await readRecordClients(requireLocal(traffic).engine.connection, detection.rowIds);
  const { codes } = clients;
  return {
    ...detection,
    notScored: null,
    clients,
    clientScores: Float32Array.from(codes, (code) => ((code * 7907) % 1009) / 1009),
    reasons: (row: number) => [
      ...detection.reasons(row),
      ...(row % 3 === 0 ? [{ feature: CLIENT, share: 0.2, text: `records of client ${codes[row]}` }] : []),
    ],
  } as unknown as Detection;
}

/**
 * An exported page with the filters, every figure that they act on with the numbers behind it, and the tables.
 */
export async function filterPage(traffic: Traffic): Promise<string> {
  const detection = await clientDetectionOf(traffic);
  const block = ({ html }: HtmlBlock) => display({ 'text/html': html });
  const drawn = (given: Figure) => [
    figure(JSON.parse(JSON.stringify(given.data)), given.layout),
    display({
      'text/html': `<details><summary>Data behind this figure</summary><p></p>${figureTable(given).html}</details>`,
    }),
  ];
  const countries = await trafficByCountry(traffic);
  const unusual = await topAnomalies(traffic, detection);
  const unusualClients = await topClients(traffic, detection, { limit: 15 });
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
      code('i', block(linkToFilters(clientsBlock(unusualClients), 'topClients'))),
      code('h', block(linkToFilters(anomaliesBlock(unusual, { caption: 'Most unusual' }), 'anomalies'))),
    ]),
  );
}
