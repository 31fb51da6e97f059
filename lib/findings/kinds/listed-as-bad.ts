import { readSqlFile } from '../../engine/read-sql-file.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import { type FindingKind, type FindingQuery, signal, spanOf } from './finding-kind.js';

type Row = {
  readonly src_ip: string;
  readonly comment: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/** The clients that match one entry of the analyst's deny lists. */
const denied: FindingQuery<readonly Row[]> = {
  sql: ['investigate/denied'],
  run: async ({ traffic }) =>
    groupBy(await traffic.engine.query<Row>(readSqlFile('investigate/denied')), (row) => row.comment),
};

/** Clients on the analyst's own deny lists, a finding an entry. */
export const listedAsBad = {
  name: 'listed as bad',
  title: 'Clients on your deny list',
  severity: 'medium',
  severityReason: 'the analyst’s own list says so',
  technique: null,
  claim: 'evidence',
  needs: [],
  thresholds: {},
  falsePositives: ['an entry that is out of date', 'an address that has a new owner'],
  nextStep: 'Check the entry’s date and reason.',
  needsAddresses: true,
  independent: true,
  signals: [
    signal(
      {},
      {
        query: denied,
        find: (hits) => ({
          clients: hits.map((row) => row.src_ip),
          ...spanOf(hits),
          numbers: { sources: hits.length, records: hits.reduce((sum, row) => sum + row.records, 0) },
          surprise: null,
          ...(hits[0]!.comment !== '' && { entry: hits[0]!.comment }),
          comment: hits[0]!.comment,
        }),
        sentence: ({ comment, numbers: { sources, records } }) =>
          `${formatCount(sources, 'source')} with ${formatCount(records, 'record')} ${sources === 1 ? 'is' : 'are'} on your deny list${comment === '' ? '' : ` (${visible(comment)})`}.`,
      },
    ),
  ],
} as const satisfies FindingKind;
