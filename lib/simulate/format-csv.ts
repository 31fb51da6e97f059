import { columns } from '../schema/columns.js';
import { dotted } from './address.js';
import { rules } from './observer.js';
import type { SimulatedRecord } from './simulated-record.js';

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
/** Instants come again and again (windows, two columns of the same time): the last 4,096 of them are kept. */
const known = { seconds: new Float64Array(4096).fill(-1), text: new Array<string>(4096) };
const today = { day: -1, text: '' };

/** Writes seconds since 1970 as `2024-04-25T23:00:00Z`, ten times as fast as Date does. */
function instant(seconds: number): string {
  const slot = seconds % 4096;
  if (known.seconds[slot] === seconds) return known.text[slot]!;
  const day = Math.floor(seconds / 86400);
  if (day !== today.day) {
    today.day = day;
    today.text = new Date(day * 86_400_000).toISOString().slice(0, 11);
  }
  const rest = seconds - day * 86400;
  const text = `${today.text}${two[Math.floor(rest / 3600)]}:${two[Math.floor(rest / 60) % 60]}:${two[rest % 60]}Z`;
  known.seconds[slot] = seconds;
  known.text[slot] = text;
  return text;
}

/** What each column of the schema, by its name in files, is in a simulated record. */
const cells: Readonly<Record<string, (record: SimulatedRecord) => string | number>> = {
  bytes_in: (r) => r.bytesIn,
  bytes_out: (r) => r.bytesOut,
  creation_time: (r) => instant(r.start),
  end_time: (r) => instant(r.end),
  src_ip: (r) => dotted(r.ip),
  src_ip_country_code: (r) => r.country,
  protocol: (r) => r.protocol,
  'response.code': (r) => r.status || '',
  dst_port: (r) => r.port,
  dst_ip: (r) => r.destination,
  rule_names: (r) => rules[r.rule]?.name ?? '',
  observation_name: (r) => rules[r.rule]?.observation ?? '',
  'source.meta': () => 'AWS_VPC_Flow',
  'source.name': (r) => r.server.name,
  time: (r) => instant(r.start),
  detection_types: (r) => rules[r.rule]?.type ?? '',
};

const writers = columns.map(({ source }) => {
  const cell = cells[source];
  if (!cell)
    throw new Error(
      `The simulator does not know the column ${source}: add it to lib/simulate/format-csv.ts.`,
    );
  return cell;
});

/** The header of a traffic file: the schema's names as files hold them. */
export const trafficHeader = `${columns.map((column) => column.source).join(',')}\n`;

/** Writes one record as a line of a traffic file. No value needs quotes. */
export function trafficLine(record: SimulatedRecord): string {
  let line = '';
  for (const cell of writers) line += line === '' ? cell(record) : `,${cell(record)}`;
  return `${line}\n`;
}

/** The header of a truth file. */
export const truthHeader = 'row_id,actor,attack,technique_id,strength\n';

/**
 * Writes the truth about one record as a line of a truth file.
 *
 * @param rowId 1 for the first record
 */
export function truthLine(record: SimulatedRecord, rowId: number): string {
  return `${rowId},${record.actor},${record.attack},${record.technique},${record.attack ? record.strength : ''}\n`;
}
