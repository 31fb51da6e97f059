import type { Position } from 'geojson';
import { countryShapes } from './world.js';

/** Where a country too small for the coarse map lies. */
export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/** Codes whose land Natural Earth counts to another country: places from the CIA World Factbook (public domain). */
const WITHIN_OTHERS: Readonly<Record<string, Place>> = {
  BQ: { longitude: -68.26, latitude: 12.2 },
  BV: { longitude: 3.4, latitude: -54.43 },
  CC: { longitude: 96.83, latitude: -12.5 },
  CX: { longitude: 105.67, latitude: -10.5 },
  GF: { longitude: -53, latitude: 4 },
  GP: { longitude: -61.58, latitude: 16.25 },
  MQ: { longitude: -61, latitude: 14.67 },
  RE: { longitude: 55.5, latitude: -21.1 },
  SJ: { longitude: 20, latitude: 78 },
  TK: { longitude: -172, latitude: -9 },
  YT: { longitude: 45.17, latitude: -12.83 },
};

let places: ReadonlyMap<string, Place> | undefined;

/**
 * Finds the middle of a country's largest part in the 1:10 million atlas: where to put a mark for Singapore, Hong Kong
 * or Bahrain, which the coarse map does not have.
 *
 * @param code ISO 3166-1 alpha-2
 *
 * @example
 * smallPlace('SG'); // { longitude: 103.8…, latitude: 1.3… }
 */
export function smallPlace(code: string): Place | undefined {
  places ??= new Map(
    countryShapes(require('world-atlas/countries-10m.json')).map(({ id, geometry }) => {
      const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
      return [id, middle(rings)];
    }),
  );
  return places.get(code) ?? WITHIN_OTHERS[code];
}

function middle(rings: readonly Position[][]): Place {
  const boxes = rings.map((ring) => {
    const [west, east] = extent(ring.map((position) => position[0] ?? 0));
    const [south, north] = extent(ring.map((position) => position[1] ?? 0));
    return {
      longitude: (west + east) / 2,
      latitude: (south + north) / 2,
      area: (east - west) * (north - south),
    };
  });
  const { longitude, latitude } = boxes.reduce((a, b) => (b.area > a.area ? b : a));
  return { longitude, latitude };
}

function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)] as const, [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as readonly [number, number]);
}
