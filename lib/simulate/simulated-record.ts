import type { Server } from './scenario.js';

/** One simulated record with the truth about it. */
export interface SimulatedRecord {
  /** Seconds since 1970, UTC. */
  start: number;
  end: number;
  bytesIn: number;
  bytesOut: number;
  /** IPv4 address of the source as a number. */
  ip: number;
  country: string;
  protocol: string;
  /** HTTP status, or 0 where the connection had none. */
  status: number;
  port: number;
  /** Address of the destination, which during an address scan need not be a server's. */
  destination: string;
  server: Server;
  /** Kind of client: `visitor`, `mobile`, `proxy`, `crawler`, `cdn`, `monitor`, or `attacker`. */
  population: string;
  /** Who caused the record, such as `visitor-US-17` or `attacker-3`. */
  actor: string;
  /** Kind of attack and ATT&CK technique, or `''` on normal records. */
  attack: string;
  technique: string;
  /** 0 (like a visitor) to 1 (blatant); normal records have 0 too. */
  strength: number;
  /** Position in `rules` of the rule that fired, or -1. */
  rule: number;
}
