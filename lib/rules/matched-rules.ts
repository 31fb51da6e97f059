import { INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Table } from '../engine/engine.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { matchRules } from './match-rules.js';
import type { RequestRule } from './rule.js';

/** Whether the rule is listed with the records that it matches: rules that accuse nobody by themselves are not. */
export const isListed = ({ kind }: RequestRule): boolean => kind !== 'context';

/** The name of a rule as it stands in a list. */
export const listedName = ({ name }: RequestRule): string => name.replaceAll(';', ',');

/**
 * Makes a table of the rules that records match, for as long as `use` runs: `row_id` and `matched_rules`, names
 * of rules joined by `; ` in their order. Records without a match, and rules of kind `context`, are not in it.
 * The rules are those that the traffic was last matched with, else the shipped ones.
 *
 * @param use gets the name of the table
 * @throws the signal's reason when it is aborted
 */
export async function withMatchedRules<Result>(
  traffic: Traffic,
  operation: Pick<LongOperation, 'signal'>,
  use: (table: string) => Promise<Result>,
): Promise<Result> {
  const { rules } = await matchRules(traffic, operation);
  const listed = rules.map((rule, number) => ({ rule, number })).filter(({ rule }) => isListed(rule));
  const { engine } = traffic;
  const made: Table[] = [];
  try {
    const named = await engine.uploadTable({
      rule: { type: INTEGER, values: listed.map(({ number }) => number) },
      name: { type: VARCHAR, values: listed.map(({ rule }) => listedName(rule)) },
    });
    made.push(named);
    const matched = await engine.createTable(readSqlFile('rules/matched-rules'), {
      relations: { named_rules: `select * from ${named.name}` },
      ...operation,
    });
    made.push(matched);
    return await use(matched.name);
  } finally {
    for (const table of made.reverse()) await table.drop();
  }
}

/** Matched rules of records: `places` has, for each of the given row ids, the place of its text in `texts`, or -1. */
export interface MatchedRules {
  readonly texts: readonly string[];
  readonly places: Int32Array;
}

/**
 * Reads the matched rules of records, each text once.
 *
 * @param rowIds in ascending order
 */
export async function readMatchedRules(
  traffic: Traffic,
  rowIds: Int32Array,
  operation: Pick<LongOperation, 'signal'> = {},
): Promise<MatchedRules> {
  const places = new Int32Array(rowIds.length).fill(-1);
  const placeOf = new Map<string, number>();
  await withMatchedRules(traffic, operation, async (table) => {
    const sorted = `select row_id, matched_rules from ${table} order by row_id`;
    let at = 0;
    for await (const { rows, columns } of traffic.engine.stream(sorted)) {
      const [ids, texts] = columns;
      for (let row = 0; row < rows; row++) {
        const id = ids!.values[row] as number;
        while (at < rowIds.length && rowIds[at]! < id) at += 1;
        if (rowIds[at] !== id) continue;
        const text = texts!.values[row] as string;
        const place = placeOf.get(text) ?? placeOf.size;
        placeOf.set(text, place);
        places[at] = place;
      }
    }
  });
  return { texts: [...placeOf.keys()], places };
}
