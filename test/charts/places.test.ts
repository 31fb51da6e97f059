import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getAlpha2Codes } from 'i18n-iso-countries';
import { countryLabel } from '../../lib/charts/country-label.js';
import { smallPlace } from '../../lib/charts/small-places.js';
import { world } from '../../lib/charts/world.js';

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
  assert.equal(countryLabel('T1'), '“T1” (no ISO code)');
});
