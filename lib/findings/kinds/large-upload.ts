import { readSqlFile } from '../../engine/read-sql-file.js';
import { formatCount } from '../../text/format-count.js';
import { formatShare } from '../../text/format-share.js';
import {
  type FindingKind,
  type FindingQuery,
  signal,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  byteShare: {
    value: 0.5,
    unit: 'share of all bytes that the servers received',
    range: [0.01, 1],
    why: 'assumed: a client with more than half of the bytes decides every total; it must still have them without its largest record, since a single upload is no habit',
  },
  recordShare: {
    value: 0.5,
    unit: 'share of all records',
    range: [0, 1],
    why: 'assumed: a client that sends most of the records sends most of the bytes, which says nothing',
  },
} as const satisfies Thresholds;

type Largest = {
  readonly src_ip: string;
  readonly bytes_in: number;
  readonly records: number;
  readonly share: number | null;
};
type Span = { readonly first_seen: Date; readonly last_seen: Date; readonly largest_record: number };

/** The client that sends the most bytes, where its share is above the threshold. */
const byteConcentration: FindingQuery<Largest & Span, ThresholdValues<typeof thresholds>> = {
  sql: ['byte-concentration'],
  run: async ({ traffic }, { byteShare, recordShare }) => {
    const [largest] = await traffic.engine.query<Largest>(readSqlFile('byte-concentration'));
    if (largest === undefined || (largest.share ?? 0) <= byteShare) return [];
    if (largest.records > recordShare * traffic.records) return [];
    const spans = await traffic.engine.query<Span>(
      `select min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen, max(cast(bytes_in as double)) as largest_record
       from traffic where src_ip = $source`,
      { source: largest.src_ip },
    );
    return spans.map((span) => ({ ...largest, ...span }));
  },
};

/** One client that sends most of all bytes in a minority of the records. */
export const largeUpload = {
  name: 'large upload',
  title: 'One client sends most of all bytes',
  severity: 'medium',
  severityReason: 'one source decides every total; nobody vouches for it yet',
  technique: null,
  claim: 'hypothesis',
  needs: ['bytes_in'],
  thresholds,
  falsePositives: ['a backup or a data feed of a partner', 'an upload service'],
  nextStep: 'Ask the owner of the network what it sends; if it is expected, put it on the allow list.',
  independent: true,
  signals: [
    signal(thresholds, {
      query: byteConcentration,
      find: ({ src_ip, bytes_in, records, largest_record, ...row }, { byteShare }) => {
        const ownShare = row.share!;
        const all = bytes_in / ownShare;
        if ((bytes_in - largest_record) / (all - largest_record) <= byteShare) return null;
        return {
          clients: [src_ip],
          from: row.first_seen,
          to: row.last_seen,
          numbers: { bytesIn: bytes_in, share: ownShare, records },
          surprise: null,
        };
      },
      sentence: ({ clients, numbers }) =>
        `${clients[0]} alone sent ${formatShare(numbers.share, 1)} of all bytes that the server received, in ${formatCount(numbers.records, 'record')}.`,
    }),
  ],
} as const satisfies FindingKind;
