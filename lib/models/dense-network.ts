import * as tf from '@tensorflow/tfjs';

/** One dense layer of a model, its weights shared with it. */
interface DenseLayer {
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable;
  readonly activation: string;
}

/** What a layer made of a batch: its units' values, and those that went on to the next layer after dropout. */
interface Activations {
  readonly units: tf.Tensor;
  readonly passedOn: tf.Tensor;
  readonly mask?: tf.Tensor;
}

/** Gives the factors by which the values of hidden units are multiplied, for `size` of them: 0 drops a unit. */
export type DropoutMask = (size: number) => Float32Array;

/** The derivative of an activation, out of what it gave. */
const derivative: Readonly<Record<string, (units: tf.Tensor) => tf.Tensor>> = {
  relu: (units) => tf.step(units),
  tanh: (units) => tf.sub(1, tf.square(units)),
  elu: (units) => tf.add(tf.minimum(units, 0), 1),
};

/** The dense layers of a model that are trained, in order; one with fixed weights or a sigmoid at the end is left out. */
export function denseLayers(model: tf.LayersModel): readonly DenseLayer[] {
  return model.layers
    .filter((layer) => layer.getClassName() === 'Dense' && layer.trainable)
    .map((layer) => {
      const [kernel, bias] = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      return { kernel: kernel!, bias: bias!, activation: String(layer.getConfig().activation) };
    });
}

/** By the logistic function, which the wasm backend computes ten times as fast; they differ by 2e-7 at most. */
const tanh = (x: tf.Tensor) => tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1);

/**
 * Sends rows through dense layers.
 *
 * @param x rows × features
 * @param dropout left out when rows are judged
 * @returns what each layer made of them, the output last
 */
export function forward(
  layers: readonly DenseLayer[],
  x: tf.Tensor2D,
  dropout?: DropoutMask,
): readonly Activations[] {
  const activations: Activations[] = [];
  let input = x;
  for (const [index, { kernel, bias, activation }] of layers.entries()) {
    const fused = activation === 'relu' ? 'relu' : 'linear';
    const product = tf.fused.matMul({ a: input, b: kernel as tf.Tensor2D, bias, activation: fused });
    const units = activation === 'tanh' ? tanh(product) : activation === 'elu' ? tf.elu(product) : product;
    if (dropout === undefined || index === layers.length - 1) activations.push({ units, passedOn: units });
    else {
      const mask = tf.tensor(dropout(units.size), units.shape);
      activations.push({ units, mask, passedOn: tf.mul(units, mask) });
    }
    input = activations[index]!.passedOn as tf.Tensor2D;
  }
  return activations;
}

/**
 * Sends the gradient of a loss back through dense layers (Rumelhart, Hinton and Williams, 1986). Written down for the one
 * kind of layer there is, since recording operations to derive them takes longer than computing small batches.
 *
 * @param x the rows that went in
 * @param activations what `forward` made of them
 * @param outputGradient gradient of the loss in the output
 * @returns gradients of kernel and bias of the first layer, of the second, and so on
 */
export function backward(
  layers: readonly DenseLayer[],
  x: tf.Tensor2D,
  activations: readonly Activations[],
  outputGradient: tf.Tensor2D,
): readonly tf.Tensor[] {
  const gradients: tf.Tensor[] = [];
  // Sums over rows as a product: a sum along the first axis would be transposed first.
  const ones = tf.ones<tf.Rank.R2>([1, x.shape[0]]);
  let layerGradient = outputGradient;
  for (let index = layers.length - 1; index >= 0; index--) {
    const input = (index > 0 ? activations[index - 1]!.passedOn : x) as tf.Tensor2D;
    gradients.push(tf.matMul(ones, layerGradient), tf.matMul(input, layerGradient, true));
    if (index === 0) break;
    const before = tf.matMul(layerGradient, layers[index]!.kernel as tf.Tensor2D, false, true);
    const { units, mask } = activations[index - 1]!;
    const passed = mask ? tf.mul(before, mask) : before;
    const slope = derivative[layers[index - 1]!.activation];
    layerGradient = slope ? tf.mul(passed, slope(units)) : (passed as tf.Tensor2D);
  }
  return gradients.reverse();
}
