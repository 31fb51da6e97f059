/** One pass over the training rows. */
export interface Epoch {
  /** 1 for the first. */
  readonly epoch: number;
  /** Mean squared error over the training rows, in scaled features, while they were being learned. */
  readonly loss: number;
  /** The same over the held-out rows, after the pass. */
  readonly heldOutLoss: number;
}

/** What happened in training. */
export interface TrainHistory {
  readonly epochs: readonly Epoch[];
  /** The epoch whose weights were kept: the one with the lowest held-out loss; 0 for the untrained model. */
  readonly best: number;
  readonly stopped: 'all epochs done' | 'no better for a while' | 'aborted';
}
