// What a file of JSON must be like before its values are used: a file that is whole JSON may still be another one.

/** Returns the place of the first value that is not as it should be; undefined where all are. */
export type Shape = (value: unknown, place: string) => string | undefined;

/** Values that meet a condition. */
export const where =
  (holds: (value: unknown) => boolean): Shape =>
  (value, place) =>
    holds(value) ? undefined : place;

/** A finite number. */
export const number = where(Number.isFinite);
/** An integer, 0 or more. */
export const count = where((value) => Number.isSafeInteger(value) && Number(value) >= 0);
export const text = where((value) => typeof value === 'string');

export const truth = where((value) => typeof value === 'boolean');
/** A finite number above 0. */
export const positive = where((value) => Number.isFinite(value) && Number(value) > 0);
/** A finite number, 0 or more. */
export const notNegative = where((value) => Number.isFinite(value) && Number(value) >= 0);
/** One of some texts. */
export const oneOf = (...texts: readonly string[]): Shape =>
  where((value) => texts.includes(value as string));

/** Finite numbers in an array of 32-bit floats, of this length where it is given. */
export const floats = (length?: number): Shape =>
  where((value) => value instanceof Float32Array && areFinite(value, length));
/** Finite numbers in an array of 64-bit floats, of this length where it is given. */
export const doubles = (length?: number): Shape =>
  where((value) => value instanceof Float64Array && areFinite(value, length));
/** Integers in an array, each at least `from` and below `to`, without one twice where they are distinct. */
export const integers = (from: number, to: number, { distinct = false } = {}): Shape =>
  where(
    (value) =>
      value instanceof Int32Array &&
      value.every((one) => one >= from && one < to) &&
      (!distinct || new Set(value).size === value.length),
  );

const areFinite = (values: Float32Array | Float64Array, length = values.length): boolean =>
  values.length === length && values.every((value) => Number.isFinite(value));

/** A value of several shapes; the later ones are only tested where the earlier ones hold. */
export const all =
  (...shapes: readonly Shape[]): Shape =>
  (value, place) => {
    for (const shape of shapes) {
      const wrong = shape(value, place);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/** A list whose items have a shape, at most `limit` of them. */
export const listOf =
  (item: Shape, limit = Number.POSITIVE_INFINITY): Shape =>
  (value, place) => {
    if (!Array.isArray(value) || value.length > limit) return place;
    for (const [i, one] of value.entries()) {
      const wrong = item(one, `${place}[${i}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/**
 * An object that has fields of these shapes; it may have more.
 *
 * @example
 * object({ x: number })({ x: 'one' }, 'point'); // 'point.x'
 */
export const object =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, place) => {
    if (typeof value !== 'object' || value === null) return place;
    for (const [name, shape] of Object.entries(fields)) {
      const field = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      const wrong = shape(field, place === '' ? name : `${place}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/** A value of a shape, or null. */
export const nullOr =
  (shape: Shape): Shape =>
  (value, place) =>
    value === null ? undefined : shape(value, place);

/** A value of a shape, or none. */
export const optional =
  (shape: Shape): Shape =>
  (value, place) =>
    value === undefined ? undefined : shape(value, place);
