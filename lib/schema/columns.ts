/** How a column is stored in the engine. */
export type ColumnType = 'BIGINT' | 'INTEGER' | 'TIMESTAMP' | 'VARCHAR';

/** One column of a traffic record: its names, type, unit and meaning. */
export interface Column {
  /** The name in SQL and in TypeScript: dots become underscores, since dotted names break SQL builders. */
  readonly name: string;
  /** The name in input and exported files, such as `response.code`. */
  readonly nameInFiles: string;
  /** Type in the engine. */
  readonly type: ColumnType;
  /** Unit of the values, or `''` where they are names. */
  readonly unit: string;
  /** What the values mean, a phrase. */
  readonly meaning: string;
  /** Whether a record without a value is rejected. */
  readonly required: boolean;
  /** Written by the rule engine after it evaluated the record, so never a feature for a detector. */
  readonly verdict: boolean;
}

const column = (
  source: string,
  type: ColumnType,
  unit: string,
  meaning: string,
  flags: { readonly required?: boolean; readonly verdict?: boolean } = {},
): Column => ({
  name: source.replaceAll('.', '_'),
  nameInFiles: source,
  type,
  unit,
  meaning,
  required: flags.required ?? false,
  verdict: flags.verdict ?? false,
});

const required = { required: true };
const verdict = { verdict: true };

/**
 * The 16 columns of a traffic record, in the order in which files hold them.
 *
 * @example
 * import { trafficColumns } from './lib/index.js';
 * console.log(trafficColumns.map((c) => `${c.nameInFiles} (${c.type}${c.unit && `, ${c.unit}`}): ${c.meaning}`).join('\n'));
 */
export const trafficColumns: readonly Column[] = [
  column('bytes_in', 'BIGINT', 'bytes', 'received by the server from the client'),
  column('bytes_out', 'BIGINT', 'bytes', 'sent by the server to the client'),
  column('creation_time', 'TIMESTAMP', 'UTC', 'start of the record’s window or connection', required),
  column('end_time', 'TIMESTAMP', 'UTC', 'end of the record’s window or connection'),
  column('src_ip', 'VARCHAR', '', 'address of the source (the client)', required),
  column('src_ip_country_code', 'VARCHAR', 'ISO 3166-1 alpha-2', 'country of the source address'),
  column('protocol', 'VARCHAR', '', 'protocol, as the sensor names it'),
  column('response.code', 'INTEGER', 'HTTP status', 'status of the response'),
  column('dst_port', 'INTEGER', 'port', 'destination port on the server'),
  column('dst_ip', 'VARCHAR', '', 'address of the destination (the server)'),
  column('rule_names', 'VARCHAR', '', 'rules that matched', verdict),
  column('observation_name', 'VARCHAR', '', 'what the rule engine calls the observation', verdict),
  column('source.meta', 'VARCHAR', '', 'kind of log the record came from', verdict),
  column('source.name', 'VARCHAR', '', 'name of the log source or server', verdict),
  column('time', 'TIMESTAMP', 'UTC', 'time of the observation'),
  column('detection_types', 'VARCHAR', '', 'kind of detection that fired', verdict),
];

/** Columns that only some data sources have, null otherwise. They follow the 16 in the table `traffic`. */
export const optionalColumns: readonly Column[] = [
  column('action', 'VARCHAR', '', 'what the sensor did with it: ALLOW, BLOCK, ACCEPT, REJECT …', verdict),
  column('src_port', 'INTEGER', 'port', 'port of the source'),
  column('packets', 'BIGINT', 'packets', 'packets in both directions'),
  column(
    'tcp_flags',
    'INTEGER',
    'bit mask',
    'TCP flags seen in the window (RFC 9293; 2 = SYN, 18 = SYN-ACK)',
  ),
  column('method', 'VARCHAR', '', 'HTTP method'),
  column('host', 'VARCHAR', '', 'host that the request asked for'),
  column('uri', 'VARCHAR', '', 'path and query of the request, as sent'),
  column('user_agent', 'VARCHAR', '', 'what the client says it is'),
  column('referer', 'VARCHAR', '', 'page that the client says it came from'),
  column('forwarded_for', 'VARCHAR', '', 'X-Forwarded-For header, as sent: anyone may write it'),
  column(
    'rule_action',
    'VARCHAR',
    '',
    'what the matching rule did: BLOCK, or COUNT where it only counted the request …',
    verdict,
  ),
];

/** Every column of the table `traffic`, in its order. */
export const allColumns: readonly Column[] = [...trafficColumns, ...optionalColumns];
