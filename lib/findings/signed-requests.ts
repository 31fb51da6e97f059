import { VARCHAR } from '@duckdb/node-api';
import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import { withColumns } from '../engine/with-columns.js';
import { behindMasks } from '../load/redact/behind-masks.js';
import type { Traffic } from '../load/traffic.js';
import { matchRequest } from './match-request.js';
import type { RequestRule } from './request-rules.js';

/** A request that carries signatures, and how often one source sent it. */
export type SignedRequest = {
  readonly src_ip: string;
  readonly uri: string | null;
  readonly user_agent: string | null;
  readonly method: string | null;
  readonly records: number;
  readonly succeeded: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly rules: readonly RequestRule[];
};

/**
 * Finds the requests that carry a signature, by source; none where the log has no requests. Each different request is
 * matched once, however many records have it.
 */
export async function signedRequests(traffic: Traffic): Promise<readonly SignedRequest[]> {
  const texts = await ask<{ field: 'uri' | 'user_agent'; content: string }>(
    traffic,
    sqlFile('investigate/request-texts'),
  );
  // A mask has lost what a signature looks for; what is told of the request stays masked.
  const behind = traffic.remote ? undefined : behindMasks(traffic.connection)?.texts;
  const sent = <Text extends string | null>(text: Text) => behind?.get(text ?? '') ?? text;
  const signed = texts.flatMap(({ field, content }) => {
    const rules = matchRequest({ uri: null, user_agent: null, method: 'POST', [field]: sent(content) });
    if (rules.length === 0) return [];
    return [{ field: rules.every(({ method }) => method) ? 'login' : field, content }];
  });
  if (signed.length === 0) return [];
  const columns = {
    field: { type: VARCHAR, values: signed.map(({ field }) => field) },
    content: { type: VARCHAR, values: signed.map(({ content }) => content) },
  };
  const rows = await withColumns(traffic, 'signed_requests', columns, () =>
    ask<Omit<SignedRequest, 'rules'>>(traffic, sqlFile('investigate/requests')),
  );
  return rows.map((row) => ({
    ...row,
    rules: matchRequest({ ...row, uri: sent(row.uri), user_agent: sent(row.user_agent) }),
  }));
}
