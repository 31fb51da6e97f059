import ipaddr from 'ipaddr.js';
import type { Traffic } from '../../load/traffic.js';
import { type ClientContext, clientContexts } from '../client-context.js';
import type { Ledger } from '../investigate.js';

/** Maximum number of addresses of an IP set (AWS WAF quotas). */
const MAX_ADDRESSES = 10_000;

/** An AWS WAF IP set, as `aws wafv2 create-ip-set --cli-input-json` takes it. */
export interface WafIpSet {
  readonly Name: string;
  readonly Scope: 'REGIONAL' | 'CLOUDFRONT';
  readonly IPAddressVersion: 'IPV4' | 'IPV6';
  /** Single addresses as CIDRs (/32, /128), never a network. */
  readonly Addresses: readonly string[];
}

/** IP sets, and the accused clients that are in none of them. */
export interface WafIpSets {
  readonly ipv4: WafIpSet;
  readonly ipv6: WafIpSet;
  readonly leftOut: readonly { readonly client: string; readonly reason: string }[];
}

/** Options of {@link wafIpSets}. */
export interface WafIpSetsOptions {
  /** Begin of the sets' names: `NAME-ipv4`, `NAME-ipv6`; `findings` by default. */
  readonly name?: string;
  /** `CLOUDFRONT` for distributions; `REGIONAL` by default. */
  readonly scope?: WafIpSet['Scope'];
}

/**
 * Makes AWS WAF IP sets of the clients of findings whose behaviour the records themselves show, the most
 * severe first. Use them with `COUNT` before `BLOCK`. Left out, with the reason: addresses that are not
 * public, on a public list of known networks, or allowed by the analyst, and those beyond 10,000.
 *
 * @param traffic records on which `enrichAddresses` was run
 * @param ledger result of `investigate(traffic)`
 * @param options `name` and `scope`
 * @throws when `enrichAddresses` was not run: lists of harmless networks are needed
 *
 * @example
 * const { ipv4, leftOut } = await wafIpSets(traffic, ledger);
 */
export async function wafIpSets(
  traffic: Traffic,
  { findings }: Ledger,
  options: WafIpSetsOptions = {},
): Promise<WafIpSets> {
  const { name = 'findings', scope = 'REGIONAL' } = options;
  const clients = findings.flatMap((finding) =>
    finding.accuses && finding.technique?.claim !== 'hypothesis' && finding.confidence !== 'low'
      ? finding.clients
      : [],
  );
  const contexts = await clientContexts(traffic, clients);
  if (contexts === null)
    throw new Error('IP sets need to know whom not to block; run enrichAddresses(traffic) before.');
  const addresses = { ipv4: [] as string[], ipv6: [] as string[] };
  const leftOut: { client: string; reason: string }[] = [];
  for (const client of new Set(clients)) {
    const parsed = ipaddr.isValid(client) ? ipaddr.parse(client) : null;
    const reason = reasonToLeaveOut(parsed, contexts.get(client));
    const set = addresses[parsed?.kind() ?? 'ipv4'];
    if (parsed === null || reason !== null) leftOut.push({ client, reason: reason ?? 'not an address' });
    else if (set.length >= MAX_ADDRESSES)
      leftOut.push({ client, reason: `beyond the ${MAX_ADDRESSES} of an IP set` });
    else set.push(`${parsed.toString()}/${parsed.kind() === 'ipv4' ? 32 : 128}`);
  }
  const setOf = (version: 'ipv4' | 'ipv6'): WafIpSet => ({
    Name: `${name}-${version}`,
    Scope: scope,
    IPAddressVersion: version === 'ipv4' ? 'IPV4' : 'IPV6',
    Addresses: addresses[version],
  });
  return { ipv4: setOf('ipv4'), ipv6: setOf('ipv6'), leftOut };
}

function reasonToLeaveOut(
  address: ipaddr.IPv4 | ipaddr.IPv6 | null,
  context: ClientContext | undefined,
): string | null {
  if (address === null) return 'not an address';
  if (address.range() !== 'unicast') return `not a public address (${address.range()})`;
  if (context?.special) return `not a public address (${context.special})`;
  if (context?.verdict === 'allow') return 'on your allow list';
  if (context?.known) return context.known;
  return null;
}
