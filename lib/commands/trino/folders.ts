import { homedir } from 'node:os';
import path from 'node:path';

/** The release that is fetched from Maven Central, and the SHA-256 of its archive. */
export const TRINO = {
  version: '476',
  archive: 'https://repo1.maven.org/maven2/io/trino/trino-server/476/trino-server-476.tar.gz',
  megabytes: 821,
  sha256: 'cfd5accde17e8ebd251eeeb78aed1f490e77bb3a164d95a0f454bf8a7c1cbd3f',
} as const;

/**
 * Outside the project, as it is as large as everything else in it: clones share it. TRAFFIC_TRINO names
 * another place.
 */
const home = path.resolve(
  process.env.TRAFFIC_TRINO ||
    path.join(
      process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'),
      'suspicious-web-traffic',
      'trino',
    ),
);

/** Where `npm run trino` keeps things; all paths are absolute. */
export const folders = {
  home,
  server: path.join(home, `trino-${TRINO.version}`),
  java: path.join(home, 'java'),
  /** A folder for each node that was started: settings, log and pid file. */
  nodes: path.join(home, 'nodes'),
  /** What the catalog `hive` calls `local:///`. */
  warehouse: path.join(home, 'warehouse'),
} as const;
