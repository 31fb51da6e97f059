import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { ledgerOcsf } from '../../../lib/findings/export/ledger-ocsf.js';
import type { Finding } from '../../../lib/findings/finding.js';
import { techniques } from '../../../lib/findings/techniques.js';
import { ledger } from './ledger.js';

interface Attribute {
  readonly required: boolean;
  /** A type of OCSF that ends in `_t`, or the name of an object. */
  readonly type: string;
  readonly array?: boolean;
  readonly enum?: Readonly<Record<string, string>>;
}
interface Shape {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly atLeastOne?: readonly string[];
}

const { objects } = JSON.parse(readFileSync(path.join(__dirname, 'ocsf-1.5.0.json'), 'utf8')) as {
  readonly objects: Readonly<Record<string, Shape>>;
};

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string_t: (value) => typeof value === 'string',
  integer_t: (value) => Number.isInteger(value),
  long_t: (value) => Number.isInteger(value),
  port_t: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
  boolean_t: (value) => typeof value === 'boolean',
  timestamp_t: (value) => Number.isInteger(value) && Number(value) > 1e12,
  ip_t: (value) => typeof value === 'string' && /^[\d.]+$|^[\da-f:.]+$/i.test(value),
  json_t: (value) => value !== undefined,
  object: (value) => typeof value === 'object' && value !== null,
};

/** What is wrong with a value of a class or an object, by the schema. */
function problems(value: unknown, name: string, at = name): readonly string[] {
  const shape = objects[name];
  if (shape === undefined) return [`${at}: the excerpt has no object ${name}`];
  if (typeof value !== 'object' || value === null) return [`${at}: no object`];
  const fields = value as Readonly<Record<string, unknown>>;
  const ofAttributes = Object.entries(fields).flatMap(([key, field]) => {
    const attribute = shape.attributes[key];
    if (attribute === undefined) return [`${at}.${key}: no such attribute`];
    if (attribute.array && !Array.isArray(field)) return [`${at}.${key}: no list`];
    return (attribute.array ? (field as readonly unknown[]) : [field]).flatMap((each, i) =>
      ofValue(each, attribute, `${at}.${key}${attribute.array ? `[${i}]` : ''}`),
    );
  });
  const absent = Object.entries(shape.attributes).flatMap(([key, { required }]) =>
    required && fields[key] === undefined ? [`${at}.${key}: required`] : [],
  );
  const none =
    shape.atLeastOne && !shape.atLeastOne.some((key) => fields[key] !== undefined)
      ? [`${at}: none of ${shape.atLeastOne.join(', ')}`]
      : [];
  return [...ofAttributes, ...absent, ...none];
}

function ofValue(value: unknown, attribute: Attribute, at: string): readonly string[] {
  const check = TYPES[attribute.type];
  if (check === undefined) return problems(value, attribute.type, at);
  if (!check(value)) return [`${at}: ${JSON.stringify(value)} is no ${attribute.type}`];
  return attribute.enum && !Object.hasOwn(attribute.enum, String(value)) ? [`${at}: not in the enum`] : [];
}

const made = ledger();
const created = new Date('2026-01-02T03:04:05Z');
const eventsOf = async (findings?: readonly Finding[], suppressed: readonly Finding[] = []) => {
  const { ledger: found } = await made;
  const text = ledgerOcsf({ ...found, suppressed, ...(findings && { findings }) }, { created });
  return JSON.parse(text) as readonly Record<string, never>[];
};

test('every event is a valid Detection Finding of the OCSF schema', async () => {
  const events = await eventsOf();
  const { findings } = (await made).ledger;
  assert.ok(findings.length > 1);
  assert.equal(events.length, findings.length);
  for (const event of events) assert.deepEqual(problems(event, 'detection_finding'), []);
});

test('a caption says the same as the number beside it', async () => {
  const captions = objects.detection_finding!.attributes;
  for (const event of await eventsOf())
    for (const [id, name] of [
      ['severity_id', 'severity'],
      ['confidence_id', 'confidence'],
      ['status_id', 'status'],
      ['activity_id', 'activity_name'],
      ['class_uid', 'class_name'],
      ['category_uid', 'category_name'],
      ['type_uid', 'type_name'],
    ] as const)
      assert.equal(captions[id]!.enum![event[id]!], event[name], name);
});

test('an event names the addresses, times and technique of its finding', async () => {
  const { findings } = (await made).ledger;
  const place = findings.findIndex(({ kind }) => kind === 'brute force');
  const { id, clients, from, sentence } = findings[place]!;
  const event = (await eventsOf())[place] as unknown as {
    time: number;
    start_time: number;
    is_alert: boolean;
    message: string;
    finding_info: { uid: string; attacks: readonly unknown[] };
    evidences: readonly { src_endpoint?: { ip: string } }[];
    observables: readonly { type_id: number; value: string }[];
  };
  assert.equal(event.finding_info.uid, id);
  assert.equal(event.time, created.getTime());
  assert.equal(event.start_time, from.getTime());
  assert.equal(event.is_alert, true);
  assert.equal(event.message, sentence);
  assert.deepEqual(event.finding_info.attacks, [
    {
      version: '18.1',
      tactic: { uid: 'TA0006', name: 'Credential Access' },
      technique: { uid: 'T1110', name: 'Brute Force' },
      sub_technique: { uid: 'T1110.001', name: 'Password Guessing' },
    },
  ]);
  assert.deepEqual(
    event.evidences.flatMap(({ src_endpoint }) => (src_endpoint ? [src_endpoint.ip] : [])),
    clients,
  );
  assert.deepEqual(
    event.observables.filter(({ type_id }) => type_id === 2).map(({ value }) => value),
    clients,
  );
});

test('paths are URL strings and user agents are observables of their own', async () => {
  const [finding] = (await made).ledger.findings;
  const tables = [
    {
      title: 'Paths',
      columns: ['path', 'requests'],
      rows: [['/a', 3] as const, ['/b', 1] as const],
      omitted: 0,
    },
    {
      title: 'Clients',
      columns: ['client', 'user agent'],
      rows: [['1.1.1.1', 'curl/8'] as const],
      omitted: 0,
    },
  ];
  const [event] = await eventsOf([{ ...finding!, evidence: { ...finding!.evidence, tables } }]);
  assert.deepEqual(problems(event, 'detection_finding'), []);
  const { observables } = event as unknown as { observables: readonly { type_id: number; value: string }[] };
  const of = (type: number) =>
    observables.filter(({ type_id }) => type_id === type).map(({ value }) => value);
  assert.deepEqual(of(6), ['/a', '/b']);
  assert.deepEqual(of(16), ['curl/8']);
});

test('a suppressed finding is no alert, and a finding about the capture is valid without an address', async () => {
  const [finding] = (await made).ledger.findings;
  const [capture, hidden] = await eventsOf(
    [{ ...finding!, clients: [] }],
    [{ ...finding!, suppressed: { reason: 'ours', expires: '2027-01-01' } }],
  );
  assert.deepEqual(problems(capture, 'detection_finding'), []);
  assert.deepEqual(problems(hidden, 'detection_finding'), []);
  assert.deepEqual([hidden!.status_id, hidden!.is_alert], [3, false]);
});

test('servers are destinations, with their port where there is one, and triage is the status', async () => {
  const { ledger: found } = await made;
  const place = found.findings.findIndex(({ kind }) => kind === 'brute force');
  const forced = found.findings[place]!;
  const [event] = await eventsOf([forced]);
  const { evidences } = event as unknown as { evidences: readonly { dst_endpoint?: unknown }[] };
  assert.deepEqual(
    evidences.flatMap(({ dst_endpoint }) => dst_endpoint ?? []),
    [{ ip: '10.0.0.1', port: 443 }],
  );
  const triage = {
    status: 'confirmed',
    note: 'a = <b>',
    who: 'me',
    when: '2026-01-01',
    changed: null,
  } as const;
  const [confirmed] = await eventsOf([{ ...forced, triage }]);
  assert.deepEqual(problems(confirmed, 'detection_finding'), []);
  assert.deepEqual([confirmed!.status_id, confirmed!.comment], [2, 'a = <b>']);
});

test('every technique that a finding may name has tactics with an id, and hostile text stays text', async () => {
  const [finding] = (await made).ledger.findings;
  for (const technique of techniques.values()) {
    const [event] = await eventsOf([{ ...finding!, technique: { ...technique, claim: 'evidence' } }]);
    assert.deepEqual(problems(event, 'detection_finding'), [], technique.id);
  }
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const [event] = await eventsOf([{ ...finding!, clients: [text], sentence: text }]);
      assert.deepEqual(problems(event, 'detection_finding'), []);
      assert.equal(event!.message, text);
    }),
    { numRuns: 100 },
  );
});
