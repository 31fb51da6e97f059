/** Integers from 0 on in a hash table without an object a key. */
export interface IntegerTable {
  /** Returns the place of a key, which is added where it is missing; -1 when the table is full. */
  readonly add: (key: number) => number;
  /** Number of keys; their places are 0 to `size() - 1`, in the order in which they were added. */
  readonly size: () => number;
  readonly keyAt: (place: number) => number;
  /** Removes all keys. */
  readonly clear: () => void;
}

const FIRST_SLOTS = 1_024;
/** A prime near 2³² divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4). */
export const MULTIPLIER = 0x9e3779b1;

/**
 * Makes a hash table with open addressing and linear probing.
 *
 * @param maxKeys number of keys from which on `add` returns -1 for a new one
 */
export function integerTable(maxKeys: number): IntegerTable {
  let slots = new Int32Array(FIRST_SLOTS);
  let keys = new Int32Array(FIRST_SLOTS / 2);
  let shift = 32 - Math.log2(FIRST_SLOTS);
  let size = 0;

  /** The slot of a key: places are stored plus 1, and 0 is free. */
  function slotOf(key: number): number {
    const last = slots.length - 1;
    let slot = Math.imul(key, MULTIPLIER) >>> shift;
    for (let place = slots[slot]!; place !== 0 && keys[place - 1] !== key; place = slots[slot]!)
      slot = (slot + 1) & last;
    return slot;
  }

  function grow(): void {
    slots = new Int32Array(slots.length * 2);
    shift -= 1;
    const larger = new Int32Array(keys.length * 2);
    larger.set(keys);
    keys = larger;
    for (let place = 0; place < size; place++) slots[slotOf(keys[place]!)] = place + 1;
  }

  return {
    add(key) {
      const slot = slotOf(key);
      const place = slots[slot]!;
      if (place !== 0) return place - 1;
      if (size >= maxKeys) return -1;
      keys[size] = key;
      slots[slot] = size + 1;
      size += 1;
      if (size === keys.length) grow();
      return size - 1;
    },
    size: () => size,
    keyAt: (place) => keys[place]!,
    clear() {
      // The last one first: whatever a key was placed after is still there when it is looked for.
      for (let place = size - 1; place >= 0; place--) slots[slotOf(keys[place]!)] = 0;
      size = 0;
    },
  };
}
