import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// To be imported first: a test that says what is left in the cache needs one that no other test writes into.
const cache = mkdtempSync(path.join(tmpdir(), 'cache-'));
process.env.TRAFFIC_CACHE = cache;
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));
