import * as tf from '@tensorflow/tfjs';

/** A dense layer of a model; the weights are those of the model. */
interface DenseLayer {
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable;
  readonly activation: string;
}

/** Output of a layer for a batch, rows × units, and the input of the next layer after dropout. */
interface Activations {
  readonly units: tf.Tensor;
  readonly passedOn: tf.Tensor;
  readonly mask?: tf.Tensor;
}

/** Returns factors for `size` values of hidden units: 0 drops a unit. */
export type DropoutMask = (size: number) => Float32Array;

/** Derivative of an activation as a function of its output. */
const derivative: Readonly<Record<string, (units: tf.Tensor) => tf.Tensor>> = {
  relu: (units) => tf.step(units),
  tanh: (units) => tf.sub(1, tf.square(units)),
  elu: (units) => tf.add(tf.minimum(units, 0), 1),
};

/** Returns the trainable dense layers of a model in order, without layers with fixed weights. */
export function denseLayers(model: tf.LayersModel): readonly DenseLayer[] {
  return model.layers
    .filter((layer) => layer.getClassName() === 'Dense' && layer.trainable)
    .map((layer) => {
      const [kernel, bias] = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      return { kernel: kernel!, bias: bias!, activation: String(layer.getConfig().activation) };
    });
}

/**
 * tanh by the logistic function, which is ten times as fast on the wasm backend; the results differ by at
 * most 2e-7.
 */
const tanh = (x: tf.Tensor) => tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1);

/**
 * Computes the forward pass of dense layers.
 *
 * @param layers the layers in order
 * @param x input, rows × features
 * @param dropout masks of hidden units, in training only
 * @returns output of each layer, rows × units, the output of the network last
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
 * Computes the gradients of a loss by backpropagation (Rumelhart, Hinton and Williams, 1986). It is written
 * for dense layers only, since automatic differentiation takes longer than the computation of small batches.
 *
 * @param layers the layers in order
 * @param x input, rows × features
 * @param activations what `forward` returned for the input
 * @param outputGradient gradient of the loss with respect to the output, rows × outputs
 * @returns gradients of kernel (inputs × units) and bias (units) of the first layer, of the second, and so on
 */
export function backward(
  layers: readonly DenseLayer[],
  x: tf.Tensor2D,
  activations: readonly Activations[],
  outputGradient: tf.Tensor2D,
): readonly tf.Tensor[] {
  const gradients: tf.Tensor[] = [];
  // Sums over rows as a product: TensorFlow.js transposes before a sum along the first axis.
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
