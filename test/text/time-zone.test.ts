import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { html, render } from '../../lib/text/html.js';
import { withTimes } from '../../lib/text/time-markup.js';
import { fromZone, inZone, isoInZone, isTimeZone, zoneOffset } from '../../lib/text/time-zone.js';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;

test('a time is written as the clocks of the zone show it, and with its offset', () => {
  const summer = Date.UTC(2024, 6, 1, 23);
  assert.equal(inZone(summer, 'UTC'), '2024-07-01 23:00:00');
  assert.equal(inZone(summer, 'Europe/Berlin'), '2024-07-02 01:00:00');
  assert.equal(isoInZone(summer, 'UTC'), '2024-07-01T23:00:00Z');
  assert.equal(isoInZone(summer + 5, 'UTC'), '2024-07-01T23:00:00.005Z');
  assert.equal(isoInZone(summer, 'America/New_York'), '2024-07-01T19:00:00-04:00');
  assert.equal(isoInZone(summer, 'Asia/Kathmandu'), '2024-07-02T04:45:00+05:45');
});

test('of two equal times the first is meant, and of a time that does not exist as long after the change', () => {
  assert.equal(fromZone(Date.UTC(2024, 9, 27, 2, 30), 'Europe/Berlin'), Date.UTC(2024, 9, 27, 0, 30));
  assert.equal(fromZone(Date.UTC(2024, 2, 31, 2, 30), 'Europe/Berlin'), Date.UTC(2024, 2, 31, 1, 30));
});

test('what the clocks show leads back to the time, or to the same wall time before a change', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2060, 0) }),
      fc.constantFrom(...ZONES),
      (time, zone) => {
        const wall = time + zoneOffset(time, zone);
        const back = fromZone(wall, zone);
        assert.equal(back + zoneOffset(back, zone), wall);
        assert.ok(back <= time && time - back <= 3_600_000);
        assert.equal(Date.parse(isoInZone(time, zone)), time);
      },
    ),
  );
});

test('only names of zones are zones', () => {
  assert.ok(isTimeZone('Europe/Berlin'));
  for (const zone of ['', 'Europe/Nowhere', '<b>', 'utc\u0000']) assert.equal(isTimeZone(zone), false, zone);
});

test('times in sentences become elements, whatever else the sentence says', () => {
  const markup = (text: string) => render(html`<p>${withTimes(text)}</p>`);
  assert.equal(
    markup('Quiet from 2024-04-10 20:39:37 to 2024-04-11 00:30:00 UTC: <b>'),
    '<p>Quiet from <time datetime="2024-04-10T20:39:37.000Z">2024-04-10 20:39:37</time> to <time datetime="2024-04-11T00:30:00.000Z">2024-04-11 00:30:00</time> <span class="zone">UTC</span>: &lt;b></p>',
  );
  assert.equal(markup('2024-99-10 20:39:37 UTC'), '<p>2024-99-10 20:39:37 UTC</p>');
  const parts = fc.array(
    fc.constantFrom('2024-04-10 20:39:37', ' to ', ' UTC', '<i>', '&', 'x', '2024-13-01 00:00:00'),
  );
  fc.assert(
    fc.property(parts, (all) => {
      const text = all.join('');
      const plain = markup(text).replace(/<\/?(time|span|p)[^>]*>/g, '');
      assert.equal(plain.replaceAll('&lt;', '<').replaceAll('&amp;', '&'), text);
    }),
  );
});
