/** Columns of cells, and what values with few records are called together. */
export const FOLDED = {
  src_ip: 'other sources',
  dst_port: 'other ports',
  country: 'other countries',
  rule_names: 'other rules',
  matched_rules: 'other matched rules',
} as const;
