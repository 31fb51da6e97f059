/** How an autoencoder is built and trained. */
export interface AutoencoderSettings {
  /** Whatever is random comes from it: the same seed gives the same scores to the bit on one backend. */
  readonly seed: number;
  /** Units of the hidden layers, narrowest in the middle. */
  readonly layers: readonly number[];
  readonly activation: 'relu' | 'tanh' | 'elu';
  /** Part of a hidden layer's units that is left out in each step (Srivastava et al., 2014). */
  readonly dropout: number;
  /** Weight of the sum of squared weights in the loss. */
  readonly l2: number;
  /** Step size of Adam (Kingma and Ba, 2015). */
  readonly learningRate: number;
  /**
   * Rows to train on at most, drawn uniformly by the seed; all rows are scored all the same. More rows change nothing, and more
   * gradient steps make it worse (`npm run bench -- sample-size`, 200,000 simulated rows, means of three simulations and three
   * seeds; areas under ROC are all 0.89 or 0.90):
   *
   * | average precision of rows | 1,000 | 3,000 | 10,000 | 30,000 | 50,000 | 100,000 | 190,000 |
   * |---|---|---|---|---|---|---|---|
   * | 400 steps of 256 rows | 0.442 | 0.453 | 0.466 | 0.458 | 0.458 | 0.466 | 0.464 |
   * | 800 steps of 256 | 0.414 | 0.448 | 0.471 | 0.451 | 0.454 | 0.437 | 0.413 |
   * | 1,600 steps of 256 | 0.405 | 0.413 | 0.420 | 0.404 | 0.404 | 0.398 | 0.382 |
   * | 400 steps of 512, each half as large again | 0.423 | 0.447 | 0.466 | 0.456 | 0.454 | 0.452 | 0.439 |
   */
  readonly trainRows: number;
  /**
   * Part of the rows, those farthest from the median in all features together, that is not trained on, for when a
   * campaign of many alike records would be learned as usual. They are scored all the same, and need not be anomalies.
   */
  readonly trim: number;
  /** Rows a gradient step. */
  readonly batch: number;
  /** Passes over the training rows at most. */
  readonly epochs: number;
  /** Epochs without a better held-out loss after which training ends. */
  readonly patience: number;
  /** Part of the rows that is held out to decide when to stop. */
  readonly heldOut: number;
}

/**
 * Defaults from the size of the data. The middle is narrow enough that usual records can be copied through it and
 * unusual ones cannot. Gradient steps are bounded, not epochs: twenty thousand records get 20 passes, a hundred thousand 5 over half
 * of them, in batches twice as large, which take two thirds of the time for the same quality. Fewer records than are trained on at
 * most keep the 1,600 steps by which `npm run bench -- detect` judges.
 *
 * That no row is left out, and that scores are mean absolute errors, was chosen on rows of NSL-KDD's training file and on
 * simulations that `npm run bench -- detect` does not judge by. With a twentieth left out and squared errors, average precision was
 * 0.88 in place of 0.97 on connections of all features, and 0.33 in place of 0.49 on simulated actors not learned from.
 * Features brought to one variance gained nothing on the first and lost a quarter on the second.
 *
 * @param rows records to train on
 * @param width features
 *
 * @example
 * defaultAutoencoder(100_000, 64).layers; // [32, 8, 32]
 */
export function defaultAutoencoder(rows: number, width: number): AutoencoderSettings {
  const outer = Math.max(16, Math.round(width / 2));
  const middle = Math.min(8, Math.max(2, Math.ceil(width / 4)));
  const trainRows = 50_000;
  const many = rows >= trainRows;
  const batch = many ? 512 : rows < 2_000 ? 32 : 256;
  const steps = many ? 400 : 1_600;
  const stepsAnEpoch = Math.ceil(Math.min(rows, trainRows) / batch);
  return {
    seed: 1,
    layers: [outer, middle, outer],
    activation: 'tanh',
    dropout: 0,
    l2: 0,
    learningRate: many ? 0.0075 : 0.005,
    trainRows,
    trim: 0,
    batch,
    epochs: Math.min(100, Math.ceil(steps / stepsAnEpoch)),
    patience: 8,
    heldOut: 0.1,
  };
}
