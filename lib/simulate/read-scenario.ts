import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { inputError } from '../text/input-error.js';
import { defaultScenario, type Scenario } from './scenario.js';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parts that replace the default as a whole, since a file chooses their keys. */
const REPLACED_PARTS = new Set(['countries', 'servers', 'status']);

function merge(into: Tree, from: Tree, place: string): Tree {
  const merged: Record<string, unknown> = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const name = place ? `${place}.${key}` : key;
    const old = Object.hasOwn(into, key) ? into[key] : undefined;
    if (old === undefined)
      throw inputError(`Scenario: "${name}" is not known; here it may be ${Object.keys(into).join(', ')}.`);
    if (typeof value !== typeof old || Array.isArray(value) !== Array.isArray(old) || value === null)
      throw inputError(`Scenario: "${name}" must be like ${JSON.stringify(old)}.`);
    if (typeof value === 'number' && (!Number.isFinite(value) || value < 0))
      throw inputError(`Scenario: "${name}" must be a number of at least 0.`);
    if (value === 0 && old !== 0 && /(Index|Min|min|max|recordsPerActor)$/.test(key))
      throw inputError(`Scenario: "${name}" must be greater than 0.`);
    merged[key] = isTree(old) && isTree(value) && !REPLACED_PARTS.has(name) ? merge(old, value, name) : value;
  }
  return merged;
}

function checkShares(what: string, parts: Readonly<Record<string, { readonly share?: unknown }>>): void {
  const shares = Object.values(parts).map((part) => part?.share);
  if (!shares.every((share): share is number => typeof share === 'number' && share >= 0))
    throw inputError(`Scenario: each of "${what}" needs a share of at least 0.`);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 0.001)
    throw inputError(`Scenario: the shares of "${what}" add up to ${sum}, not to 1.`);
}

function check(scenario: Scenario): Scenario {
  const { attackShare, start, countries, servers, populations, status } = scenario;
  if (attackShare > 0.05)
    throw inputError(`Scenario: "attackShare" is ${attackShare}; at most 0.05 is allowed.`);
  if (!/^20\d\d-\d\d-\d\dT00:00:00Z$/.test(start) || Number.isNaN(Date.parse(start)))
    throw inputError('Scenario: "start" must be a midnight such as 2024-04-01T00:00:00Z.');
  checkShares('countries', countries);
  checkShares('servers', Object.fromEntries(servers.entries()));
  checkShares('populations', populations);
  const statuses = Object.entries(status);
  if (
    !statuses.every(([code, share]) => /^[1-5]\d\d$/.test(code) && typeof share === 'number' && share >= 0) ||
    statuses.reduce((sum, [, share]) => sum + share, 0) > 1
  )
    throw inputError('Scenario: "status" needs codes from 100 to 599 with shares that add up to 1 at most.');
  for (const [code, { utcOffset }] of Object.entries(countries))
    if (!/^[A-Z]{2}$/.test(code) || !Number.isInteger(utcOffset) || Math.abs(utcOffset) > 14)
      throw inputError(
        `Scenario: country "${code}" needs two capital letters and a utcOffset of whole hours.`,
      );
  for (const { name, address, port, protocol, window } of servers)
    if (
      !/^[\w.-]+$/.test(name) ||
      !isIPv4(address) ||
      !(Number.isInteger(port) && port > 0 && port < 65536) ||
      !['HTTPS', 'HTTP'].includes(protocol) ||
      ![0, 60, 600].includes(window)
    )
      throw inputError(
        `Scenario: server "${name}" must be like ${JSON.stringify(defaultScenario.servers[0])}.`,
      );
  if (servers.every((server) => server.window))
    throw inputError(
      'Scenario: one server at least must have "window": 0, for what does not fit into windows.',
    );
  return scenario;
}

/**
 * Parses a scenario. Parts that are not in the text have the values of `defaultScenario`.
 *
 * @param text JSON object with the parts that differ; `{}` is the default scenario
 * @returns a complete scenario for `simulateRecords`
 * @throws an InputError that names the part if it is unknown, of a wrong type or out of range
 *
 * @example
 * import { parseScenario } from './lib/index.js';
 * parseScenario('{"attackShare": 0.01}').attackShare; // 0.01
 */
export function parseScenario(text: string): Scenario {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch (error) {
    throw inputError(`Scenario: not JSON (${(error as Error).message}).`);
  }
  if (!isTree(parts)) throw inputError('Scenario: must be a JSON object, such as {"attackShare": 0.01}.');
  return check(merge(defaultScenario, parts, '') as unknown as Scenario);
}

/**
 * Reads a scenario from a JSON file, as `parseScenario` does from text.
 *
 * @param path path of the file
 * @returns a complete scenario for `simulateRecords`
 * @throws an InputError that names the file
 *
 * @example
 * const { attackShare } = readScenario('calm.json');
 */
export function readScenario(path: string): Scenario {
  try {
    return parseScenario(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw inputError(code ? `${path}: cannot be read (${code}).` : `${path}: ${message}`);
  }
}
