/** A server and its sensor. */
export interface Server {
  readonly name: string;
  /** IPv4 address, private. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'HTTPS' | 'HTTP';
  /** Seconds of the fixed window that one record sums up; 0 for one record a connection. */
  readonly window: 0 | 60 | 600;
  /** Share of the visits that go to this server. */
  readonly share: number;
}

/** Share of a population in the normal records. */
export interface PopulationShare {
  /** Share of the normal records. */
  readonly share: number;
  /** Number of records per regular actor; it defines the number of actors. */
  readonly recordsPerActor: number;
}

/**
 * Default scenario of the simulation. It was fixed before any detector was tuned on it; a change needs a
 * reason.
 *
 * Each value has its source next to it or is marked "assumed". `data/README.md` shows the same as a table.
 */
export const defaultScenario = {
  /** First second of the simulated time: a Monday, so that weeks are whole. Assumed. */
  start: '2024-04-01T00:00:00Z',
  /**
   * Share of the records that are attacks, at most 0.05. Assumed: most public sets hold far more, real sites
   * less.
   */
  attackShare: 0.03,
  /** Shares of people by country (assumed) and the country's hours from UTC, without daylight saving. */
  countries: {
    US: { share: 0.3, utcOffset: -6 },
    DE: { share: 0.14, utcOffset: 1 },
    CA: { share: 0.1, utcOffset: -5 },
    GB: { share: 0.08, utcOffset: 0 },
    FR: { share: 0.06, utcOffset: 1 },
    NL: { share: 0.05, utcOffset: 1 },
    AT: { share: 0.04, utcOffset: 1 },
    IN: { share: 0.06, utcOffset: 5 },
    BR: { share: 0.05, utcOffset: -3 },
    JP: { share: 0.04, utcOffset: 9 },
    AE: { share: 0.03, utcOffset: 4 },
    IL: { share: 0.02, utcOffset: 2 },
    AU: { share: 0.02, utcOffset: 10 },
    ZA: { share: 0.01, utcOffset: 2 },
  } as Readonly<Record<string, { readonly share: number; readonly utcOffset: number }>>,
  /**
   * Windows of 60 s and 600 s are the two that VPC flow logs offer (AWS, CreateFlowLogs,
   * MaxAggregationInterval).
   */
  servers: [
    { name: 'prod_webserver', address: '10.20.0.10', port: 443, protocol: 'HTTPS', window: 600, share: 0.25 },
    { name: 'prod_shop', address: '10.20.0.11', port: 443, protocol: 'HTTPS', window: 60, share: 0.25 },
    { name: 'prod_api', address: '10.20.0.12', port: 443, protocol: 'HTTPS', window: 0, share: 0.25 },
    { name: 'prod_static', address: '10.20.0.13', port: 443, protocol: 'HTTPS', window: 0, share: 0.2 },
    { name: 'legacy_site', address: '10.20.0.14', port: 80, protocol: 'HTTP', window: 60, share: 0.05 },
  ] as readonly Server[],
  /**
   * All assumed. Monitors come first out of the plan: their share is met as nearly as whole periods allow.
   */
  populations: {
    visitor: { share: 0.52, recordsPerActor: 8 },
    mobile: { share: 0.18, recordsPerActor: 10 },
    proxy: { share: 0.12, recordsPerActor: 800 },
    crawler: { share: 0.08, recordsPerActor: 400 },
    cdn: { share: 0.05, recordsPerActor: 300 },
    monitor: { share: 0.05, recordsPerActor: 0 },
  } as Readonly<Record<string, PopulationShare>>,
  /**
   * Sizes of responses: lognormal body and Pareto tail (Barford and Crovella, SIGMETRICS 1998, table 1; 7 %
   * in the tail).
   */
  answer: { mu: 9.357, sigma: 1.318, tailShare: 0.07, tailMin: 133_000, tailIndex: 1.1, max: 2 ** 31 },
  /** Sizes of requests: headers of some 600 B, and uploads now and then. Assumed. */
  request: { mu: 6.4, sigma: 0.5, uploadShare: 0.01, uploadMin: 20_000, uploadIndex: 1.1, max: 2 ** 30 },
  /**
   * Seconds of a connection: Pareto; index of transfer times 1.21 (Crovella and Bestavros 1997, section 4.1).
   */
  duration: { min: 0.4, tailIndex: 1.21, max: 3600 },
  /**
   * Pages of a visit and seconds between them: Pareto indices 2.43 and 1.5 (Barford and Crovella 1998, table
   * 1).
   */
  visit: { pagesIndex: 2.43, pauseMin: 1, pauseIndex: 1.5 },
  /** Shares of a normal record's status; the rest is 200. Assumed. */
  status: {
    304: 0.04,
    302: 0.025,
    404: 0.022,
    403: 0.004,
    401: 0.006,
    500: 0.002,
    429: 0.001,
    400: 0.001,
    405: 0.0005,
  } as Readonly<Record<string, number>>,
  /**
   * Share of connections that end before a request (no status, few bytes), and of those at a stray port.
   * Assumed.
   */
  abortedShare: 0.008,
  strayShare: 0.2,
  /** Share of visits by returning people. Assumed. */
  returningShare: 0.6,
  /** Events in 28 days. Assumed, except for the gap: the public records have one of six hours. */
  events: {
    gaps: 2,
    gapHours: 4,
    outages: 3,
    outageMinutes: 40,
    deploys: 8,
    crowds: 2,
    crowdHours: 2,
    crowdFactor: 3,
  },
  /**
   * Spread of a ten-minute slice's rate around the rhythm, as a share of it: counts vary more than Poisson's.
   * Assumed.
   */
  unrest: 0.2,
  /** How good the rule engine is. Assumed: no public figure is for this kind of rule. */
  observer: {
    /** Chance that a record of an attack of strength 1 fires the rule; it falls in proportion to strength. */
    recall: 0.7,
    /**
     * Chance that a normal record fires a rule, by population. The real set's flagged records are mostly a
     * proxy's.
     */
    falseAlarms: {
      visitor: 0.002,
      mobile: 0.002,
      proxy: 0.02,
      crawler: 0.03,
      cdn: 0.005,
      monitor: 0.001,
    } as Readonly<Record<string, number>>,
  },
};

/** Parameters of a simulation; `defaultScenario` describes its parts. */
export type Scenario = typeof defaultScenario;
