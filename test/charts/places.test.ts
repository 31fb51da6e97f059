import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Position } from 'geojson';
import { getAlpha2Codes } from 'i18n-iso-countries';
import { countryLabel } from '../../lib/charts/country-label.js';
import { smallPlace } from '../../lib/charts/small-places.js';
import { type CountryShape, countryShapes, world } from '../../lib/charts/world.js';

test('every ISO code but the uninhabited minor islands has a shape or a place on the map', () => {
  const shapes = new Set(world().features.map((shape) => shape.id));
  const lost = Object.keys(getAlpha2Codes()).filter((code) => !shapes.has(code) && !smallPlace(code));
  assert.deepEqual(lost, []);
});

test('smallPlace knows where Singapore, Hong Kong and Bahrain are', () => {
  for (const [code, longitude, latitude] of [
    ['SG', 103.8, 1.35],
    ['HK', 114.1, 22.4],
    ['BH', 50.5, 26],
  ] as const) {
    const place = smallPlace(code);
    assert.ok(
      place && Math.abs(place.longitude - longitude) < 0.5 && Math.abs(place.latitude - latitude) < 0.5,
      code,
    );
  }
});

test('the world stays small enough to travel inside a figure', () => {
  assert.ok(JSON.stringify(world()).length < 200_000);
});

test('countryLabel names codes, and says where there is none or no such code', () => {
  assert.equal(countryLabel('nl'), 'Netherlands (NL)');
  assert.equal(countryLabel(null), '(no country)');
  assert.equal(countryLabel('T1'), 'Tor (T1, no ISO code)');
  assert.equal(countryLabel('Q1'), '“Q1” (no ISO code)');
});

/** The middle of the box around the largest part of a country: what `smallPlace` has written down. */
function middle({ geometry }: CountryShape): readonly [number, number] {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  const extent = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  const boxes = rings.map((ring: readonly Position[]) => {
    const [west, east] = extent(ring.map(([x = 0]) => x));
    const [south, north] = extent(ring.map(([, y = 0]) => y));
    return { at: [(west + east) / 2, (south + north) / 2] as const, area: (east - west) * (north - south) };
  });
  return boxes.reduce((a, b) => (b.area > a.area ? b : a)).at;
}

test('the 64 countries that only the finer atlas has stand where it has them, to 0.01°', () => {
  const coarse = new Set(world().features.map(({ id }) => id));
  const finer = new Map(
    countryShapes(require('world-atlas/countries-10m.json'))
      .filter(({ id }) => !coarse.has(id) && !id.startsWith('-'))
      .map((shape) => [shape.id, middle(shape)]),
  );
  assert.equal(finer.size, 64);
  for (const [code, [longitude, latitude]] of finer) {
    const place = smallPlace(code);
    assert.ok(place, code);
    assert.ok(
      Math.abs(place.longitude - longitude) <= 0.0051 && Math.abs(place.latitude - latitude) <= 0.0051,
      code,
    );
  }
});
