import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseScenario } from '../../lib/simulate/read-scenario.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';

test('parts that are not given are the default scenario’s', () => {
  assert.deepEqual(parseScenario('{}'), defaultScenario);
  const scenario = parseScenario('{"attackShare": 0.01, "events": {"gaps": 0}}');
  assert.equal(scenario.attackShare, 0.01);
  assert.equal(scenario.events.gaps, 0);
  assert.equal(scenario.events.outages, 3);
});

test('what is wrong is said in a sentence', () => {
  const wrong = {
    '{"attackShare": 0.2}': /"attackShare" is 0.2; at most 0.05/,
    '{"atackShare": 0.02}': /"atackShare" is not known; here it may be start, attackShare/,
    '{"events": {"gaps": "two"}}': /"events.gaps" must be like 2/,
    '{"unrest": -1}': /"unrest" must be a number of at least 0/,
    '{"countries": {"DE": {"share": 0.5, "utcOffset": 1}}}': /shares of "countries" add up to 0.5/,
    '{"answer": {"tailIndex": 0}}': /"answer.tailIndex" must be greater than 0/,
    '{"status": {"40": 0.1}}': /"status" needs codes from 100 to 599/,
    '{"status": {"404": 0.9, "500": 0.2}}': /add up to 1 at most/,
    '{"start": "tomorrow"}': /"start" must be a midnight/,
    '[1]': /must be a JSON object/,
    '{': /not JSON/,
  };
  for (const [text, message] of Object.entries(wrong))
    assert.throws(
      () => parseScenario(text),
      (error: Error) => error.name === 'InputError' && message.test(error.message),
      text,
    );
});

test('a server without windows is needed', () => {
  const server = { ...defaultScenario.servers[0], share: 1 };
  assert.throws(() => parseScenario(JSON.stringify({ servers: [server] })), /"window": 0/);
});

test('whatever JSON is given, it is a whole scenario or an InputError', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.constant('{"__proto__": {"attackShare": 1}}'),
        fc.constant('{"servers": [null]}'),
        fc.constant('{"countries": {"US": null}}'),
      ),
      (text) => {
        try {
          assert.ok(parseScenario(text).attackShare <= 0.05);
        } catch (error) {
          assert.equal((error as Error).name, 'InputError', `${text}: ${error}`);
        }
      },
    ),
  );
});
