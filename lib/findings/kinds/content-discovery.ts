import { ODD_SHARE_THRESHOLDS } from '../queries/client-scan.js';
import { guessEvidence, guessedPaths, guessSentence, joinGuesses } from '../queries/guessed-paths.js';
import { type FindingKind, signal, type Thresholds, thresholdValues } from './finding-kind.js';
import { isSlow, slowScan } from './slow-scan.js';

const thresholds = {
  paths: {
    value: 5,
    unit: 'different paths of one client that were answered 403 or 404 and that no link led to',
    range: [3, 1e9],
    why: 'assumed: a client that requests fewer follows a dead link or an old bookmark',
  },
  manyPaths: {
    value: 30,
    unit: 'such paths from which on oddShare need not hold',
    range: [3, 1e9],
    why: 'assumed: nobody mistypes so many, also among many other requests',
  },
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

/** Clients that request many different paths that are not there. */
export const contentDiscovery = {
  name: 'content discovery',
  title: 'Requests for many paths that are not there',
  severity: 'medium',
  severityReason: 'guessed paths find forgotten files and admin pages',
  technique: 'T1595.003',
  claim: 'evidence',
  needs: ['uri', 'response_code'],
  thresholds,
  falsePositives: [
    'a crawler that does not say so and follows dead links',
    'a client of pages that were moved',
    'a security scan that was ordered',
  ],
  nextStep:
    'Check whether files at the guessed paths exist and are meant to be public; ask the owner of the address, or block it with a rate rule on 403 and 404.',
  signals: [
    signal(thresholds, {
      query: guessedPaths,
      find: (item, values, scan) => {
        const slow = thresholdValues(slowScan.thresholds, scan.investigation.settings[slowScan.name]);
        // Where the server fails too, error probing explains more.
        const fails = 2 * item.client.server_errors >= item.guesses;
        return fails || isSlow(item.client, slow) ? null : guessEvidence(item, values, scan);
      },
      combine: joinGuesses,
      sentence: guessSentence,
    }),
  ],
} as const satisfies FindingKind;
