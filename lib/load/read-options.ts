/** How files are to be read, where their content does not say it. */
export interface ReadOptions {
  /** Name of the format out of FORMATS; recognised from the content when left out. */
  readonly format?: string;
  /**
   * Addresses or CIDRs of proxies of your own. Behind them the client is taken from X-Forwarded-For; from anybody
   * else that header is a claim and is left in `forwarded_for`.
   */
  readonly trustedProxies?: readonly string[];
  /**
   * Whether addresses and the values of queries are masked, the same value by the same mask; where the environment
   * variable REDACT is 1 when left out. Credentials in requests are masked in any case.
   */
  readonly redact?: boolean;
}
