import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { share } from '../text/share.js';
import { visible } from '../text/visible.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';

type Row = {
  readonly src_ip: string;
  readonly ip_key: string;
  readonly known: string;
  readonly records: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly all_records: number;
};

/** The first of the lists that an address is on, which says the most: `listed as scanner (NAME) on DATE`. */
const firstList = (known: string) => known.split('; ')[0] ?? known;

/** Characters of the key that sources of one /24 (IPv4, as mapped IPv6) share; IPv6 /48. */
const network = (key: string) =>
  key.startsWith('00000000000000000000ffff') ? key.slice(0, 30) : key.slice(0, 12);

/**
 * Drafts a finding for every public list that sources are on; `addresses` must be there (`enrichAddresses`). It
 * accuses nobody: it is the benign explanation to begin with.
 */
export async function draftKnownNetworks(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const rows = await ask<Row>(traffic, sqlFile('investigate/known-networks'));
  return groupBy(rows, (row) => firstList(row.known)).map((listed): FindingDraft => {
    const records = listed.reduce((sum, row) => sum + row.records, 0);
    const { all_records: all, src_ip } = listed[0]!;
    const networks = new Set(listed.map((row) => network(row.ip_key))).size;
    const others = new Set(listed.flatMap((row) => row.known.split('; ').slice(1)));
    const where =
      networks === 1 && listed.length > 1
        ? `, all in one network (${src_ip.includes(':') ? `${src_ip} and others of its /48` : `${src_ip.replace(/\d+$/, '0')}/24`}),`
        : '';
    return {
      kind: 'known network',
      sources: listed.map((row) => row.src_ip),
      from: new Date(Math.min(...listed.map((row) => row.first_seen.getTime()))),
      to: new Date(Math.max(...listed.map((row) => row.last_seen.getTime()))),
      sentence: `${count(listed.length, 'source')}${where} with ${records.toLocaleString('en-US')} of ${count(all, 'record')} (${share(records, all)}) ${listed.length === 1 ? 'is' : 'are'} ${visible(firstList(listed[0]!.known))}${others.size > 0 ? `; some also ${visible([...others].join('; '), 300)}` : ''}.`,
      numbers: { sources: listed.length, records, allRecords: all, networks },
      surprise: null,
    };
  });
}
