import { vector_size } from '@duckdb/node-bindings';

/** Rows of one vector of the engine: what it takes and gives at a time. */
export const VECTOR_ROWS = vector_size();
