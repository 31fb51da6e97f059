import type { Random } from './random.js';
import type { SimulatedRecord } from './simulated-record.js';

/** How an attack of some strength spreads its records over sources and time. */
export interface Pace {
  /** Number of source addresses. */
  readonly sources: number;
  /** Seconds between two requests of one source. */
  readonly pause: number;
  /** Share of the pause by which it varies to either side. */
  readonly jitter: number;
  /**
   * Whether the sources are households (hijacked, or behind a residential proxy) rather than rented hosts.
   */
  readonly residential: boolean;
}

/** What an attack knows when it shapes one of its records. */
export interface AttackStep {
  readonly random: Random;
  readonly strength: number;
  /** Requests that the record sums up. */
  readonly requests: number;
  /** How many records of the attack came before. */
  readonly index: number;
}

/** A kind of attack. At strength 0 its records are a visitor's and few; at 1 it hides nothing. */
export interface AttackKind {
  readonly name: string;
  /** ATT&CK technique id. */
  readonly technique: string;
  /** Position in `rules` of the rule made for it. */
  readonly rule: number;
  /** Share of the attack records. Assumed. */
  readonly share: number;
  /** Where the ranges of pace and shape come from. */
  readonly source: string;
  pace(strength: number, records: number): Pace;
  /** Changes a record that was filled as a normal exchange into one that gives the attack away. */
  shape(record: SimulatedRecord, step: AttackStep): void;
}
