import { readSqlFile } from '../../engine/read-sql-file.js';
import { formatCount } from '../../text/format-count.js';
import { formatShare } from '../../text/format-share.js';
import { sentenceCase } from '../../text/sentence-case.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import { ageText, listAge } from '../list-age.js';
import { type FindingKind, type FindingQuery, signal, spanOf } from './finding-kind.js';

type Row = {
  readonly src_ip: string;
  readonly ip_key: string;
  readonly known_kind: string;
  readonly known: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly all_records: number;
};

/** The first list that an address is on, which is the most specific: `listed as scanner (NAME) on DATE`. */
const firstList = (known: string) => known.split('; ')[0] ?? known;

/** `listed as cloud (amazon-aws) on DATE or as cloud (microsoft-azure) on DATE`. */
const listedText = (lists: readonly string[]) =>
  `listed ${lists.map((list) => list.replace(/^listed /, '')).join(' or ')}`;

const caution = (age: number) =>
  `${sentenceCase(ageText(age))}: the addresses may have had other owners at that time.`;

/** Characters of the key that clients of one /24 (IPv4, as mapped IPv6) share; IPv6 /48. */
const network = (key: string) =>
  key.startsWith('00000000000000000000ffff') ? key.slice(0, 30) : key.slice(0, 12);

/** The clients on lists of one kind, by the first list that each is on. */
const knownNetworks: FindingQuery<readonly Row[]> = {
  sql: ['investigate/known-networks'],
  run: async ({ traffic }) =>
    groupBy(
      await traffic.engine.query<Row>(readSqlFile('investigate/known-networks')),
      (row) => row.known_kind,
    ),
};

/** Clients on a public list: not an accusation, but the first harmless explanation. */
export const knownNetwork = {
  name: 'known network',
  title: 'Clients on a public list of known networks',
  severity: 'info',
  severityReason: 'a list says what it is; being listed is no judgement',
  technique: null,
  claim: 'evidence',
  needs: [],
  thresholds: {},
  falsePositives: ['most of what such networks send is somebody’s everyday work'],
  nextStep: 'Judge what was asked, not who relayed it; check the list’s date.',
  needsAddresses: true,
  readFirst: true,
  namesLists: true,
  rankedBy: 'records',
  signals: [
    signal(
      {},
      {
        query: knownNetworks,
        find: (listed) => {
          const lists = [...new Set(listed.map((row) => firstList(row.known)))];
          const span = spanOf(listed);
          const age = listAge(lists, span);
          return {
            clients: listed.map((row) => row.src_ip),
            ...span,
            numbers: {
              list: listed[0]!.known_kind,
              sources: listed.length,
              records: listed.reduce((sum, row) => sum + row.records, 0),
              allRecords: listed[0]!.all_records,
              networks: new Set(listed.map((row) => network(row.ip_key))).size,
              ...(age !== null && { daysYounger: age }),
            },
            surprise: null,
            entry: listed[0]!.known_kind,
            listed,
            lists,
            age,
          };
        },
        sentence: ({ listed, lists, age, numbers: { records, allRecords, networks } }) => {
          const { src_ip } = listed[0]!;
          const others = new Set(listed.flatMap((row) => row.known.split('; ').slice(1)));
          const where =
            networks === 1 && listed.length > 1
              ? `, all in one network (${src_ip.includes(':') ? `${src_ip} and others of its /48` : `${src_ip.replace(/\d+$/, '0')}/24`}),`
              : '';
          const also = others.size > 0 ? `; some also ${visible([...others].join('; '), 300)}` : '';
          return `${formatCount(listed.length, 'source')}${where} with ${records.toLocaleString('en-US')} of ${formatCount(allRecords, 'record')} (${formatShare(records, allRecords)}) ${listed.length === 1 ? 'is' : 'are'} ${visible(listedText(lists), 300)}${also}.${age === null ? '' : ` ${caution(age)}`}`;
        },
      },
    ),
  ],
} as const satisfies FindingKind;
