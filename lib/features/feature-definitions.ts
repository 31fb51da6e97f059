import type { FeatureForm, FeatureGroup } from './feature-matrix.js';

/** Definition of a feature before it is fitted. */
export interface FeatureDefinition {
  /** Name of the feature, and of its column in SQL. */
  readonly name: string;
  /** Where it is computed. */
  readonly file: FeatureFile;
  readonly form: FeatureForm;
  readonly unit: string;
  /**
   * Description, with `{window}` for the width of time windows and `{long window}` for 12 times that width.
   */
  readonly meaning: string;
  readonly topic: string;
  readonly group: FeatureGroup;
  /** Traffic columns that it is computed from. */
  readonly needs: readonly string[];
  /**
   * How a value is wrong while its time window reaches back to before the capture began: too low, too high, or
   * unknown. Such values count as the median.
   */
  readonly warmUp?: 'low' | 'high' | 'unknown';
  /** A feature that must vary: otherwise this one only repeats a third feature. */
  readonly varies?: string;
  /** Minimum time span of the records, in seconds. */
  readonly span?: number;
  /** The traffic column, or `owner`, whose values a rarity measures. */
  readonly category?: string;
}

/**
 * Where a feature is computed: in a file in `lib/sql`, of the single record, of recent records of its client
 * (and all clients), of its requests, or of its network; or, of the text of its request, in
 * `lib/features/requests`.
 */
export type FeatureFile =
  | 'features'
  | 'features-source'
  | 'features-requests'
  | 'features-network'
  | 'request-texts';

const DAY = 86_400;

const units: Readonly<Record<FeatureForm, string>> = {
  bytes: 'ln(1 + bytes)',
  'bytes a second': 'ln(1 + bytes/s)',
  seconds: 'ln(1 + s)',
  count: 'ln(1 + count)',
  ratio: 'ln(ratio)',
  share: 'share',
  bits: 'bits',
  change: '|ln(ratio)|',
  flag: '0 or 1',
  rarity: '-ln(share of records)',
  'client rarity': '-ln(share of clients)',
  'path rarity': '-ln(share of the path’s clients)',
  deviations: 'robust standard deviations',
  hour: '',
  weekday: '',
};

/** Groups by the first word of the name. */
const groups: Readonly<Record<string, FeatureGroup>> = {
  bytes: 'quantity',
  duration: 'quantity',
  hour: 'time',
  weekday: 'time',
  all: 'time',
  request: 'request',
  source: 'client',
  network: 'client',
};

const feature = (
  name: string,
  form: FeatureForm,
  meaning: string,
  needs: readonly string[],
  more: Partial<FeatureDefinition> = {},
): FeatureDefinition => ({
  name,
  file: 'features',
  form,
  unit: units[form],
  meaning,
  topic: name,
  group: groups[name.split('_', 1)[0]!] ?? 'category',
  needs,
  ...more,
});

/** A feature of the client or of all clients in the time window up to the record. */
const ofSource: typeof feature = (name, form, meaning, needs, more) =>
  feature(name, form, meaning, needs, { file: 'features-source', ...more });

const ofNetwork: typeof feature = (name, form, meaning, needs, more) =>
  feature(name, form, meaning, needs, { file: 'features-network', ...more });

/** A feature of the request's text by what was learned of requests. */
const ofRequest = (name: string, form: FeatureForm, meaning: string): FeatureDefinition =>
  feature(name, form, meaning, ['uri'], { file: 'request-texts' });

const rarity = (name: string, meaning: string, category: string, topic: string): FeatureDefinition =>
  feature(name, 'rarity', meaning, [category], { category, topic });

/** A class of values of a column. */
const kind = (name: string, meaning: string, column: string, topic: string): FeatureDefinition =>
  feature(name, 'flag', meaning, [column], { topic });

const hour = { topic: 'hour', span: DAY };
const weekday = { topic: 'weekday', span: 7 * DAY };

/** Every feature of a record, in the order in which a matrix has them. */
export const featureDefinitions: readonly FeatureDefinition[] = [
  feature('bytes_in', 'bytes', 'bytes in', ['bytes_in']),
  feature('bytes_out', 'bytes', 'bytes out', ['bytes_out']),
  feature('bytes_ratio', 'ratio', 'bytes in for a byte out', ['bytes_in', 'bytes_out']),
  feature('duration', 'seconds', 'duration', ['end_time']),
  feature('bytes_in_rate', 'bytes a second', 'rate in', ['bytes_in', 'end_time'], { varies: 'duration' }),
  feature('bytes_out_rate', 'bytes a second', 'rate out', ['bytes_out', 'end_time'], { varies: 'duration' }),
  feature('hour_sine', 'hour', 'hour of the day, sine', [], hour),
  feature('hour_cosine', 'hour', 'hour of the day, cosine', [], hour),
  feature('weekday_sine', 'weekday', 'day of the week, sine', [], weekday),
  feature('weekday_cosine', 'weekday', 'day of the week, cosine', [], weekday),
  rarity('port_rarity', 'destination port', 'dst_port', 'port'),
  // RFC 6335: system ports below, and dynamic ports from 49152 on.
  kind('port_user', 'user port (1024 to 49151)', 'dst_port', 'port'),
  kind('port_dynamic', 'dynamic port (49152 and up)', 'dst_port', 'port'),
  rarity('country_rarity', 'country', 'src_ip_country_code', 'country'),
  rarity('owner_rarity', 'network owner', 'owner', 'owner'),
  rarity('protocol_rarity', 'protocol', 'protocol', 'protocol'),
  kind('protocol_encrypted', 'protocol that encrypts', 'protocol', 'protocol'),
  kind('protocol_web', 'web protocol', 'protocol', 'protocol'),
  rarity('response_rarity', 'response', 'response_code', 'response'),
  // The classes of RFC 9110, section 15; what is in none of the three is a success.
  kind('response_redirect', 'redirection (3xx)', 'response_code', 'response'),
  kind('response_client_error', 'client error (4xx)', 'response_code', 'response'),
  kind('response_server_error', 'server error (5xx)', 'response_code', 'response'),
  ofRequest('request_path_rarity', 'client rarity', 'path of the request'),
  ofRequest('request_names_rarity', 'path rarity', 'names of all parameters of the request'),
  ofRequest('request_name_rarity', 'path rarity', 'rarest name of a parameter of the request'),
  ofRequest('request_value_surprise', 'bits', 'surprise of a parameter’s value'),
  ofRequest('request_character_surprise', 'bits', 'surprise of a character of a parameter’s value'),
  ofRequest('request_value_length', 'deviations', 'length of a parameter’s value off the usual'),
  ofRequest('request_rarest_character', 'client rarity', 'rarest character of the request'),
  ofRequest('request_rarest_pairs', 'client rarity', 'three rarest pairs of characters of the request'),
  ofRequest('request_pair_rarity', 'client rarity', 'average pair of characters of the request'),
  ofRequest('request_triple_rarity', 'client rarity', 'average triple of characters of the request'),
  ofSource('source_records', 'count', 'records of the source within {window}', []),
  // Logs of web servers have one direction only.
  ofSource('source_bytes', 'bytes', 'bytes of the source within {window}', []),
  ofSource('source_new_ports', 'count', 'ports newly tried by the source within {window}', ['dst_port']),
  ofSource('source_new_destinations', 'count', 'servers newly tried by the source within {window}', [
    'dst_ip',
  ]),
  feature('source_new_requests', 'count', 'requests newly tried by the source within {window}', ['uri'], {
    file: 'features-requests',
  }),
  ofSource('source_error_share', 'share', 'share of errors for the source within {window}', [
    'response_code',
  ]),
  ofSource('source_share', 'share', 'share of the source in all records within {window}', [], {
    warmUp: 'high',
  }),
  ofSource('source_gap', 'seconds', 'watched time since the source’s last record', []),
  ofSource('source_gap_change', 'change', 'pause before it against the pause before that', []),
  ofSource(
    'source_gap_spread',
    'ratio',
    'longest of the source’s last four pauses for a second of the shortest',
    [],
  ),
  ofSource('source_first', 'flag', 'first record of its source', [], { span: 2 * DAY }),
  ofNetwork(
    'network_records',
    'count',
    'records of the source’s network (/24, /48) within {long window}',
    [],
    { warmUp: 'low' },
  ),
  ofNetwork(
    'network_error_share',
    'share',
    'share of errors for the source’s network (/24, /48) within {long window}',
    ['response_code'],
  ),
  ofSource('all_records', 'count', 'records of everyone within {window}', [], { warmUp: 'low' }),
  ofSource('all_error_share', 'share', 'share of errors for everyone within {window}', ['response_code'], {
    warmUp: 'unknown',
  }),
];
