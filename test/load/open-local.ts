import { openTraffic } from '../../lib/load/open-traffic.js';
import { type LocalTraffic, requireLocal } from '../../lib/load/traffic.js';

/** As `openTraffic`, of records that are in the DuckDB of this process. */
export async function openLocal(...given: Parameters<typeof openTraffic>): Promise<LocalTraffic> {
  return requireLocal(await openTraffic(...given));
}
