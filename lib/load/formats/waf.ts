import { type LineFormat, mostLines } from './line-format.js';

const text = (path: string) => `json_extract_string(f, '$.${path}')`;
const header = (name: string) =>
  `json_extract_string(list_filter(cast(coalesce(json_extract(f, '$.httpRequest.headers'), '[]') as json[]),
    lambda h: lower(json_extract_string(h, '$.name')) = '${name}')[1], '$.value')`;

const RULES = [
  'rateBasedRuleList[*].rateBasedRuleName',
  'nonTerminatingMatchingRules[*].ruleId',
  'ruleGroupList[*].terminatingRule.ruleId',
  'ruleGroupList[*].nonTerminatingMatchingRules[*].ruleId',
  'ruleGroupList[*].excludedRules[*].ruleId',
  'labels[*].name',
]
  .map((path) => text(path))
  .join(', ');

/**
 * All rules that matched, each once, in this order; `Default_Action` is what happens when none did, so it is no rule.
 * The list is named by a lambda, so that it is made once.
 */
const ruleNames = `nullif(array_to_string(list_transform([flatten([
    [nullif(${text('terminatingRuleId')}, 'Default_Action')], ${RULES}])],
    lambda l: list_filter(l, lambda r, i: r is not null and list_position(l, r) = i))[1], ', '), '')`;

/**
 * What the rules did: the action of the rule that ended the evaluation, else that of the matching rules, which only counted the request or
 * accepted a token that it had from an earlier CAPTCHA or challenge.
 */
const ruleAction = `case when ${ruleNames} is not null then case
    when ${text('terminatingRuleId')} <> 'Default_Action' then ${text('action')}
    else coalesce(list_filter(${text('nonTerminatingMatchingRules[*].action')}, lambda a: a not in ('COUNT', 'EXCLUDED_AS_COUNT'))[1], 'COUNT') end end`;

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
      parsed: 'case when json_valid(line) then cast(line as json) end',
      unreadable: `f is null or json_extract(f, '$.httpRequest') is null`,
      columns: {
        creation_time: text('timestamp'),
        time: text('timestamp'),
        src_ip: text('httpRequest.clientIp'),
        src_ip_country_code: text('httpRequest.country'),
        protocol: text('httpRequest.httpVersion'),
        response_code: text('responseCodeSent'),
        rule_names: ruleNames,
        detection_types: `case when ${ruleNames} is not null then 'waf_rule' end`,
        rule_action: ruleAction,
        source_meta: `'AWS_WAF'`,
        source_name: `coalesce(nullif(regexp_extract(${text('webaclId')}, 'webacl/([^/]+)', 1), ''), ${text('webaclId')})`,
        action: text('action'),
        method: text('httpRequest.httpMethod'),
        host: `coalesce(${header('host')}, ${text('httpRequest.host')})`,
        uri: `nullif(${text('httpRequest.uri')} || coalesce('?' || nullif(${text('httpRequest.args')}, ''), ''), '')`,
        user_agent: header('user-agent'),
        referer: header('referer'),
        forwarded_for: header('x-forwarded-for'),
      },
    };
  },
};
