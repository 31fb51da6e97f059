import { captureBin } from '../../../lib/analyze/capture-bin.js';
import { captureGaps } from '../../../lib/analyze/capture-gaps.js';
import type { SqlParameter } from '../../../lib/engine/query.js';
import { readSqlFile } from '../../../lib/engine/read-sql-file.js';
import type { Traffic } from '../../../lib/load/traffic.js';

/** One question that `investigate`, notebook 01 or notebook 04 asks, with what they ask it with. */
export interface Question {
  readonly name: string;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, SqlParameter>>;
}

/** The modulus of the hash in `lib/sql/records.sql`, and how many dots a figure has. */
const [MODULUS, DOTS] = [2_147_483_647, 20_000];
const SOURCES = 10_000;

/** Asked of the records alone. */
const PLAIN = [
  ...['by-country', 'by-hour', 'by-port', 'byte-concentration', 'duplicates', 'record-durations'],
  ...['rule-hits', 'time-span', 'investigate/activity-totals', 'investigate/countries', 'investigate/denied'],
  ...['investigate/known-networks', 'investigate/port-ratios', 'investigate/rare-values'],
  ...['investigate/request-texts', 'investigate/requests', 'investigate/client-values'],
];

/** All of them, of these records: with their window and bin, and about some of their sources. */
export async function questionsOf(traffic: Traffic): Promise<readonly Question[]> {
  const { window, gaps } = await captureGaps(traffic);
  const window_seconds = Math.max(300, window ?? 0);
  const { seconds: bin } = await captureBin(traffic, { window, gaps });
  const keep = Math.min(MODULUS, Math.round((DOTS / traffic.records) * MODULUS));
  const busiest = await traffic.engine.query<{ src_ip: string }>(
    'select src_ip from source_activity order by records desc, src_ip limit 100',
  );
  const these = busiest.map(({ src_ip }) => `'${src_ip}'`).join(', ');
  const asked = (name: string, parameters: Question['parameters'] = {}, note = ''): Question => ({
    name: `${name.replace('investigate/', '')}${note && ` (${note})`}`,
    sql: readSqlFile(name),
    parameters,
  });
  const activity = asked('investigate/activity', {}, 'all, the busiest told');
  const addresses = asked('investigate/addresses', {}, 'of a hundred');
  return [
    ...PLAIN.map((name) => asked(name)),
    asked('capture-gaps', { window_seconds: window ?? 0 }),
    asked('over-time', { bin }),
    asked('records', { seed: 1, keep }),
    asked('sources', { row_limit: 1000 }),
    {
      ...activity,
      sql: `select * from (${activity.sql}) as activity order by records desc, src_ip limit ${SOURCES}`,
    },
    { ...addresses, sql: `${addresses.sql} where ip in (${these})` },
    asked('investigate/login-failures', { window_seconds }),
    asked('investigate/overload', {
      ...{ window_seconds, min_refusals: 4, max_pause: 10, min_came_records: 2, min_came_share: 0.8 },
    }),
    asked('investigate/repeats', { min_repeats: 4 }),
    asked('investigate/same-size', { min_requests: 4, min_requests_each: 2 }),
    asked('investigate/profiles', { roll_up: 'network', row_limit: 10, window_seconds }, 'network'),
    asked('investigate/profiles', { roll_up: 'owner', row_limit: 10, window_seconds }, 'owner'),
    asked('investigate/regular-clients', { min_evenness: 0.8 }, 'the most even'),
    asked('investigate/regular-clients', { min_evenness: 0 }, 'all'),
    asked('investigate/sessions', { idle_gap: 1800, row_limit: 10_000 }),
    asked('investigate/suspects', { min_records: 3, row_limit: MODULUS }, 'three odd records'),
    asked('investigate/suspects', { min_records: 0, row_limit: SOURCES }, 'the busiest'),
    asked('investigate/window-limits', { window_seconds }),
  ];
}
