import type { Finding } from '../../lib/findings/finding.js';

/** A finding of a test: brute force by one client, unless told otherwise. */
export const madeFinding = (changes: Partial<Finding> = {}): Finding => ({
  id: '0123456789ab',
  kind: 'brute force',
  title: 'One or few clients guess passwords',
  accuses: true,
  sentence: '203.0.113.7 failed to log in at 10.0.0.1 20 times within 5 min.',
  severity: 'high',
  severityReason: 'a guessed password is an account lost',
  confidence: 'high',
  confidenceReason: 'by chance at most once in 10^20',
  from: new Date('2024-04-01T10:00:00Z'),
  to: new Date('2024-04-01T10:05:00Z'),
  clients: ['203.0.113.7'],
  targets: ['10.0.0.1'],
  context: ['1 source: owner unknown, on no public list'],
  technique: null,
  benign: ['a script with an expired password'],
  evidence: { numbers: { failures: 20 }, tables: [], sql: 'select * from traffic' },
  outcome: null,
  nextStep: 'Look in the authentication log.',
  suppressed: null,
  ...changes,
});
