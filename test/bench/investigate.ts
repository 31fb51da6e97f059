import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { clientActivity } from '../../lib/analyze/client-activity.js';
import { clientSessions } from '../../lib/analyze/client-sessions.js';
import { clientValues } from '../../lib/analyze/client-values.js';
import { rareValues } from '../../lib/analyze/rare-values.js';
import { regularClients } from '../../lib/analyze/regular-clients.js';
import { timeBaseline } from '../../lib/analyze/time-baseline.js';
import { trafficProfiles } from '../../lib/analyze/traffic-profiles.js';
import { investigate, type Ledger } from '../../lib/findings/investigate.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { attackKinds } from '../../lib/simulate/attacks/kinds.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { truthPath } from '../../lib/simulate/truth-path.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';

// How many simulated attackers the ledger names, by kind and strength, and how many findings a day are wrong.
//
//   npm run bench -- investigate [rows] [days] [first seed] [seeds] [rows of the timed run]
//
// A finding matches an attacker when at least 0.8 of its sources are the attacker's, it has at least 0.8 of the
// attacker's sources, and its technique is the attacker's, or another of the same parent technique. A finding is
// wrong when most of its sources are nobody's attack.
//
// Then it times a million records: the ledger, and every other analysis of notebook 04.

/** Share of a finding's sources, and of an attacker's. */
const ENOUGH = 0.8;
const BANDS = 5;

interface Actor {
  readonly kind: string;
  readonly technique: string;
  readonly strength: number;
  readonly sources: ReadonlySet<string>;
  found: boolean;
  exact: boolean;
}

interface Judged {
  readonly actors: readonly Actor[];
  readonly wrong: readonly string[];
  readonly accusing: number;
  readonly accusedPopulations: ReadonlyMap<string, number>;
  readonly seconds: number;
}

const parent = (technique: string) => technique.split('.')[0];

async function actorsOf(traffic: Traffic): Promise<readonly Actor[]> {
  const rows = await traffic.engine.query<{
    actor: string;
    kind: string;
    technique: string;
    strength: number;
    sources: string;
  }>(`select actor, max(attack) as kind, max(technique_id) as technique, max(strength) as strength, string_agg(distinct src_ip, ' ') as sources
     from traffic join truth using (row_id) where attack is not null group by actor`);
  return rows.map((row) => ({
    ...row,
    sources: new Set(row.sources.split(' ')),
    found: false,
    exact: false,
  }));
}

function judge(ledger: Ledger, actors: readonly Actor[], populations: ReadonlyMap<string, string>) {
  const wrong: string[] = [];
  const accusedPopulations = new Map<string, number>();
  const accusing = ledger.findings.filter((finding) => finding.accuses);
  for (const { clients, technique, sentence, kind } of accusing) {
    for (const actor of actors) {
      const common = clients.filter((client) => actor.sources.has(client)).length;
      const matches = common >= ENOUGH * clients.length && common >= ENOUGH * actor.sources.size;
      if (!matches || parent(technique?.id ?? '') !== parent(actor.technique)) continue;
      actor.found = true;
      actor.exact ||= technique?.id === actor.technique;
    }
    const harmless = clients.filter((client) => populations.get(client) !== 'attacker');
    for (const source of harmless) {
      const population = `${populations.get(source) ?? 'nobody'} (${kind})`;
      accusedPopulations.set(population, (accusedPopulations.get(population) ?? 0) + 1);
    }
    if (harmless.length > clients.length / 2) wrong.push(sentence);
  }
  return { wrong, accusedPopulations, accusing: accusing.length };
}

async function investigateSeed(rows: number, days: number, seed: number): Promise<Judged> {
  const folder = mkdtempSync(path.join(tmpdir(), 'investigate-bench-'));
  try {
    const file = path.join(folder, 'traffic.parquet');
    await writeSimulation(file, { rows, days, seed, scenario: defaultScenario });
    const traffic = await openTraffic(file);
    await requireLocal(traffic).engine.connection.run(
      `create table truth as select * from read_parquet('${truthPath(file).replaceAll("'", "''")}')`,
    );
    const began = process.hrtime.bigint();
    const ledger = await investigate(traffic);
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    const sources = await traffic.engine.query<{
      src_ip: string;
      population: string;
    }>(`select src_ip, case when max(attack) is not null then 'attacker' else min(split_part(actor, '-', 1)) end as population
       from traffic join truth using (row_id) group by src_ip`);
    const actors = await actorsOf(traffic);
    const populations = new Map(sources.map((row) => [row.src_ip, row.population]));
    return { actors, seconds, ...judge(ledger, actors, populations) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const recall = (actors: readonly Actor[]) =>
  actors.length === 0
    ? '–'
    : `${(actors.filter((a) => a.found).length / actors.length).toFixed(2)} (${actors.length})`;

function report(days: number, judged: readonly Judged[]): void {
  const actors = judged.flatMap((seed) => seed.actors);
  const band = (of: readonly Actor[], i: number) =>
    of.filter(({ strength }) => Math.min(BANDS - 1, Math.floor(strength * BANDS)) === i);
  const line = (of: readonly Actor[]) => ({
    ...Object.fromEntries(
      Array.from({ length: BANDS }, (_, i) => [
        `${(i / BANDS).toFixed(1)} to ${((i + 1) / BANDS).toFixed(1)}`,
        recall(band(of, i)),
      ]),
    ),
    'from 0.5': recall(of.filter(({ strength }) => strength >= 0.5)),
  });
  console.log('Recall of simulated attackers by strength (number of attackers):');
  console.table({
    ...Object.fromEntries(attackKinds.map(({ name }) => [name, line(actors.filter((a) => a.kind === name))])),
    'all kinds': line(actors),
  });
  const found = actors.filter((actor) => actor.found);
  const wrong = judged.flatMap((seed) => seed.wrong);
  const accused = new Map<string, number>();
  for (const seed of judged)
    for (const [name, n] of seed.accusedPopulations) accused.set(name, (accused.get(name) ?? 0) + n);
  console.log(
    `${found.filter((actor) => actor.exact).length} of ${found.length} with the very technique, not only its parent.`,
  );
  console.log(
    `${judged.reduce((sum, seed) => sum + seed.accusing, 0)} accusing findings, ${wrong.length} wrong: ${(wrong.length / judged.length / days).toFixed(3)} a day.`,
  );
  console.log(
    `Harmless sources in accusing findings: ${[...accused].map(([name, n]) => `${n} ${name}`).join(', ') || 'none'}.`,
  );
  for (const sentence of wrong) console.log(`  wrong: ${sentence}`);
  console.log(`Seconds an investigation: ${judged.map((seed) => seed.seconds.toFixed(1)).join(', ')}.`);
}

async function timed<Result>(name: string, run: () => Promise<Result>) {
  const cpu = process.cpuUsage();
  const began = process.hrtime.bigint();
  const result = await run();
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  console.log(`  ${name}: ${wall.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time`);
  return result;
}

async function timeAll(rows: number, days: number, seed: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'investigate-bench-'));
  try {
    const file = path.join(folder, 'traffic.parquet');
    await writeSimulation(file, { rows, days, seed, scenario: defaultScenario });
    const traffic = await openTraffic(file);
    // Simulated addresses belong to nobody (lib/simulate/address.ts): there is nothing to look up.
    console.log(
      `${rows.toLocaleString('en-US')} records on ${availableParallelism()} processors, load ${loadavg()[0]!.toFixed(1)}:`,
    );
    await timed('ledger', () => investigate(traffic));
    await timed('the other analyses together', async () => {
      await timed('  source activity', () => clientActivity(traffic));
      for (const by of ['client', 'network', 'owner', 'country'] as const)
        await timed(`  profiles by ${by}`, () => trafficProfiles(traffic, { by }));
      await timed('  sessions', () => clientSessions(traffic));
      await timed('  regular clients', () => regularClients(traffic));
      await timed('  rare values', () => rareValues(traffic));
      await timed('  source values', () => clientValues(traffic));
      await timed('  baseline', () => timeBaseline(traffic));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bench(): Promise<void> {
  const [rows = 100_000, days = 28, first = 2001, seeds = 5, many = 1_000_000] = process.argv
    .slice(2)
    .map(Number);
  if (seeds > 0) {
    console.log(
      `${rows.toLocaleString('en-US')} simulated records over ${days} days, seeds ${first} to ${first + seeds - 1}.`,
    );
    const judged: Judged[] = [];
    for (let seed = first; seed < first + seeds; seed++) judged.push(await investigateSeed(rows, days, seed));
    report(days, judged);
  }
  if (many > 0) await timeAll(many, days, first);
}

bench().catch((error: Error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
