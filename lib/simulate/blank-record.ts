import type { Server } from './scenario.js';
import type { SimulatedRecord } from './simulated-record.js';

/**
 * Starts a record at a server: at the start of the window that the moment lies in, or at the moment itself.
 */
export function blankRecord(
  server: Server,
  seconds: number,
  ip: number,
  country: string,
  population: string,
  actor: string,
): SimulatedRecord {
  const start = server.window ? seconds - (seconds % server.window) : seconds;
  return {
    start,
    end: start,
    bytesIn: 0,
    bytesOut: 0,
    ip,
    country,
    protocol: server.protocol,
    status: 0,
    port: server.port,
    destination: server.address,
    server,
    population,
    actor,
    attack: '',
    technique: '',
    strength: 0,
    rule: -1,
  };
}
