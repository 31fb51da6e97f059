/** One pass over the training rows. */
export interface Epoch {
  /** 1 for the first. */
  readonly epoch: number;
  /**
   * Mean loss over the training rows during the epoch: mean squared error of scaled features, or
   * cross-entropy.
   */
  readonly loss: number;
  /** Mean loss over the held-out rows after the epoch. */
  readonly heldOutLoss: number;
}

/** Course of a training. */
export interface TrainHistory {
  /** Losses of each epoch, in order. */
  readonly epochs: readonly Epoch[];
  /** The epoch whose weights were kept: the one with the lowest held-out loss; 0 for the untrained model. */
  readonly best: number;
  /** Why training stopped. */
  readonly stopped: 'all epochs done' | 'no better for a while' | 'aborted';
}
