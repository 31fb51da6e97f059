import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folders } from './folders.js';

/** One Java process of a Trino. */
export interface TrinoNode {
  /** `coordinator`, `worker-1` … */
  readonly name: string;
  readonly port: number;
}

/**
 * Writes the settings of a node: on loopback, with the catalogs `hive` (Parquet files in the cache's
 * warehouse), `memory` and `tpch`.
 *
 * @param workers how many nodes there are besides the coordinator, which computes itself only when there are
 *   none
 * @param memory heap of the node in GB, half of which a query may have
 * @returns the node's folder, with `etc` and `data` in it
 */
export function writeSettings(
  node: TrinoNode,
  coordinator: TrinoNode,
  workers: number,
  memory: number,
): string {
  const folder = path.join(folders.nodes, node.name);
  const coordinates = node.name === coordinator.name;
  const files: Readonly<Record<string, readonly string[]>> = {
    'node.properties': [
      'node.environment=local',
      `node.id=${node.name}`,
      `node.data-dir=${path.join(folder, 'data')}`,
      'node.internal-address=127.0.0.1',
      'node.bind-ip=127.0.0.1',
    ],
    'jvm.config': [
      '-server',
      `-Xmx${memory}G`,
      '-XX:+ExitOnOutOfMemoryError',
      '-XX:-OmitStackTraceInFastThrow',
      '-Djdk.attach.allowAttachSelf=true',
      '--enable-native-access=ALL-UNNAMED',
    ],
    'config.properties': [
      `coordinator=${coordinates}`,
      ...(coordinates ? [`node-scheduler.include-coordinator=${workers === 0}`] : []),
      `http-server.http.port=${node.port}`,
      `discovery.uri=http://127.0.0.1:${coordinator.port}`,
      // On one machine no network is to be waited for: a node that does not answer is gone.
      'query.remote-task.max-error-duration=10s',
      'exchange.max-error-duration=10s',
      // One person asks: a query may have more than the third of the heap that Trino gives each of many.
      `query.max-memory-per-node=${500 * memory}MB`,
      `memory.heap-headroom-per-node=${250 * memory}MB`,
    ],
    'catalog/hive.properties': [
      'connector.name=hive',
      'hive.metastore=file',
      'hive.metastore.catalog.dir=local:///metastore',
      'fs.native-local.enabled=true',
      `local.location=${folders.warehouse}`,
      'hive.timestamp-precision=MICROSECONDS',
      'hive.non-managed-table-writes-enabled=true',
    ],
    'catalog/memory.properties': ['connector.name=memory'],
    'catalog/tpch.properties': ['connector.name=tpch'],
  };
  mkdirSync(path.join(folder, 'etc', 'catalog'), { recursive: true });
  mkdirSync(folders.warehouse, { recursive: true });
  for (const [name, lines] of Object.entries(files))
    writeFileSync(path.join(folder, 'etc', name), `${lines.join('\n')}\n`);
  return folder;
}
