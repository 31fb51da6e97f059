import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../lib/findings/finding.js';
import { type VerdictFacts, verdict } from '../../lib/report/verdict.js';
import { madeFinding } from '../findings/made-finding.js';

const facts: VerdictFacts = {
  records: 10_000,
  rejected: 0,
  seconds: 86_400,
  gapSeconds: 0,
  flagged: { records: 100, explained: null },
};
const text = (
  findings: readonly Finding[],
  changes: Partial<VerdictFacts> = {},
  suppressed: readonly Finding[] = [],
) => verdict({ findings, suppressed }, { ...facts, ...changes }).join(' ');

const gap = madeFinding({ kind: 'capture gap', accuses: false, severity: 'info', clients: [] });
const upload = madeFinding({ kind: 'large upload', severity: 'medium', clients: ['198.51.100.9'] });
const probe = madeFinding({ kind: 'known probe', severity: 'low', clients: ['192.0.2.1', '192.0.2.2'] });
const outcome = (result: NonNullable<Finding['outcome']>['result']) => ({ result, sentence: '' });

test('without findings nothing is urgent, and that is called no proof', () => {
  assert.equal(
    text([]),
    'Nothing urgent. No finding accuses a client; that is no proof that there was no attack.',
  );
});

test('context alone accuses nobody', () => {
  assert.match(text([gap]), /^Nothing urgent\. No finding accuses a client; that is no proof/);
});

test('one finding of medium severity is to be checked, by name of its client', () => {
  assert.equal(
    text([upload, gap]),
    'Nothing urgent. One finding of medium severity to check: large upload by 198.51.100.9.',
  );
});

test('findings of low severity are counted beside those of medium severity, or stand alone', () => {
  assert.match(
    text([upload, probe]),
    /One finding of medium severity to check, and 1 of low severity: large upload/,
  );
  assert.match(
    text([probe]),
    /^Nothing urgent\. One finding of low severity to check: known probe by 2 clients\.$/,
  );
});

test('possible success is urgent whatever the severity, and comes with who did it', () => {
  const found = text([{ ...probe, outcome: outcome('possible success') }]);
  assert.equal(found, '1 urgent finding: known probe by 2 clients (an attempt may have succeeded).');
});

test('of many findings of high severity two are described, and the others counted', () => {
  const many = Array.from({ length: 7 }, () => madeFinding());
  assert.equal(
    text(many),
    '7 urgent findings: brute force by 203.0.113.7; brute force by 203.0.113.7; 5 more. The records do not show whether any of them worked.',
  );
});

test('in a web log the verdict says how requests were answered', () => {
  assert.match(
    text([madeFinding({ outcome: outcome('refused') })]),
    /by 203\.0\.113\.7 \(all were refused\)\./,
  );
  assert.match(text([madeFinding({ outcome: outcome('failed') })]), /\(some requests failed in the server\)/);
});

test('in a flow log nobody knows whether an attempt worked', () => {
  assert.match(text([madeFinding()]), /203\.0\.113\.7\. The records do not show whether it worked\./);
  const both = [madeFinding({ outcome: outcome('refused') }), madeFinding({ outcome: outcome('unknown') })];
  assert.match(text(both), /The records do not show whether 1 of them worked\./);
});

test('where all findings are accepted or suppressed, the verdict says so and not that there are none', () => {
  const aside = { ...upload, suppressed: { reason: 'a backup', expires: null } };
  assert.equal(
    text([], {}, [aside, aside]),
    'Nothing urgent. All 2 findings that accuse clients are accepted or suppressed.',
  );
  assert.match(text([], {}, [aside]), /The only finding that accuses a client is accepted or suppressed/);
});

test('a finding that changed since the earlier report is named', () => {
  const triage = {
    status: 'accepted',
    note: '',
    who: '',
    when: '2026-01-01T00:00:00Z',
    changed: 'x',
  } as const;
  assert.match(
    text([{ ...upload, triage }]),
    /1 finding changed since the earlier report and is open again\./,
  );
});

test('gaps that are long are named, short ones are not', () => {
  assert.match(text([gap], { gapSeconds: 21_600 }), /Nothing was recorded for 6 h of 1 d\.$/);
  assert.doesNotMatch(text([gap], { gapSeconds: 8_000 }), /recorded/);
});

test('where more than 1 % of the rows are rejected, nothing is urgent only in those that could be read', () => {
  assert.match(
    text([], { rejected: 200 }),
    /^Nothing urgent in the rows that could be read\. .* 2\.0 % of the rows could not be read\.$/,
  );
  assert.match(text([], { rejected: 100 }), /^Nothing urgent\. /);
});

test('without scores the verdict says that there are none', () => {
  assert.match(text([upload], { flagged: null }), /No record has an anomaly score\.$/);
});

test('flagged records of one gateway are called everyday use, with how far its list is from the records', () => {
  const explained = { what: 'list', name: 'gateway (zscaler)', records: 80, age: 605 } as const;
  assert.match(
    text([upload], { flagged: { records: 100, explained } }),
    /^Nothing urgent\. .* 80 % of the flagged records come from clients listed as gateway \(zscaler\), probably everyday use; the list is 605 days younger than the records\.$/,
  );
});

test('flagged records of one client, owner or of the findings are named so, unless there are few', () => {
  const flagged = (what: 'client' | 'owner' | 'accused', name: string, records = 100) =>
    text([upload], { flagged: { records, explained: { what, name, records: records / 2, age: null } } });
  assert.match(
    flagged('client', '198.51.100.9'),
    /50 % of the flagged records come from one client, 198\.51\.100\.9\.$/,
  );
  assert.match(flagged('owner', 'ACME'), /come from one network owner, ACME\.$/);
  assert.match(flagged('accused', ''), /50 % of the flagged records are of the clients of these findings\.$/);
  assert.doesNotMatch(flagged('client', '198.51.100.9', 4), /flagged/);
});

test('where few records are flagged, a list that most records are of is named, but never one of VPNs', () => {
  const listed = (list: string, records: number) =>
    madeFinding({
      kind: 'known network',
      accuses: false,
      severity: 'info',
      evidence: { numbers: { list, records, allRecords: 282, daysYounger: -400 }, tables: [], sql: '' },
    });
  const few = { flagged: { records: 1, explained: null } };
  assert.match(
    text([upload, listed('gateway', 225)], few),
    /80 % of the records come from clients on lists of kind gateway, probably everyday use; the list is 400 days older than the records\.$/,
  );
  assert.doesNotMatch(text([upload, listed('vpn', 225)], few), /lists/);
  assert.doesNotMatch(text([upload, listed('gateway', 20)], few), /lists/);
});

test('texts of records in a verdict are cut and made visible', () => {
  const hostile = madeFinding({ kind: 'own rule', title: `\u202e${'x'.repeat(500)}` });
  assert.match(text([hostile]), /“\\u202ex{79}… \(501 characters\)” by/);
});
