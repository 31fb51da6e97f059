import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { written } from '../written.js';
import { AWS_LOGS, type Line } from './aws-logs.js';

let files = 0;
const isRecord = ({ expected }: Line) => Object.keys(expected).length > 0;

/** Reads lines, and compares what was read, in the order of the lines, with what was written. */
async function compare(
  format: string,
  text: string,
  lines: readonly Line[],
  fields: string | undefined,
  damaged: number,
) {
  const traffic = await openTraffic(written(`aws-${++files}.log`, text), fields ? { fields } : {});
  const records = lines.filter(isRecord);
  const columns = Object.keys(records[0]!.expected);
  const times = (name: string) => (name.endsWith('_time') ? `"${name}"::varchar as ${name}` : name);
  const rows = await traffic.engine.query(
    `select ${columns.map(times).join(', ')} from traffic order by row_id`,
  );
  assert.deepEqual(
    rows,
    records.map(({ expected }) => expected),
  );
  const [account] = traffic.accounts;
  const skipped = Object.values(account!.skipped).reduce((sum, n) => sum + n, 0);
  assert.deepEqual([account!.format, account!.rejects], [format, damaged]);
  assert.equal(account!.units, text.trimEnd().split('\n').length);
  assert.equal(account!.units, account!.records + account!.rejects + account!.mergedHalves + skipped);
}

for (const { format, log } of AWS_LOGS) {
  test(`${format}: what was written is read, whatever clients sent and whatever order the fields have`, async () => {
    await fc.assert(
      fc.asyncProperty(log, async ({ head, lines, fields }) => {
        const text = [...head, ...lines.map(({ line }) => line)].join('\n');
        await compare(format, text, lines, fields, 0);
      }),
      { numRuns: 12, seed: 28 },
    );
  });

  test(`${format}: damaged lines are rejects, and nothing of the others is lost`, async () => {
    const damaged = fc.record({
      given: log,
      at: fc.nat(),
      share: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(damaged, async ({ given: { head, lines, fields }, at, share }) => {
        const first = lines.findIndex(isRecord);
        fc.pre(lines.filter(isRecord).length >= 3);
        const place = first + 1 + (at % (lines.length - first));
        const { line } = lines[first]!;
        const cut = { line: line.slice(0, Math.floor(line.length * share)), expected: {} };
        const all = lines.toSpliced(place, 0, cut);
        const text = [...head, ...all.map((one) => one.line)].join('\n');
        await compare(format, text, lines, fields, 1);
      }),
      { numRuns: 12, seed: 28 },
    );
  });
}
