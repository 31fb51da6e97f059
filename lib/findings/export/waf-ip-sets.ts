import ipaddr from 'ipaddr.js';
import type { Traffic } from '../../load/traffic.js';
import type { Ledger } from '../investigate.js';
import { type SourceContext, sourceContexts } from '../source-context.js';

/** What an IP set holds at most (AWS WAF quotas, addresses in an IP set). */
const MOST = 10_000;

/** An AWS WAF IP set, as `aws wafv2 create-ip-set --cli-input-json` takes it. */
export interface WafIpSet {
  readonly Name: string;
  readonly Scope: 'REGIONAL' | 'CLOUDFRONT';
  readonly IPAddressVersion: 'IPV4' | 'IPV6';
  /** Single addresses as CIDRs (/32, /128), never a network. */
  readonly Addresses: readonly string[];
}

/** IP sets, and which accused sources are in none of them. */
export interface WafIpSets {
  readonly ipv4: WafIpSet;
  readonly ipv6: WafIpSet;
  readonly leftOut: readonly { readonly source: string; readonly reason: string }[];
}

/**
 * Makes AWS WAF IP sets of the sources of findings whose behaviour the records themselves show, the worst first; for
 * `COUNT` before `BLOCK`. Left out, with the reason: addresses that are not public, on a public list of known networks,
 * or allowed by the analyst, and what is beyond 10,000.
 *
 * @throws when `enrichAddresses` was not run: nobody should be blocked unseen
 *
 * @example
 * const { ipv4, leftOut } = await wafIpSets(traffic, ledger);
 */
export async function wafIpSets(
  traffic: Traffic,
  { findings }: Ledger,
  options: { readonly name?: string; readonly scope?: WafIpSet['Scope'] } = {},
): Promise<WafIpSets> {
  const { name = 'findings', scope = 'REGIONAL' } = options;
  const sources = findings.flatMap((finding) =>
    finding.accuses && finding.technique?.claim !== 'hypothesis' && finding.confidence !== 'low'
      ? finding.sources
      : [],
  );
  const contexts = await sourceContexts(traffic, sources);
  if (contexts === null)
    throw new Error('IP sets need to know whom not to block; run enrichAddresses(traffic) before.');
  const addresses = { ipv4: [] as string[], ipv6: [] as string[] };
  const leftOut: { source: string; reason: string }[] = [];
  for (const source of new Set(sources)) {
    const parsed = ipaddr.isValid(source) ? ipaddr.parse(source) : null;
    const reason = reasonNotTo(parsed, contexts.get(source));
    const set = addresses[parsed?.kind() ?? 'ipv4'];
    if (parsed === null || reason !== null) leftOut.push({ source, reason: reason ?? 'not an address' });
    else if (set.length >= MOST) leftOut.push({ source, reason: `beyond the ${MOST} of an IP set` });
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

function reasonNotTo(
  address: ipaddr.IPv4 | ipaddr.IPv6 | null,
  context: SourceContext | undefined,
): string | null {
  if (address === null) return 'not an address';
  if (address.range() !== 'unicast') return `not a public address (${address.range()})`;
  if (context?.special) return `not a public address (${context.special})`;
  if (context?.verdict === 'allow') return 'on your allow list';
  if (context?.known) return context.known;
  return null;
}
