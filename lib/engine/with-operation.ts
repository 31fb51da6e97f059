import type { LongOperation } from '../progress/long-operation.js';
import type { Engine } from './engine.js';

/** `traffic.engine.during`, for folders that are not converted yet; `work` takes the traffic whose queries are stopped. */
export const withOperation = <Asked extends { readonly engine: Engine; readonly records: number }, Result>(
  traffic: Asked,
  note: string,
  operation: LongOperation,
  work: (traffic: Asked) => Promise<Result>,
): Promise<Result> =>
  traffic.engine.during({ note, records: traffic.records, ...operation }, (engine) =>
    work({ ...traffic, engine }),
  );
