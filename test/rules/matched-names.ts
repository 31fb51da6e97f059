import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { matchRules } from '../../lib/rules/match-rules.js';

/** A request as a line of a log. */
export interface SentRequest {
  readonly uri: string;
  readonly agent?: string | undefined;
  readonly referer?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
}

/** Names of the shipped rules that each request matches in the log of a web server, without those of kind `context`. */
export async function matchedNames(
  requests: readonly SentRequest[],
  { context = false }: { readonly context?: boolean } = {},
): Promise<readonly (readonly string[])[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'matched names '));
  try {
    const file = path.join(folder, 'access.log');
    writeFileSync(file, `${requests.map(logLine).join('\n')}\n`);
    const traffic = await openTraffic(file);
    const { rules } = await matchRules(traffic);
    const rows = await traffic.engine.query<{ row_id: number; rule: number }>(
      'select row_id, rule from rule_matches order by row_id, rule',
    );
    const names: string[][] = requests.map(() => []);
    for (const { row_id, rule } of rows) {
      const matched = rules[rule];
      if (matched && (context || matched.kind !== 'context')) names[row_id - 1]?.push(matched.name);
    }
    return names;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line of Apache's combined format; a method of '' makes a request that is only a text. */
function logLine({
  uri,
  agent = 'Mozilla/5.0',
  referer = '-',
  method = 'GET',
  status = 404,
}: SentRequest): string {
  const sent = method === '' ? logged(uri) : `${method} ${logged(uri).replaceAll(' ', '%20')} HTTP/1.1`;
  return `198.51.100.7 - - [01/Apr/2024:00:00:00 +0000] "${sent}" ${status} 120 "${logged(referer)}" "${logged(agent)}"`;
}

const logged = (text: string): string => text.replaceAll('"', '%22').replaceAll('\n', '%0a');
