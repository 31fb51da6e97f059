import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { folders } from '../../lib/commands/trino/folders.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';

/** Six hundred million rows: some minutes. */
const LONG = 'select count(*) as n, sum(orderkey) as s from tpch.sf100.lineitem';

/** Kills one of two workers while it computes, and returns when the coordinator has done without it. */
export async function killWorker(trino: TrinoServer): Promise<void> {
  const counted = async (sql: string) => Number((await openTrino(trino).query<{ n: bigint }>(sql))[0]?.n);
  const failed = assert.rejects(openTrino(trino).query(LONG), {
    name: 'InputError',
    message: /^Trino could not finish the query, no rows of it are kept \(\w+\): .*worker node/,
  });
  const busy = `select count(*) as n from system.runtime.tasks
    where node_id = 'worker-1' and state = 'RUNNING' and split_cpu_time_ms > 500`;
  while ((await counted(busy)) === 0) await pause(300);
  const pid = readFileSync(path.join(folders.nodes, 'worker-1/data/var/run/launcher.pid'), 'utf8');
  process.kill(Number(pid), 'SIGKILL');
  await failed;
  // A question about the nodes may itself be given to the dead one, until the coordinator has taken it off its list.
  const remaining = () =>
    counted("select count(*) as n from system.runtime.nodes where state = 'active'").catch(() => undefined);
  while ((await remaining()) !== 2) await pause(500);
}
