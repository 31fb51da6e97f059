import { DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api';
import { captureGaps } from '../analyze/capture-gaps.js';
import { coreTime } from '../analyze/core-time.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import type { Finding } from './finding.js';
import { groupBy } from './group-by.js';

/** Parts of the time range in which records are counted. */
const BINS = 60;
/** Servers and ports that are listed. */
const MAX_NAMES = 10;
/** Pairs of finding and client that are uploaded. */
const MAX_UPLOADED = 100_000;
/** The row of all clients in finding-activity.sql. */
const ALL = -1;

/** What the clients of one finding did. */
export interface FindingActivity {
  /** Records of its clients in each bin; of all clients where it names none. */
  readonly records: readonly number[];
  readonly servers: Names;
  readonly ports: Names;
}

/** The most frequent values of a column in the time of a finding. */
interface Names {
  readonly top: readonly { readonly name: string; readonly records: number }[];
  /** How many different ones there are. */
  readonly all: number;
}

/** What the clients of findings did over time. */
export interface LedgerActivity {
  /** Start of the first bin, milliseconds since 1970. */
  readonly start: number;
  /** Width of a bin in milliseconds. */
  readonly width: number;
  readonly bins: number;
  /** Gaps of the capture, milliseconds since 1970. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** By the finding's id. */
  readonly byFinding: ReadonlyMap<string, FindingActivity>;
}

type BinRow = { readonly finding: number; readonly bin: number; readonly records: number };
type NameRow = {
  readonly finding: number;
  readonly what: string;
  readonly name: string;
  readonly records: number;
  readonly names: number;
};

const second = (time: Date) => Math.floor(time.getTime() / 1000);

/** Reads what the clients of findings did over time, and at which servers and ports, with one query each for all. */
export async function ledgerActivity(
  traffic: Traffic,
  findings: readonly Finding[],
): Promise<LedgerActivity> {
  const { engine } = traffic;
  const { first_start: first, last_start: last } = await coreTime(traffic);
  const { window, gaps } = await captureGaps(traffic);
  const start = first ? second(first) : 0;
  const finest = Math.max(1, ((last ? second(last) : start) + 1 - start) / BINS);
  // Whole windows of the capture, so that no bin has more of them than another.
  const width = window === null ? finest : window * Math.ceil(finest / window);
  const bins = Math.ceil((finest * BINS) / width);
  const rows = findings
    .flatMap(({ clients, from, to }, finding) => clients.map((client) => ({ finding, client, from, to })))
    .slice(0, MAX_UPLOADED);
  const spans = await engine.uploadTable(
    {
      finding: { type: INTEGER, values: rows.map(({ finding }) => finding) },
      src_ip: { type: VARCHAR, values: rows.map(({ client }) => client) },
      first_second: { type: DOUBLE, values: rows.map(({ from }) => second(from)) },
      last_second: { type: DOUBLE, values: rows.map(({ to }) => second(to)) },
    },
    { name: 'finding_spans' },
  );
  try {
    const counts = byFinding(
      await engine.query<BinRow>(readSqlFile('investigate/finding-activity'), { start, width, bins }),
    );
    const names = byFinding(
      await engine.query<NameRow>(readSqlFile('investigate/finding-destinations'), { row_limit: MAX_NAMES }),
    );
    return {
      start: start * 1000,
      width: width * 1000,
      bins,
      gaps: gaps.map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() })),
      byFinding: new Map(
        findings.map(({ id, clients }, place) => [
          id,
          {
            records: binned(counts.get(clients.length === 0 ? ALL : place) ?? [], bins),
            servers: namesOf(names.get(place) ?? [], 'server'),
            ports: namesOf(names.get(place) ?? [], 'port'),
          },
        ]),
      ),
    };
  } finally {
    await spans.drop();
  }
}

const byFinding = <Row extends { readonly finding: number }>(rows: readonly Row[]) =>
  new Map(groupBy(rows, ({ finding }) => String(finding)).map((own) => [own[0]!.finding, own]));

function binned(rows: readonly BinRow[], bins: number): readonly number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const { bin, records } of rows) counts[bin] = records;
  return counts;
}

function namesOf(rows: readonly NameRow[], what: string): Names {
  const own = rows.filter((row) => row.what === what);
  return { top: own.map(({ name, records }) => ({ name, records })), all: own[0]?.names ?? 0 };
}
