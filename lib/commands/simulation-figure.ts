import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDuckDB } from '../engine/duckdb.js';
import { duckdbEngine } from '../engine/duckdb-engine.js';
import { attackDots } from '../simulate/figure/attack-dots.js';
import { overTime } from '../simulate/figure/over-time.js';
import { tail } from '../simulate/figure/tail.js';
import { html, render } from '../text/html.js';

// Draws data/simulated-traffic.svg from the shipped data: node --import tsx lib/commands/simulation-figure.ts
const data = path.resolve(__dirname, '../../data');
const DAYS = 28;

const sql = `
  select bytes_out::double as bytes, epoch(creation_time - min(creation_time) over ()) / 86400 as day,
         coalesce(attack, '') as kind, coalesce(strength, 0) as strength, split_part(actor, '-', 1) as actor
  from (select *, row_number() over () as row_id from read_csv($traffic))
  join read_csv($truth) using (row_id)
  order by row_id`;

interface Row {
  readonly bytes: number;
  readonly day: number;
  readonly kind: string;
  readonly strength: number;
  readonly actor: string;
}

async function drawFigure(): Promise<void> {
  const engine = duckdbEngine(await openDuckDB());
  const rows = await engine.query<{ [Name in keyof Row]: Row[Name] }>(sql, {
    traffic: path.join(data, 'cybersecurity_data.csv'),
    truth: path.join(data, 'cybersecurity_data.truth.csv'),
  });
  engine.close();
  const layer = (name: string, color: string, actors: readonly string[]) => {
    const counts = new Array<number>(DAYS * 8).fill(0);
    for (const { actor, day } of rows) if (actors.includes(actor)) counts[Math.floor(day * 8)]! += 1;
    return { name, color, counts };
  };
  const attacks = rows.filter((row) => row.kind);
  const figure = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 450" font-family="sans-serif" font-size="12">
    <title>Simulated traffic: records over 28 days, sizes, and attacks by kind and strength</title>
    <rect width="900" height="450" fill="#fff" />
    ${overTime(
      [
        layer('crawlers, CDNs, monitors', '#737373', ['crawler', 'cdn', 'monitor']),
        layer('proxies', '#e08214', ['proxy']),
        layer('people', '#2166ac', ['visitor', 'mobile']),
        layer('attacks', '#b2182b', ['attacker']),
      ],
      DAYS,
    )}
    ${tail([
      { name: 'normal', color: '#2166ac', bytes: rows.filter((row) => !row.kind).map((row) => row.bytes) },
      { name: 'attacks', color: '#b2182b', bytes: attacks.map((row) => row.bytes) },
    ])}
    ${attackDots(attacks, DAYS)}
  </svg>`;
  writeFileSync(
    path.join(data, 'simulated-traffic.svg'),
    `${render(figure as Parameters<typeof render>[0])}\n`,
  );
}

drawFigure().catch((error: Error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
