import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, type LineMapping, mostLines } from './line-format.js';

/** The parts of an entry that are read, all in one go. */
const ENTRY = {
  timestamp: 'VARCHAR',
  webaclId: 'VARCHAR',
  terminatingRuleId: 'VARCHAR',
  action: 'VARCHAR',
  responseCodeSent: 'VARCHAR',
  rateBasedRuleList: [{ rateBasedRuleName: 'VARCHAR' }],
  nonTerminatingMatchingRules: [{ ruleId: 'VARCHAR', action: 'VARCHAR' }],
  ruleGroupList: [
    {
      terminatingRule: { ruleId: 'VARCHAR' },
      nonTerminatingMatchingRules: [{ ruleId: 'VARCHAR' }],
      excludedRules: [{ ruleId: 'VARCHAR' }],
    },
  ],
  labels: [{ name: 'VARCHAR' }],
  httpRequest: {
    clientIp: 'VARCHAR',
    country: 'VARCHAR',
    headers: [{ name: 'VARCHAR', value: 'VARCHAR' }],
    uri: 'VARCHAR',
    args: 'VARCHAR',
    httpVersion: 'VARCHAR',
    httpMethod: 'VARCHAR',
    host: 'VARCHAR',
  },
};

const header = (name: string) =>
  `list_filter(f.httpRequest.headers, lambda h: lower(h."name") = '${name}')[1]."value"`;
const each = (list: string, part: string) => `coalesce(list_transform(${list}, lambda e: e.${part}), [])`;
const ofGroups = (list: string) => each(`flatten(${each('f.ruleGroupList', list)})`, 'ruleId');

/**
 * All rules that matched, each once, in this order; `Default_Action` is what happens when none did, so it is no rule.
 */
const RULES = `flatten([
    [nullif(f.terminatingRuleId, 'Default_Action')], ${each('f.rateBasedRuleList', 'rateBasedRuleName')},
    ${each('f.nonTerminatingMatchingRules', 'ruleId')}, ${each('f.ruleGroupList', 'terminatingRule.ruleId')},
    ${ofGroups('nonTerminatingMatchingRules')}, ${ofGroups('excludedRules')}, ${each('f.labels', '"name"')}])`;
const RULE_NAMES = `nullif(array_to_string(list_filter(matched, lambda r, i: r is not null and list_position(matched, r) = i), ', '), '')`;

/** All rules that matched, and their names, each made once. */
const STEPS: LineMapping['steps'] = [{ matched: RULES }, { rules: RULE_NAMES }];

/**
 * What the rules did: the action of the rule that ended the evaluation, else that of the matching rules, which only counted the request or
 * accepted a token that it had from an earlier CAPTCHA or challenge.
 */
const RULE_ACTION = `case when rules is not null then case when f.terminatingRuleId <> 'Default_Action' then f.action
    else coalesce(list_filter(f.nonTerminatingMatchingRules, lambda e: e.action not in ('COUNT', 'EXCLUDED_AS_COUNT'))[1].action, 'COUNT') end end`;

/**
 * AWS WAF log, one JSON object a line (https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html).
 *
 * timestamp (ms) → creation_time and time, httpRequest.clientIp → src_ip, country → src_ip_country_code, httpVersion →
 * protocol, responseCodeSent (only of WAF's own responses) → response.code. rule_names are the terminating rule, unless
 * it is Default_Action, rate-based rules, all non-terminating matches, rules that are excluded from their group (so they count only)
 * and the labels; rule_action is what they did. WAF counts no bytes and knows no server address.
 */
export const waf: LineFormat = {
  name: 'aws-waf',
  title: 'AWS WAF log',
  mapping(lines) {
    if (
      !mostLines(
        lines,
        (line) => line.startsWith('{') && /"webaclId"/.test(line) && /"httpRequest"/.test(line),
      )
    )
      return null;
    return {
      parsed: `case when json_valid(line) then json_transform(line, ${quoteLiteral(JSON.stringify(ENTRY))}) end`,
      steps: STEPS,
      unreadable: 'f.httpRequest is null',
      columns: {
        creation_time: 'f.timestamp',
        time: 'f.timestamp',
        src_ip: 'f.httpRequest.clientIp',
        src_ip_country_code: 'f.httpRequest.country',
        protocol: 'f.httpRequest.httpVersion',
        response_code: 'f.responseCodeSent',
        rule_names: 'rules',
        detection_types: `case when rules is not null then 'waf_rule' end`,
        rule_action: RULE_ACTION,
        source_meta: `'AWS_WAF'`,
        source_name: `coalesce(nullif(regexp_extract(f.webaclId, 'webacl/([^/]+)', 1), ''), f.webaclId)`,
        action: 'f.action',
        method: 'f.httpRequest.httpMethod',
        host: `coalesce(${header('host')}, f.httpRequest.host)`,
        uri: `nullif(f.httpRequest.uri || coalesce('?' || nullif(f.httpRequest.args, ''), ''), '')`,
        user_agent: header('user-agent'),
        referer: header('referer'),
        forwarded_for: header('x-forwarded-for'),
      },
    };
  },
};
