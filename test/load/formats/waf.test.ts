import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeTraffic } from '../../../lib/analyze/describe-traffic.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { dataCardBlock } from '../../../lib/report/data-card-block.js';
import { written } from '../written.js';

let files = 0;
const entry = (given: object) =>
  JSON.stringify({
    timestamp: 1714086602186,
    webaclId: 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/0',
    terminatingRuleId: 'Default_Action',
    action: 'ALLOW',
    ruleGroupList: [],
    nonTerminatingMatchingRules: [],
    httpRequest: { clientIp: '203.0.113.9', country: 'DE', headers: [], uri: '/', args: '' },
    ...given,
  });

const open = (...entries: readonly object[]) =>
  openTraffic(written(`waf-${++files}.log`, entries.map(entry).join('\n')));

test('what a rule did is the action of the one that ended the evaluation, else that it counted', async () => {
  const group = (terminatingRule: object | null, excludedRules: readonly object[] | null) => [
    { ruleGroupId: 'g', terminatingRule, nonTerminatingMatchingRules: [], excludedRules },
  ];
  const traffic = await open(
    {
      terminatingRuleId: 'stop',
      action: 'BLOCK',
      nonTerminatingMatchingRules: [{ ruleId: 'seen', action: 'COUNT' }],
    },
    { ruleGroupList: group(null, [{ exclusionType: 'EXCLUDED_AS_COUNT', ruleId: 'left-out' }]) },
    // The whole group was set to count: its rule would have blocked.
    {
      ruleGroupList: group({ ruleId: 'XSS', action: 'BLOCK' }, null),
      nonTerminatingMatchingRules: [{ ruleId: 'common', action: 'COUNT', overriddenAction: 'BLOCK' }],
    },
    { nonTerminatingMatchingRules: [{ ruleId: 'solved', action: 'CAPTCHA' }] },
    { terminatingRuleId: 'friends', action: 'ALLOW' },
    { action: 'BLOCK', labels: [{ name: 'awswaf:bot' }] },
    { action: 'BLOCK' },
    {
      terminatingRuleId: 'r',
      action: 'BLOCK',
      rateBasedRuleList: [{ rateBasedRuleName: 'r' }, { rateBasedRuleName: 's' }],
    },
  );
  const rows = await traffic.engine.query('select rule_names, rule_action from traffic order by row_id');
  assert.deepEqual(
    rows.map((row) => Object.values(row)),
    [
      ['stop, seen', 'BLOCK'],
      ['left-out', 'COUNT'],
      ['common, XSS', 'COUNT'],
      ['solved', 'CAPTCHA'],
      ['friends', 'ALLOW'],
      ['awswaf:bot', 'COUNT'],
      [null, null],
      ['r, s', 'BLOCK'],
    ],
  );
});

test('the data card says that a rule only counted, and counts it apart from its blocks', async () => {
  const counted = { nonTerminatingMatchingRules: [{ ruleId: 'sqli', action: 'COUNT' }] };
  const card = await describeTraffic(
    await open(counted, counted, { terminatingRuleId: 'sqli', action: 'BLOCK' }),
  );
  assert.deepEqual(card.classes, [
    { label: 'sqli', action: 'COUNT', records: 2, provenance: 'rule engine' },
    { label: 'sqli', action: 'BLOCK', records: 1, provenance: 'rule engine' },
  ]);
  const { html } = dataCardBlock(card);
  assert.match(html, /sqli: 2 records \(rule engine, counted only, not blocked\)/);
  assert.match(html, /sqli: 1 record \(rule engine, BLOCK\)/);
});
