import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openTrino } from '../../engine/trino/open-trino.js';
import { inputError } from '../../text/input-error.js';
import type { TrinoArguments } from './arguments.js';
import { findJava } from './find-java.js';
import { folders } from './folders.js';
import { launcher } from './launcher.js';
import { type TrinoNode, writeSettings } from './write-settings.js';

/** A start takes 30 s on two processors that do nothing else. */
const START_MS = 300_000;
const POLL_MS = 500;

/** What runs: where the coordinator listens, and how many nodes take part in queries. */
export interface Cluster {
  readonly server: string;
  readonly nodes: number;
}

/** The coordinator, and the workers on the ports that follow. */
const nodesOf = (port: number, workers: number): readonly [TrinoNode, ...TrinoNode[]] => [
  { name: 'coordinator', port },
  ...Array.from({ length: workers }, (_, i) => ({ name: `worker-${i + 1}`, port: port + i + 1 })),
];

/**
 * Sees to it, before anything is fetched, that the nodes can listen.
 *
 * @throws an InputError that names the port which is in use
 */
export async function refuseBusyPorts(port: number, workers: number): Promise<void> {
  for (const node of nodesOf(port, workers))
    if (await isListening(node.port))
      throw inputError(`Port ${node.port} is in use: end what listens there, or name another with --port.`);
}

/**
 * Starts a coordinator and its workers, and waits until all of them take part.
 *
 * @throws an InputError when a node ends, or takes over five minutes; then none is left running
 */
export async function startCluster(
  { port, workers, memory }: Omit<TrinoArguments, 'command'>,
  signal?: AbortSignal,
): Promise<Cluster> {
  const nodes = nodesOf(port, workers);
  const java = findJava();
  rmSync(folders.nodes, { recursive: true, force: true });
  try {
    for (const node of nodes) {
      const { ok, output } = launcher('start', writeSettings(node, nodes[0], workers, memory), java);
      if (!ok) throw inputError(`Trino's ${node.name} did not start: ${output}`);
    }
    return await waitUntilComplete(nodes.length, signal);
  } catch (error) {
    stopCluster();
    throw error;
  }
}

async function waitUntilComplete(nodes: number, signal: AbortSignal | undefined): Promise<Cluster> {
  for (const started = performance.now(); performance.now() - started < START_MS; ) {
    const cluster = await runningCluster();
    if (cluster?.nodes === nodes && (await workersCompute(cluster))) return cluster;
    for (const folder of nodeFolders())
      if (!launcher('status', folder).ok)
        throw inputError(`Trino's ${path.basename(folder)} ended: ${lastError(folder)}`);
    await pause(POLL_MS, undefined, { signal });
  }
  throw inputError(`Trino was not ready after ${START_MS / 60_000} minutes: ${folders.nodes} has its logs.`);
}

/**
 * Whether every worker has computed something: it is on the list of nodes some seconds before its catalogs
 * are, and is given no work until then.
 */
async function workersCompute({ server, nodes }: Cluster): Promise<boolean> {
  const trino = openTrino({ server, catalog: 'tpch', schema: 'tiny', retries: 0 });
  try {
    // tpch gives each node a part of its rows.
    await trino.query('select sum(orderkey) from lineitem');
    const [row] = await trino.query<{ workers: bigint }>(
      "select count(distinct node_id) as workers from system.runtime.tasks where node_id like 'worker-%'",
    );
    return Number(row?.workers) === nodes - 1;
  } catch {
    return false;
  }
}

/** Stops every node; gives how many there were. */
export function stopCluster(): number {
  return nodeFolders().filter((folder) => launcher('status', folder).ok && launcher('stop', folder).ok)
    .length;
}

/** What runs now; undefined when nothing does, or when it does not answer queries yet. */
export async function runningCluster(): Promise<Cluster | undefined> {
  const folder = path.join(folders.nodes, 'coordinator');
  const config = path.join(folder, 'etc', 'config.properties');
  if (!existsSync(config) || !launcher('status', folder).ok) return undefined;
  const server = /discovery\.uri=(.*)/.exec(readFileSync(config, 'utf8'))?.[1] ?? '';
  const info = await fetch(`${server}/v1/info`)
    .then((response) => response.json() as Promise<{ starting: boolean }>)
    .catch(() => undefined);
  if (info === undefined || info.starting) return undefined;
  const trino = openTrino({ server, catalog: 'system', schema: 'runtime', retries: 0 });
  const rows = await trino
    .query<{ n: bigint }>("select count(*) as n from nodes where state = 'active'")
    .catch(() => []);
  return rows[0] && { server, nodes: Number(rows[0].n) };
}

function nodeFolders(): readonly string[] {
  if (!existsSync(folders.nodes)) return [];
  return readdirSync(folders.nodes).map((name) => path.join(folders.nodes, name));
}

/** The last error in a node's log. */
function lastError(folder: string): string {
  const log = path.join(folder, 'data', 'var', 'log', 'server.log');
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  return text.match(/^.*(ERROR|Error:|Exception:).*$/gm)?.at(-1) ?? `see ${log}`;
}

/** Whether something listens on a port of loopback. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (listens: boolean) => {
      socket.destroy();
      resolve(listens);
    };
    socket.on('connect', () => end(true)).on('error', () => end(false));
  });
}
