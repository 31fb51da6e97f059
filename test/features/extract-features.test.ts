import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFeatures } from '../../lib/features/apply-features.js';
import { extractFeatures } from '../../lib/features/extract-features.js';
import { fitFeatures } from '../../lib/features/fit-features.js';
import { requireLocal } from '../../lib/load/traffic.js';
import type { LongOperation } from '../../lib/progress/long-operation.js';
import { allColumns } from '../../lib/schema/columns.js';
import { rawFeature } from './raw-features.js';
import { type TinyRecord, tinyTraffic } from './tiny-traffic.js';

const at = (minute: number) => ({
  creation_time: `2024-05-06 0${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00`,
  end_time: `2024-05-06 0${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:10`,
});
const ln = (x: number) => Number(Math.log(x).toFixed(5));

test('bytes become ln(1 + bytes), their ratio ln((1 + in) / (1 + out))', async () => {
  const traffic = await tinyTraffic([{ bytes_in: 0 }, { bytes_in: 99 }, { bytes_in: 999, bytes_out: 9 }]);
  const { matrix } = await extractFeatures(traffic);
  assert.deepEqual(rawFeature(matrix, 'bytes_in'), [0, ln(100), ln(1000)]);
  assert.deepEqual(
    rawFeature(matrix, 'bytes_out').map((bytes) => bytes.toFixed(4)),
    [2001, 2001, 10].map((bytes) => Math.log(bytes).toFixed(4)),
  );
  assert.deepEqual(rawFeature(matrix, 'bytes_ratio'), [ln(1 / 2001), ln(100 / 2001), ln(100)]);
});

test('a rate is bytes over the duration, which counts as at least a second', async () => {
  const traffic = await tinyTraffic([
    { bytes_in: 900, bytes_out: 90, end_time: '2024-05-06 00:00:00' },
    { bytes_in: 900, bytes_out: 90, end_time: '2024-05-06 00:00:09' },
  ]);
  const { matrix } = await extractFeatures(traffic);
  assert.deepEqual(rawFeature(matrix, 'bytes_in_rate'), [ln(901), ln(101)]);
  assert.deepEqual(rawFeature(matrix, 'bytes_out_rate'), [ln(91), ln(11)]);
  assert.deepEqual(rawFeature(matrix, 'duration'), [0, ln(10)]);
});

test('rarity is -ln of the share of records with the value', async () => {
  const traffic = await tinyTraffic([
    { dst_port: 443 },
    { dst_port: 443 },
    { dst_port: 443 },
    { dst_port: 22 },
  ]);
  const { matrix } = await extractFeatures(traffic);
  const common = Number((-Math.log(3 / 4)).toFixed(5));
  assert.deepEqual(rawFeature(matrix, 'port_rarity'), [common, common, common, ln(4)]);
  const { codes, names } = matrix.categories.dst_port!;
  assert.deepEqual(names, ['443', '22'], 'the most frequent first');
  assert.deepEqual(
    [...codes].map((code) => names[code]),
    ['443', '443', '443', '22'],
  );
});

test('the owner of a source’s network is looked up offline, and has a rarity as other values do', async () => {
  const traffic = await tinyTraffic([
    { src_ip: '8.8.8.8' },
    { src_ip: '2001:4860:4860::8888' },
    { src_ip: '1.1.1.1' },
    { src_ip: '192.0.2.1' },
  ]);
  const { matrix, fitted } = await extractFeatures(traffic, { features: ['owner_rarity'] });
  assert.deepEqual(rawFeature(matrix, 'owner_rarity'), [ln(2), ln(2), ln(4), ln(4)]);
  const { codes, names } = matrix.categories.owner!;
  const owners = [...codes].map((code) => names[code]);
  assert.match(owners[0]!, /^AS15169 Google/);
  assert.deepEqual([owners[1], owners[3]], [owners[0], '']);
  const later = await applyFeatures(await tinyTraffic([{ src_ip: '8.8.4.4' }]), fitted);
  assert.deepEqual(rawFeature(later, 'owner_rarity'), [ln(2)], 'by what was learned');
});

test('ports, protocols and responses have their classes', async () => {
  const traffic = await tinyTraffic([
    { dst_port: 443, protocol: 'HTTPS', response_code: 200 },
    { dst_port: 1024, protocol: 'HTTP/1.1', response_code: 302 },
    { dst_port: 49151, protocol: 'tls', response_code: 404 },
    { dst_port: 49152, protocol: 'TCP', response_code: 503 },
    { dst_port: null, protocol: null, response_code: null },
  ]);
  const names = ['port_user', 'port_dynamic', 'protocol_encrypted', 'protocol_web'];
  const classes = ['response_redirect', 'response_client_error', 'response_server_error'];
  const { matrix } = await extractFeatures(traffic, { features: [...names, ...classes] });
  const known = (name: string) => rawFeature(matrix, name).slice(0, 4);
  assert.deepEqual(names.map(known), [
    [0, 1, 1, 0],
    [0, 0, 0, 1],
    [1, 0, 1, 0],
    [1, 1, 0, 0],
  ]);
  assert.deepEqual(classes.map(known), [
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ]);
  assert.equal(rawFeature(matrix, 'port_user')[4], 0.5, 'the median of four where nothing is known');
});

test('a class of responses has its first and its last code', async () => {
  const codes = [299, 300, 399, 400, 499, 500, 599, 600];
  const traffic = await tinyTraffic(codes.map((response_code) => ({ response_code })));
  const classes = ['response_redirect', 'response_client_error', 'response_server_error'];
  const { matrix } = await extractFeatures(traffic, { features: classes });
  assert.deepEqual(
    classes.map((name) => codes.filter((_, i) => rawFeature(matrix, name)[i] === 1)),
    [
      [300, 399],
      [400, 499],
      [500, 599],
    ],
  );
});

test('the hour and the weekday of a record are angles, of a day from midnight and of a week from Monday', async () => {
  const times = ['06 00:00:00', '07 01:30:00', '08 06:00:00', '13 00:00:00'];
  const { matrix } = await extractFeatures(
    await tinyTraffic(times.map((time) => ({ creation_time: `2024-05-${time}` }))),
  );
  const turn = (of: (angle: number) => number, parts: readonly number[]) =>
    parts.map((part) => Number(of(2 * Math.PI * part).toFixed(5)) + 0);
  const hours = [0, 1.5 / 24, 6 / 24, 0];
  const days = [0, 1 / 7, 2 / 7, 0];
  assert.deepEqual(rawFeature(matrix, 'hour_sine'), turn(Math.sin, hours));
  assert.deepEqual(rawFeature(matrix, 'hour_cosine'), turn(Math.cos, hours));
  assert.deepEqual(rawFeature(matrix, 'weekday_sine'), turn(Math.sin, days));
  assert.deepEqual(rawFeature(matrix, 'weekday_cosine'), turn(Math.cos, days));
});

test('a request is as rare as the clients that send it are few, and its parameters on its path', async () => {
  const sent = (src_ip: string, uri: string | null) => ({ src_ip: `192.0.2.${src_ip}`, uri });
  const traffic = await tinyTraffic([
    sent('1', '/a?x=1'),
    sent('2', '/a?x=2'),
    sent('2', '/A?x=3&y=4'),
    sent('3', '/b'),
    sent('3', '/b'),
    sent('3', null),
    sent('4', ''),
    sent('3', '/%61?x=1'),
  ]);
  const { matrix, fitted } = await extractFeatures(traffic);
  assert.equal(fitted.requests?.clients, 3, 'of those that sent one');
  const of = (name: string) => [0, 2, 3, 7].map((row) => rawFeature(matrix, name)[row]);
  assert.deepEqual(of('request_path_rarity'), [0, 0, ln(3), 0]);
  assert.deepEqual(of('request_names_rarity'), [0, ln(3), 0, 0]);
  assert.deepEqual(of('request_name_rarity'), [0, ln(3), 0, 0]);
  const { median, clients } = matrix.columns.find(({ name }) => name === 'request_path_rarity')!;
  assert.deepEqual([median, clients], [0, 3]);
  for (const row of [5, 6]) assert.equal(rawFeature(matrix, 'request_path_rarity')[row], median);
});

test('requests that are new are judged by what was learned of the requests before', async () => {
  const fitted = await fitFeatures(
    await tinyTraffic(
      Array.from({ length: 40 }, (_, i) => ({ src_ip: `192.0.2.${i % 8}`, uri: `/item?id=${i * 37}` })),
    ),
  );
  const again = JSON.parse(JSON.stringify(fitted)) as typeof fitted;
  const matrix = await applyFeatures(
    await tinyTraffic([{ uri: '/item?id=7' }, { uri: "/item?id=7' or '1'='1" }, { uri: '/.env' }]),
    again,
  );
  const [usual, attack] = rawFeature(matrix, 'request_pair_rarity');
  assert.ok(attack! > usual! + 0.5, `${attack} ${usual}`);
  const { requests: _, ...without } = fitted;
  await assert.rejects(applyFeatures(await tinyTraffic([{}]), without), /fit the features anew/);
});

test('of records without requests nothing is learned of them, and why is said', async () => {
  const traffic = await tinyTraffic([{ bytes_in: 1 }, { bytes_in: 2 }]);
  const fitted = await fitFeatures(traffic);
  assert.ok(!('requests' in fitted));
  const reasons = fitted.dropped.filter(({ name }) => name.startsWith('request_'));
  assert.equal(reasons.length, 10);
  assert.ok(reasons.every(({ reason }) => reason === 'no record has uri'));
});

test('windows of a source look back five minutes and never forward', async () => {
  const other = { src_ip: '192.0.2.9' };
  const traffic = await tinyTraffic([at(0), at(3), { ...at(4), ...other }, at(8), at(20)]);
  const { matrix } = await extractFeatures(traffic);
  assert.deepEqual(rawFeature(matrix, 'source_records'), [ln(2), ln(3), ln(2), ln(3), ln(2)]);

  const longer = await tinyTraffic([at(0), at(3), { ...at(4), ...other }, at(8), at(20), at(21), at(22)]);
  const { matrix: later } = await extractFeatures(longer);
  assert.deepEqual(
    rawFeature(later, 'source_records').slice(0, 5),
    rawFeature(matrix, 'source_records'),
    'later records change nothing',
  );
});

test('a port that the source tried within the window before is not newly tried', async () => {
  const traffic = await tinyTraffic([
    { ...at(0), dst_port: 22 },
    { ...at(1), dst_port: 22 },
    { ...at(2), dst_port: 80 },
  ]);
  const { matrix } = await extractFeatures(traffic);
  assert.deepEqual(rawFeature(matrix, 'source_new_ports'), [ln(2), ln(2), ln(3)]);
});

test('a request that the source made within the window before is not newly tried', async () => {
  const traffic = await tinyTraffic([
    { ...at(0), uri: '/' },
    { ...at(1), uri: '/' },
    { ...at(2), uri: '/b' },
    { ...at(3), uri: '/c', src_ip: '192.0.2.9' },
    { ...at(9), uri: '/' },
  ]);
  const { matrix } = await extractFeatures(traffic);
  assert.deepEqual(rawFeature(matrix, 'source_new_requests'), [ln(2), ln(2), ln(3), ln(2), ln(2)]);
});

test('what was within the window to the second counts, as a try, as a record and as an error', async () => {
  const [port, server, request] = [
    [22, 22, 23, 24],
    ['1', '1', '2', '3'],
    ['/', '/', '/b', '/c'],
  ];
  const minutes = [0, 5, 6, 7];
  const codes = [400, 399, null, 200];
  const traffic = await tinyTraffic(
    minutes.map((minute, i) => ({
      ...at(minute),
      dst_port: port[i]!,
      dst_ip: `198.51.100.${server[i]}`,
      uri: request[i]!,
      response_code: codes[i]!,
    })),
  );
  const { matrix } = await extractFeatures(traffic);
  for (const name of ['ports', 'destinations', 'requests'])
    assert.deepEqual(rawFeature(matrix, `source_new_${name}`), [ln(2), ln(2), ln(2), ln(3)], name);
  assert.deepEqual(rawFeature(matrix, 'source_records'), [ln(2), ln(3), ln(3), ln(4)]);
  assert.deepEqual(rawFeature(matrix, 'source_error_share'), [1, 0.5, 0, 0]);
  // Of everyone, the first record has the medians: the capture is younger than the window.
  assert.deepEqual(rawFeature(matrix, 'all_records'), [ln(3), ln(3), ln(3), ln(4)]);
  assert.deepEqual(rawFeature(matrix, 'all_error_share'), [0.25, 0.5, 0, 0]);
});

test('a share of the source in all records is told from ten records on', async () => {
  const other = { src_ip: '192.0.2.9' };
  const traffic = await tinyTraffic([
    at(0),
    // Gaps that most records follow are no new beginning.
    ...Array.from({ length: 9 }, () => at(20)),
    { ...at(21), ...other },
    at(22),
  ]);
  const { matrix } = await extractFeatures(traffic, { features: ['source_share'] });
  const median = (1 / 10 + 10 / 11) / 2;
  assert.deepEqual(
    rawFeature(matrix, 'source_share').map((share) => share.toFixed(3)),
    [...Array.from({ length: 10 }, () => median), 1 / 10, 10 / 11].map((share) => share.toFixed(3)),
  );
});

test('a first record of a source is told from the second day on, of records that span two days', async () => {
  const records: readonly TinyRecord[] = [
    { creation_time: '2024-05-06 00:00:00' },
    { creation_time: '2024-05-06 23:59:59', src_ip: '192.0.2.2' },
    { creation_time: '2024-05-07 00:00:00', src_ip: '192.0.2.3' },
    { creation_time: '2024-05-07 12:00:00' },
    { creation_time: '2024-05-08 00:00:00' },
  ];
  const features = ['source_first', 'hour_sine'];
  const { matrix } = await extractFeatures(await tinyTraffic(records), { features });
  assert.deepEqual(rawFeature(matrix, 'source_first'), [0, 0, 1, 0, 0]);
  const { dropped } = await fitFeatures(await tinyTraffic(records.slice(0, 4)), { features });
  assert.deepEqual(dropped, [{ name: 'source_first', reason: 'the records span less than 2 days' }]);
});

test('a network is a /24 or a /48, and looks back twelve windows', async () => {
  const records = [
    [0, '192.0.2.1', 404],
    [60, '192.0.2.9', 200],
    [61, '192.0.2.1', 200],
    [61, '192.0.20.1', 200],
    [0, '2001:db8:1::1', 200],
    [1, '2001:db8:1::2', 200],
    [2, '2001:db8:2::1', 200],
  ] as const;
  const { matrix } = await extractFeatures(
    await tinyTraffic(
      records.map(([minute, src_ip, response_code]) => ({ ...at(minute), src_ip, response_code })),
    ),
  );
  assert.deepEqual(
    rawFeature(matrix, 'network_records'),
    [1, 2, 2, 1, 1, 2, 1].map((n) => ln(1 + n)),
  );
  assert.deepEqual(rawFeature(matrix, 'network_error_share'), [1, 0.5, 0, 0, 0, 0, 0]);
  const meaning = (name: string) => matrix.columns.find((column) => column.name === name)!.meaning;
  assert.equal(meaning('all_records'), 'records of everyone within 5 min');
  assert.equal(meaning('network_records'), 'records of the source’s network (/24, /48) within 60 min');
});

test('a source that comes evenly has pauses of one length; one pause among four tells', async () => {
  const { matrix } = await extractFeatures(await tinyTraffic([0, 2, 4, 6, 8, 9, 11].map(at)));
  const [, , , , even, oneShort, stillThere] = rawFeature(matrix, 'source_gap_spread');
  assert.deepEqual([even, oneShort, stillThere], [0, ln(121 / 61), ln(121 / 61)]);
  assert.deepEqual(rawFeature(matrix, 'source_gap_change').slice(2), [0, 0, 0, ln(121 / 61), ln(121 / 61)]);
});

test('a window is as wide as the bin of a sensor that reports every ten minutes', async () => {
  const fitted = await fitFeatures(await tinyTraffic([at(0), at(10), { ...at(20), bytes_in: 5 }, at(40)]));
  assert.equal(fitted.windowSeconds, 600);
  const windowOf = async (...minutes: readonly number[]) =>
    (await fitFeatures(await tinyTraffic(minutes.map((minute) => ({ ...at(minute), bytes_in: minute })))))
      .windowSeconds;
  assert.equal(await windowOf(0, 10), 300, 'two records are no grid');
  assert.equal(await windowOf(0, 10, 30), 600, 'of pauses that are as frequent the shorter one');
  assert.equal(await windowOf(0, 10, 20, 31), 300, 'a record beside the grid');
});

test('a gap in the capture is not silence of a source', async () => {
  const other = { src_ip: '192.0.2.9' };
  const traffic = await tinyTraffic([
    at(0),
    at(10),
    at(20),
    at(360),
    { ...at(0), ...other },
    { ...at(20), ...other },
  ]);
  const { matrix } = await extractFeatures(traffic);
  const [, second, third, afterTheGap, , twoBins] = rawFeature(matrix, 'source_gap');
  assert.deepEqual([second, third, afterTheGap, twoBins], [ln(601), ln(601), ln(601), ln(1201)]);
});

test('a flag is scaled by its standard deviation, other features that mostly agree by their mean deviation', async () => {
  const rare = { response_code: 404, dst_port: 22 };
  const { columns } = await fitFeatures(await tinyTraffic([{}, {}, {}, {}, rare]));
  const scale = (name: string) => columns.find((column) => column.name === name)!.scale;
  assert.equal(scale('response_client_error'), Math.sqrt(0.2 * 0.8));
  assert.ok(Math.abs(scale('port_rarity') - (1.2533 * (Math.log(5) - Math.log(5 / 4))) / 5) < 1e-5);
});

test('a feature is scaled by its median absolute deviation, linear where it is small and logarithmic beyond', async () => {
  const { matrix } = await extractFeatures(
    await tinyTraffic([{ bytes_in: 0 }, { bytes_in: 99 }, { bytes_in: 999 }]),
    { features: ['bytes_in'] },
  );
  // Of ln 1, ln 100 and ln 1000: the median is ln 100, the deviations are ln 100, 0 and ln 10.
  const [{ median, scale } = { median: 0, scale: 0 }] = matrix.columns;
  assert.ok(Math.abs(median - Math.log(100)) < 1e-6, `${median}`);
  assert.ok(Math.abs(scale - 1.4826 * Math.log(10)) < 2e-5, `${scale}`);
  assert.equal(scale, Number(scale.toPrecision(6)));
  const scaled = [0, 99, 999].map((bytes) => 3 * Math.asinh((Math.log(1 + bytes) - median) / scale / 3));
  scaled.forEach((value, i) => {
    assert.ok(Math.abs(matrix.values[i]! - value) < 1e-6, `${matrix.values[i]} is not ${value}`);
  });
});

test('the bytes of a source are those of the direction that a log knows', async () => {
  const oneWay = { bytes_in: null, bytes_out: 99 };
  const { matrix } = await extractFeatures(
    await tinyTraffic([
      { ...at(0), ...oneWay },
      { ...at(1), ...oneWay },
    ]),
  );
  assert.deepEqual(rawFeature(matrix, 'source_bytes'), [ln(100), ln(199)]);
});

test('constant and absent columns are left out and named', async () => {
  const absent = { bytes_out: null };
  const { columns, dropped } = await fitFeatures(
    await tinyTraffic([
      { ...absent, bytes_in: 1 },
      { ...absent, bytes_in: 2 },
      { ...absent, bytes_in: 3 },
    ]),
  );
  const why = Object.fromEntries(dropped.map(({ name, reason }) => [name, reason]));
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['bytes_in'],
  );
  assert.equal(why.bytes_out, 'no record has bytes_out');
  assert.equal(why.bytes_ratio, 'no record has bytes_in and bytes_out');
  assert.equal(why.port_rarity, 'constant');
  assert.equal(why.duration, 'constant');
  assert.equal(why.bytes_in_rate, 'duration is constant, so it only repeats the bytes');
  assert.equal(why.hour_sine, 'the records span less than 1 day');
  assert.equal(why.owner_rarity, 'no record has owner');
});

test('values that no training record had are rarer than any', async () => {
  const fitted = await fitFeatures(
    await tinyTraffic([
      { src_ip_country_code: 'AT' },
      { src_ip_country_code: 'AT' },
      { src_ip_country_code: 'DE' },
    ]),
  );
  const matrix = await applyFeatures(await tinyTraffic([{ src_ip_country_code: 'KP' }]), fitted);
  assert.deepEqual(rawFeature(matrix, 'country_rarity'), [ln(6)]);
  assert.equal(matrix.categories.src_ip_country_code!.codes[0], -1);
});

test('a value of any column that no training record had counts as half a record, and so does an owner, or none', async () => {
  const usual = { src_ip: '8.8.8.8' };
  const other = { src_ip: '1.1.1.1', dst_port: 22, protocol: 'SSH', response_code: 404 };
  const features = ['port', 'protocol', 'response', 'owner'].map((name) => `${name}_rarity`);
  const fitted = await fitFeatures(await tinyTraffic([usual, usual, other]), { features });
  const fresh = { src_ip: '9.9.9.9', dst_port: 23, protocol: 'TELNET', response_code: 418 };
  const matrix = await applyFeatures(await tinyTraffic([fresh, other, { src_ip: '192.0.2.1' }]), fitted);
  const half = ln(3 / 0.5);
  const twoThirds = Number((-Math.log(2 / 3)).toFixed(5));
  for (const name of ['port', 'protocol', 'response'])
    assert.deepEqual(rawFeature(matrix, `${name}_rarity`), [half, ln(3), twoThirds], name);
  assert.deepEqual(rawFeature(matrix, 'owner_rarity'), [half, ln(3), half]);
  assert.deepEqual(
    ['dst_port', 'protocol', 'response_code', 'owner'].map((name) => [...matrix.categories[name]!.codes]),
    [
      [-1, 1, 0],
      [-1, 1, 0],
      [-1, 1, 0],
      [-1, 1, -1],
    ],
  );
});

test('an absent value becomes the median', async () => {
  const { matrix } = await extractFeatures(
    await tinyTraffic([{ bytes_in: 1 }, { bytes_in: 20 }, { bytes_in: 300 }, { bytes_in: null }]),
  );
  assert.equal(rawFeature(matrix, 'bytes_in')[3], ln(21));
});

test('rows come in input order with their row_id, whatever order the engine finds them in', async () => {
  const traffic = await tinyTraffic([{ bytes_in: 1 }, { bytes_in: 2 }, { bytes_in: 3 }]);
  await requireLocal(traffic).engine.connection.run('update traffic set row_id = 40 - row_id * 10');
  const { matrix } = await extractFeatures(traffic);
  assert.deepEqual([...matrix.rowIds], [10, 20, 30]);
  assert.deepEqual(rawFeature(matrix, 'bytes_in'), [ln(4), ln(3), ln(2)]);
});

test('what the rule engine wrote, labels and unknown names are refused as features', async () => {
  const traffic = await tinyTraffic([{ bytes_in: 1 }, { bytes_in: 2 }]);
  for (const name of ['rule_names', 'observation_name', 'detection_types', 'source.name', 'source_meta']) {
    await assert.rejects(extractFeatures(traffic, { features: [name] }), /rule engine wrote it/, name);
  }
  await assert.rejects(extractFeatures(traffic, { features: ['is_suspicious'] }), /it is a label/);
  await assert.rejects(extractFeatures(traffic, { features: ['byts'] }), /no feature “byts”/);
});

test('too little to learn from is said in one sentence', async () => {
  await assert.rejects(extractFeatures(await tinyTraffic([])), /The traffic has 0 records; .* two or more/);
  await assert.rejects(extractFeatures(await tinyTraffic([{}])), /The traffic has 1 record; /);
  await assert.rejects(
    extractFeatures(await tinyTraffic([{}, {}]), { features: ['bytes_in', 'duration'] }),
    /No feature varies in these 2 records \(bytes_in, duration\)/,
  );
});

test('hostile text and extreme numbers neither break the SQL nor make a feature infinite', async () => {
  const { matrix } = await extractFeatures(
    await tinyTraffic([
      { src_ip_country_code: "'; drop table traffic; --", bytes_in: -5, protocol: '\u202e$records' },
      { src_ip_country_code: '$codes', bytes_in: Number.MAX_SAFE_INTEGER, end_time: '1970-01-01 00:00:00' },
      { src_ip_country_code: null, bytes_in: null, end_time: null, dst_port: null },
      { uri: '%'.repeat(1_000_000) },
      { uri: "/?'; drop table traffic; --\u{1f600}\0" },
      { uri: '?' },
    ]),
  );
  assert.equal(matrix.rows, 6);
  assert.equal(matrix.values.length, 6 * matrix.columns.length);
  assert.ok(matrix.values.every(Number.isFinite));
});

test('a signal stops the work while the engine computes, leaves no table, and the next one works', async () => {
  const traffic = await tinyTraffic([
    { bytes_in: 1, uri: '/' },
    { bytes_in: 2, uri: '/a?b=c' },
  ]);
  const { connection } = requireLocal(traffic).engine;
  const names = allColumns.map(({ name }) => name);
  await connection.run(
    `insert into traffic select row_id + i, ${names} from traffic, range(2, 20000, 2) as many(i)`,
  );
  const fitted = await fitFeatures(traffic);
  const reason = new Error('enough');
  const run = connection.run.bind(connection);
  for (const work of [
    (stop: LongOperation) => extractFeatures(traffic, stop),
    (stop: LongOperation) => fitFeatures(traffic, stop),
    (stop: LongOperation) => applyFeatures(traffic, fitted, stop),
  ]) {
    const stop = new AbortController();
    connection.run = (sql, ...rest) => {
      if (sql.startsWith('create')) setImmediate(() => stop.abort(reason));
      return run(sql, ...rest);
    };
    await assert.rejects(work(stop), (error) => error === reason);
    connection.run = run;
    const tables = await connection.runAndReadAll('select table_name from duckdb_tables() order by 1');
    assert.deepEqual(tables.getRowsJS(), [['labels'], ['traffic']]);
  }
  assert.equal((await applyFeatures(traffic, fitted)).rows, 20_000);
});

test('a flag that all of a sample agree in is constant only if all records do', async () => {
  const traffic = await tinyTraffic([{}]);
  const { connection } = requireLocal(traffic).engine;
  const records = 100_001;
  await connection.run(
    `insert into traffic select t.* replace (cast(n as integer) as row_id, n as bytes_in)
     from traffic as t cross join range(2, ${records + 1}) as rows(n)`,
  );
  // Scales of so many records are learned from every second hash.
  await connection.run(
    `update traffic set response_code = 503 where row_id = (select min(row_id) from traffic where hash(row_id) % 2 <> 0)`,
  );
  const { columns, dropped } = await fitFeatures(
    { ...traffic, records },
    { features: ['bytes_in', 'response_server_error', 'response_client_error', 'port_dynamic'] },
  );
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['bytes_in', 'response_server_error'],
  );
  assert.deepEqual(dropped.map(({ name, reason }) => `${name}: ${reason}`).sort(), [
    'port_dynamic: constant',
    'response_client_error: constant',
  ]);
});
