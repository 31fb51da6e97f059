import type { CaptureGap } from '../../analyze/capture-gaps.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { utc } from '../../text/utc.js';
import {
  type Evidence,
  type FindingKind,
  type FindingQuery,
  signal,
  type Thresholds,
} from './finding-kind.js';

const thresholds = {
  gaps: {
    value: 5,
    unit: 'gaps',
    range: [0, 1e6],
    why: 'assumed: more gaps than these are how the capture was made, and are reported in one finding',
  },
} as const satisfies Thresholds;

const gaps: FindingQuery<CaptureGap> = {
  sql: ['capture-gaps'],
  run: async (investigation) => investigation.gaps,
};

type GapEvidence = Evidence & { readonly gaps: readonly CaptureGap[] };

/** Times in which nothing was recorded: read them before any other finding. */
export const captureGap = {
  name: 'capture gap',
  title: 'Times in which nothing was recorded',
  severity: 'info',
  severityReason: 'nothing can be said about this time',
  technique: null,
  claim: 'evidence',
  needs: [],
  thresholds,
  falsePositives: ['the sensor or its export stopped', 'records were left out of the extract'],
  nextStep: 'Ask who runs the sensor; do not count this time as quiet.',
  readFirst: true,
  signals: [
    signal(thresholds, {
      query: gaps,
      find: (gap): GapEvidence => ({
        clients: [],
        from: gap.from,
        to: gap.to,
        numbers: { seconds: gap.seconds },
        surprise: null,
        gaps: [gap],
      }),
      combine: (evidence, { gaps: limit }) => (evidence.length > limit ? [merge(evidence)] : evidence),
      sentence: ({ gaps: [gap, ...others] }) =>
        others.length === 0
          ? `Nothing was recorded for ${duration(gap!.seconds)}, ${utc(gap!.from)} to ${utc(gap!.to)} UTC: a gap of the capture, not a quiet time.`
          : sentenceOfMany([gap!, ...others]),
    }),
  ],
} as const satisfies FindingKind;

const longestOf = (all: readonly CaptureGap[]) => all.reduce((a, b) => (b.seconds > a.seconds ? b : a));
const secondsOf = (all: readonly CaptureGap[]) => all.reduce((sum, gap) => sum + gap.seconds, 0);

function merge(evidence: readonly GapEvidence[]): GapEvidence {
  const all = evidence.flatMap(({ gaps }) => gaps);
  return {
    ...evidence[0]!,
    to: all.at(-1)!.to,
    numbers: { gaps: all.length, seconds: secondsOf(all), longestSeconds: longestOf(all).seconds },
    gaps: all,
  };
}

function sentenceOfMany(all: readonly CaptureGap[]): string {
  const longest = longestOf(all);
  return `Nothing was recorded ${formatCount(all.length, 'time')}, for ${duration(secondsOf(all))} in all; the longest gap is ${duration(longest.seconds)}, from ${utc(longest.from)} UTC: gaps of the capture, not quiet times.`;
}
