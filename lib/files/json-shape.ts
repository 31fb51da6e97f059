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

/** A list whose items have a shape. */
export const listOf =
  (item: Shape): Shape =>
  (value, place) => {
    if (!Array.isArray(value)) return place;
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
