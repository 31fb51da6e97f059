import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import { numericToAlpha2 } from 'i18n-iso-countries';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** A country's outline; `id` is its ISO 3166-1 alpha-2 code, or `-` and its name where it has none. */
export type CountryShape = Feature<Polygon | MultiPolygon, { readonly name: string }> & {
  readonly id: string;
};

/** Outlines as GeoJSON. */
export interface CountryShapes {
  readonly type: 'FeatureCollection';
  readonly features: readonly CountryShape[];
}

/** Codes of address data for countries without an ISO number in Natural Earth. */
const CODES: Readonly<Record<string, string>> = { Kosovo: 'XK' };

/** The outlines of a Natural Earth atlas (npm `world-atlas`, public domain) under their ISO codes. */
export function countryShapes(atlas: unknown): readonly CountryShape[] {
  const topology = atlas as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const world = feature(topology, topology.objects.countries) as FeatureCollection<
    Polygon | MultiPolygon,
    { name: string }
  >;
  return world.features.map((shape) => {
    const { name } = shape.properties;
    const code = shape.id === undefined ? CODES[name] : numericToAlpha2(shape.id);
    return { type: shape.type, id: code ?? `-${name}`, properties: { name }, geometry: shape.geometry };
  });
}

const rounded = ([longitude = 0, latitude = 0]: Position): Position => [
  Math.round(longitude * 100) / 100,
  Math.round(latitude * 100) / 100,
];

let shapes: CountryShapes | undefined;

/**
 * Returns the world at 1:110 million, with coordinates to 0.01° (177 kB as JSON), small enough to be part of
 * a figure.
 */
export function world(): CountryShapes {
  shapes ??= { type: 'FeatureCollection', features: roundedShapes() };
  return shapes;
}

function roundedShapes(): readonly CountryShape[] {
  // `require`, not `import`: the compiler would take seconds to infer its type.
  const coarse: unknown = require('world-atlas/countries-110m.json');
  return countryShapes(coarse).map((shape): CountryShape => {
    const { geometry } = shape;
    return {
      ...shape,
      geometry:
        geometry.type === 'Polygon'
          ? { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(rounded)) }
          : {
              type: 'MultiPolygon',
              coordinates: geometry.coordinates.map((part) => part.map((ring) => ring.map(rounded))),
            },
    };
  });
}
