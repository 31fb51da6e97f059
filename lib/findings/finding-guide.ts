import type { FindingKind } from './kinds/finding-kind.js';
import { type FindingKindName, findingKinds } from './kinds/index.js';

const named = (names: readonly FindingKindName[]) =>
  findingKinds.filter(({ name }) => names.length === 0 || names.includes(name));

/** A kind of finding with its false positives and next step. */
export interface GuideRow {
  readonly kind: FindingKindName;
  readonly seen: string;
  readonly severity: FindingKind['severity'];
  /**
   * Id of the ATT&CK technique, with `hypothesis` where records alone do not prove it; null where there is
   * none.
   */
  readonly technique: string | null;
  readonly false_positives: string;
  readonly next_step: string;
}

/**
 * Lists kinds of finding with their false positives and next step, one row each.
 *
 * @param names kinds to list; all by default
 *
 * @example
 * show(table(findingGuide('port scan', 'path scan')));
 */
export function findingGuide(...names: readonly FindingKindName[]): readonly GuideRow[] {
  return named(names).map(({ name, title, severity, technique, claim, falsePositives, nextStep }) => ({
    kind: name,
    seen: title,
    severity,
    technique: technique && (claim === 'hypothesis' ? `${technique} (hypothesis)` : technique),
    false_positives: falsePositives.join('; '),
    next_step: nextStep,
  }));
}

/** A threshold that `investigate(traffic, { thresholds })` takes. */
export interface ThresholdRow {
  readonly kind: FindingKindName;
  readonly threshold: string;
  readonly value: number;
  readonly unit: string;
  readonly why: string;
}

/**
 * Lists the thresholds of kinds of finding with their values, one row each.
 *
 * @param names kinds to list; all by default
 *
 * @example
 * show(table(thresholdGuide('brute force')));
 */
export function thresholdGuide(...names: readonly FindingKindName[]): readonly ThresholdRow[] {
  return named(names).flatMap((kind) =>
    Object.entries(kind.thresholds).map(([threshold, { value, unit, why }]) => ({
      kind: kind.name,
      threshold,
      value,
      unit,
      why,
    })),
  );
}
