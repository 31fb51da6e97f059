import type { RequestRule } from '../../lib/rules/rule.js';

let rules = 0;

/** A rule of a predicate, and of the literals that it needs. */
export const ruleOf = (
  sql: string,
  needs: readonly string[] | null,
  given: Partial<RequestRule> = {},
): RequestRule => {
  rules += 1;
  return {
    id: `00000000-0000-4000-8000-${String(rules).padStart(12, '0')}`,
    name: `rule ${rules}`,
    class: 'test',
    kind: 'attack',
    level: 'high',
    techniques: ['T1190'],
    description: 'A rule of a test.',
    falsePositives: [],
    own: false,
    file: 'test.yml',
    sql,
    needs,
    textTest: null,
    patterns: [],
    correlation: null,
    ...given,
  };
};
