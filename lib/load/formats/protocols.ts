/** Names of the protocol numbers seen in flow logs (IANA, Assigned Internet Protocol Numbers). */
const NAMES: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'IPv6-ICMP',
  89: 'OSPFIGP',
  103: 'PIM',
  112: 'VRRP',
  132: 'SCTP',
  136: 'UDPLite',
};

/** SQL for the name of a protocol number; one without a name here stays the number. */
export const protocolSql = (number: string): string =>
  `case ${number} ${Object.entries(NAMES)
    .map(([n, name]) => `when '${n}' then '${name}'`)
    .join(' ')} else ${number} end`;
