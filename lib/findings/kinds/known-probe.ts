import { groupBy } from '../group-by.js';
import {
  pathsOf,
  probeRequests,
  requestsOf,
  ruleNames,
  type SignedRequest,
  signatureEvidence,
  signatureSentence,
} from '../queries/signed-requests.js';
import { type FindingKind, signal, type Thresholds } from './finding-kind.js';

const thresholds = {
  paths: {
    value: 5,
    unit: 'different paths of one client',
    range: [1, 1e6],
    why: 'assumed: from so many on they come from a word list (T1595.003 instead of T1595.002)',
  },
} as const satisfies Thresholds;

/** By one client's requests: a scanner that gives its name, a list of paths, or neither. */
function techniqueOf(rows: readonly SignedRequest[], minPaths: number): string {
  const scanner = requestsOf(rows, 'scanner').length > 0;
  return !scanner && pathsOf(rows) >= minPaths ? 'T1595.003' : 'T1595.002';
}

/** Clients that probe for what only probes ask for; all that probe for the same are one finding. */
export const knownProbe = {
  name: 'known probe',
  title: 'Requests that only probes send',
  severity: 'low',
  severityReason: 'such probes reach every public server daily; it is what they find that matters',
  technique: 'T1595.002',
  claim: 'evidence',
  needs: ['uri'],
  thresholds,
  falsePositives: ['a security scan that was ordered', 'the site’s own administrators'],
  nextStep:
    'Check whether what they look for exists and is meant to be public; where it is not, remove it or restrict it.',
  signals: [
    signal(thresholds, {
      query: probeRequests,
      find: (own, { paths }) => {
        // Of attacks only those that no other kind of finding names.
        const probes = requestsOf(own, 'attack', 'probe', 'scanner');
        if (probes.length === 0) return null;
        return { ...signatureEvidence(probes), technique: techniqueOf(probes, paths) };
      },
      combine: (evidence) =>
        groupBy(evidence, ({ technique, rows }) => `${technique} ${ruleNames(rows)}`).map((alike) => ({
          ...signatureEvidence(alike.flatMap(({ rows }) => rows)),
          technique: alike[0]!.technique,
        })),
      sentence: signatureSentence,
    }),
  ],
} as const satisfies FindingKind;
