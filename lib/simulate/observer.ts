import { attackKinds } from './attacks/kinds.js';
import type { Random } from './random.js';
import type { SimulatedRecord } from './simulated-record.js';
import type { World } from './world.js';

/** The rules of the simulated rule engine, in the words of the public records where they have one. */
export const rules = [
  { name: 'Suspicious Web Traffic', observation: 'Adversary Infrastructure Interaction', type: 'waf_rule' },
  { name: 'Port Probe', observation: 'Network Reconnaissance', type: 'flow_rule' },
  { name: 'Repeated Login Failures', observation: 'Credential Access Attempt', type: 'rate_rule' },
  { name: 'Request Flood', observation: 'Denial of Service', type: 'rate_rule' },
  { name: 'Large Transfer', observation: 'Unusual Data Volume', type: 'flow_rule' },
] as const;

const ruleOf = new Map(attackKinds.map((kind) => [kind.name, kind.rule]));

/**
 * Returns the index of the rule that fires on a record, or -1. The rule engine detects a record of an attack
 * with the probability recall × strength, and flags a normal record with the false-alarm rate of its
 * population.
 */
export function observe(record: SimulatedRecord, world: World, random: Random): number {
  const { observer } = world.scenario;
  const luck = random.uniform();
  const other = random.below(rules.length * 4);
  if (record.attack) return luck <= observer.recall * record.strength ? ruleOf.get(record.attack)! : -1;
  // Most false alarms are the general rule's; a fifth are spread over all rules.
  return luck <= (observer.falseAlarms[record.population] ?? 0) ? (other < rules.length ? other : 0) : -1;
}
