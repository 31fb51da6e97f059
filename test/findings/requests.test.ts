import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { query } from '../../lib/engine/query.js';
import { decodeRequest } from '../../lib/findings/decode-request.js';
import { investigate } from '../../lib/findings/investigate.js';
import { matchRequest } from '../../lib/findings/match-request.js';
import { requestRules } from '../../lib/findings/request-rules.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { realData } from '../real-data.js';

const named = (uri: string | null, user_agent: string | null = null) =>
  matchRequest({ uri, user_agent }).map(({ name }) => name);

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
};

test('every rule has a case here', () => {
  assert.deepEqual(requestRules.map(({ name }) => name).sort(), Object.keys(cases).sort());
});

for (const [name, [uri, agent, honest]] of Object.entries(cases))
  test(`the rule “${name}” hits ${uri ?? agent} and not ${honest}`, () => {
    assert.ok(named(uri, agent).includes(name));
    assert.deepEqual(named(honest, 'Mozilla/5.0 (X11; Linux x86_64)'), []);
  });

test('requests are decoded up to three times, overlong UTF-8 included', () => {
  assert.equal(decodeRequest('/%25252e/%C0%AE%c0%af?a+b+%3C&lt;'), '/./.' + '/?a b <<');
  assert.equal(decodeRequest('/a+b'), '/a+b');
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
    const rows = await query<{ uri: string | null; user_agent: string | null }>(
      traffic.connection,
      'select uri, user_agent from traffic',
    );
    const found = new Map<string, number>();
    for (const row of rows)
      for (const { name: rule } of matchRequest(row)) found.set(rule, (found.get(rule) ?? 0) + 1);
    counts[name] = [...found].sort();
    if (name === 'amazon_elb__raw.log')
      assert.ok(
        (await investigate(traffic)).findings.some(
          ({ kind, sources }) => kind === 'known probe' && sources.includes('20.78.123.34'),
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
