import { collectBatches } from '../engine/column-batch.js';
import type { RemoteEngine } from '../engine/remote-engine.js';
import { inputError } from '../text/input-error.js';

/** The greatest INTEGER, which `row_id` is everywhere. */
const MOST = 2 ** 31 - 1;

/**
 * Whether records that stay elsewhere have a number each of their own, by which what is said of them is told apart.
 *
 * Counted as bits, 64 in a number, so that the engine there holds a sixty-fourth of what counting different numbers takes.
 *
 * @param records how many there are
 * @throws an InputError when they have numbers, but not each its own that is an INTEGER
 */
export async function ownNumbers(remote: RemoteEngine, records: number): Promise<boolean> {
  if (!remote.has('row_numbers')) return false;
  const { rows } = await collectBatches(
    remote.stream(
      `select coalesce(sum(bit_count(bits, 64)), 0) as different
       from (select bitwise_or_agg(bitwise_left_shift(bigint '1', cast(number % 64 as integer))) as bits
         from row_numbers where number between 0 and ${MOST} group by number / 64) as places`,
      {},
    ),
  );
  const different = Number((rows[0] as { readonly different: bigint }).different);
  if (different !== records)
    throw inputError(
      `row_id has ${different.toLocaleString('en-US')} different numbers up to ${MOST} for ${records.toLocaleString('en-US')} records: make a view without it, in which records are numbered in the order of their times.`,
    );
  return true;
}
