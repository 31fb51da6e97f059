import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { FindingDraft } from './finding.js';

/** Bits of the network that neighbours share. */
const PREFIX = { ipv4: 24, ipv6: 48 } as const;

/** The /24 (IPv4) or /48 (IPv6) of an address; a text that is no address is itself. */
export function networkOf(client: string): string {
  if (!ipaddr.isValid(client)) return client;
  const address = ipaddr.process(client);
  const kind = address.kind();
  const bytes = address.toByteArray();
  const kept = PREFIX[kind] / 8;
  const network = ipaddr.fromByteArray(bytes.map((byte, place) => (place < kept ? byte : 0)));
  return `${network.toString()}/${PREFIX[kind]}`;
}

/** Who a finding is about: its list's entry, its client, the network of all of its clients, or the clients. */
function subjectOf({ clients, entry }: FindingDraft): readonly string[] {
  if (entry !== undefined) return [entry];
  if (clients.length < 2) return clients;
  const networks = new Set(clients.map(networkOf));
  return networks.size === 1 ? [...networks] : [...new Set(clients)].sort();
}

/**
 * Makes the ids of findings: 12 hex digits each that depend on kind, clients (or their network) and target, never on
 * times, so that the same finding in the records of another day has the same id. Findings that all of this does not tell
 * apart are numbered in order of time.
 *
 * @param drafts findings of one investigation
 *
 * @example
 * findingIds(drafts)[0]; // '3f1c0a9b2d4e'
 */
export function findingIds(drafts: readonly FindingDraft[]): readonly string[] {
  const keys = drafts.map((draft) => [draft.kind, draft.target ?? '', ...subjectOf(draft)].join('\n'));
  const inOrder = drafts
    .map((draft, place) => ({ place, at: draft.from.getTime(), key: keys[place]! }))
    .sort((a, b) => a.at - b.at || a.place - b.place);
  const seen = new Map<string, number>();
  const ids = new Array<string>(drafts.length);
  for (const { place, key } of inOrder) {
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    ids[place] = createHash('sha256')
      .update(number === 1 ? key : `${key}\n#${number}`)
      .digest('hex')
      .slice(0, 12);
  }
  return ids;
}
