import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { investigate } from '../../lib/findings/investigate.js';
import { attackVersion, techniques } from '../../lib/findings/techniques.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { withMatchedRules } from '../../lib/rules/matched-rules.js';
import { realData } from '../real-data.js';
import { trafficOf } from './records.js';

test('the technique is what the requests show, not always an exploit', async () => {
  const traffic = await trafficOf([{ at: 0, source: '198.51.100.1' }]);
  const send = (source: string, n: number, pause: number, uri: string, agent: string, method = 'GET') =>
    requireLocal(traffic).engine.connection.run(
      `insert into traffic select (select max(row_id) from traffic) + 1 + i, 600, 500, timestamp '2024-04-01' + to_seconds($pause * i), null, $source, 'DE', 'HTTPS', 404, 443, '10.0.0.1',
         replace($uri, '#', cast(i as varchar)), $agent, $method, null, null, null from range($n) as r(i)`,
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
      ['203.0.113.5', 'credential attack', 'T1110'],
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

test(
  'in the samples of AWS and web servers, at least as many probes are matched as were counted by hand',
  realData,
  async () => {
    const counted: Record<string, number> = {};
    for (const name of ['aws_waf__raw.log', 'amazon_elb__raw.log', 'nginx__raw.log', 'apache__raw.log']) {
      const traffic = await openTraffic(realData.file(`aws-samples/${name}`));
      const matched = await withMatchedRules(traffic, {}, (table) =>
        traffic.engine.query<{ n: number }>(`select cast(count(*) as integer) as n from ${table}`),
      );
      counted[name] = matched[0]!.n;
      if (name === 'amazon_elb__raw.log')
        assert.ok(
          (await investigate(traffic)).findings.some(
            ({ kind, clients }) => kind === 'content discovery' && clients.includes('20.78.123.34'),
          ),
        );
    }
    const { 'amazon_elb__raw.log': elb = 0, 'apache__raw.log': apache = 0, ...others } = counted;
    assert.deepEqual(others, { 'aws_waf__raw.log': 0, 'nginx__raw.log': 0 });
    // Of one scanner's 61 requests; some ask for names such as /test1.php, which no rule can tell from a site's own.
    assert.ok(elb >= 19, `${elb} of the ALB's records`);
    assert.ok(apache >= 49, `${apache} of the Apache log's records`);
  },
);
