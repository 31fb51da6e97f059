import type { LongOperation } from '../../progress/long-operation.js';
import type { Period } from '../filter/record-filter.js';

/** What a source elsewhere is told besides its address. */
export interface SourceTask extends LongOperation {
  /** Which times are wanted: a source that can leave out records of other times does. */
  readonly period: Period;
}
