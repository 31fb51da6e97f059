import type { FeatureForm } from './feature-matrix.js';

/** A feature that `lib/sql/features.sql` computes, before anything is learned about it. */
export interface FeatureDefinition {
  /** Its column in `features.sql`. */
  readonly name: string;
  readonly form: FeatureForm;
  readonly unit: string;
  /** What it says, with `{window}` for the width of backward-looking windows, `{long window}` for 12 of it. */
  readonly meaning: string;
  readonly topic: string;
  /** Traffic columns without which it says nothing. */
  readonly needs: readonly string[];
  /** Another feature without which it only repeats a third one. */
  readonly varies?: string;
  /** Seconds that the records must span before it can be learned. */
  readonly span?: number;
  /** The traffic column whose value a rarity is about. */
  readonly category?: string;
}

const DAY = 86_400;

const units: Readonly<Record<FeatureForm, string>> = {
  bytes: 'ln(1 + bytes)',
  'bytes a second': 'ln(1 + bytes/s)',
  seconds: 'ln(1 + s)',
  count: 'ln(1 + count)',
  ratio: 'ln(ratio)',
  share: 'share',
  change: '|ln(ratio)|',
  flag: '0 or 1',
  rarity: '-ln(share of records)',
  hour: '',
  weekday: '',
};

const feature = (
  name: string,
  form: FeatureForm,
  meaning: string,
  needs: readonly string[],
  more: Partial<FeatureDefinition> = {},
): FeatureDefinition => ({ name, form, unit: units[form], meaning, topic: name, needs, ...more });

const rarity = (name: string, meaning: string, category: string): FeatureDefinition =>
  feature(name, 'rarity', meaning, [category], { category });

const hour = { topic: 'hour', span: DAY };
const weekday = { topic: 'weekday', span: 7 * DAY };

/** Every feature of a record, in the order in which `lib/sql/features.sql` computes them. */
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
  rarity('port_rarity', 'destination port', 'dst_port'),
  rarity('country_rarity', 'country', 'src_ip_country_code'),
  rarity('protocol_rarity', 'protocol', 'protocol'),
  rarity('response_rarity', 'response', 'response_code'),
  feature('source_records', 'count', 'records of the source within {window}', []),
  feature('source_bytes', 'bytes', 'bytes of the source within {window}', ['bytes_in', 'bytes_out']),
  feature('source_new_ports', 'count', 'ports newly tried by the source within {window}', ['dst_port']),
  feature('source_new_destinations', 'count', 'servers newly tried by the source within {window}', [
    'dst_ip',
  ]),
  feature('source_error_share', 'share', 'share of errors for the source within {window}', ['response_code']),
  feature('source_share', 'share', 'share of the source in all records within {window}', []),
  feature('source_gap', 'seconds', 'watched time since the source’s last record', []),
  feature('source_gap_change', 'change', 'pause before it against the pause before that', []),
  feature('source_first', 'flag', 'first record of its source', [], { span: 2 * DAY }),
  feature('network_records', 'count', 'records of the source’s network (/24, /48) within {long window}', []),
  feature(
    'network_error_share',
    'share',
    'share of errors for the source’s network (/24, /48) within {long window}',
    ['response_code'],
  ),
  feature('all_records', 'count', 'records of everyone within {window}', []),
  feature('all_error_share', 'share', 'share of errors for everyone within {window}', ['response_code']),
];
