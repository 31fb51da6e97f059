import { listOf, number, object, oneOf, optional, type Shape } from '../files/json-shape.js';

/** Losses at one point of a training. */
export interface LossPoint {
  /** Number of gradient steps or epochs done, 1 for the first. */
  readonly step: number;
  /** Mean loss over the training rows since the point before: trimmed mean squared error, or cross-entropy. */
  readonly loss: number;
  /** Mean loss over the held-out rows after the step; absent without held-out rows. */
  readonly heldOutLoss?: number;
}

/** Course of a training; for an ensemble, losses are means over its networks. */
export interface TrainHistory {
  /** What `step` and `kept` count; an epoch is one pass over the training rows. */
  readonly unit: 'gradient step' | 'epoch';
  /** Losses in order: after each epoch, or every few gradient steps. */
  readonly points: readonly LossPoint[];
  /** The step whose weights were kept; 0 for the untrained model. */
  readonly kept: number;
  /** Why training stopped. */
  readonly stopped: 'all done' | 'no better for a while' | 'aborted';
}

/** Shape of the course of a training in a file. */
export const historyShape: Shape = object({
  unit: oneOf('gradient step', 'epoch'),
  points: listOf(object({ step: number, loss: number, heldOutLoss: optional(number) })),
  kept: number,
  stopped: oneOf('all done', 'no better for a while', 'aborted'),
});
