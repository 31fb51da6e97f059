import { requireLocal, type Traffic } from '../../../lib/load/traffic.js';

/** Asks of some of the records as if they were all: a temporary table of that name hides the view meanwhile. */
export async function filtered<Answer>(
  traffic: Traffic,
  where: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const { connection } = requireLocal(traffic).engine;
  await connection.run(`create temp table traffic as select * from traffic where ${where}`);
  try {
    return await ask();
  } finally {
    await connection.run('drop table temp.traffic');
  }
}
