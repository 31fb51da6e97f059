import * as tf from '@tensorflow/tfjs';
import { all, listOf, object, oneOf, type Shape, text, truth, where } from '../files/json-shape.js';

/** A dense layer of a saved classifier. */
interface SavedLayer {
  readonly units: number;
  readonly activation: 'relu' | 'tanh' | 'elu' | 'linear' | 'hard_sigmoid';
  readonly trainable: boolean;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

const FLOAT_BYTES = 4;

const units = where((value) => Number.isSafeInteger(value) && Number(value) > 0);
const inboundNodes = where((value) => JSON.stringify(value).length < 1_000);

const layerOf = (className: string, config: Shape): Shape =>
  object({ name: text, class_name: oneOf(className), config, inbound_nodes: inboundNodes });

const dense = (...activations: readonly string[]): Shape =>
  layerOf(
    'Dense',
    object({
      units,
      activation: oneOf(...activations),
      use_bias: where((value) => value === true),
      trainable: truth,
    }),
  );

/** Layers one after the other, as `buildClassifier` makes them. */
const chainShape: Shape = (value, place) => {
  const layers = value as readonly {
    readonly name?: unknown;
    readonly inbound_nodes?: unknown;
  }[];
  const names = new Set(layers.map(({ name }) => name));
  if (layers.length < 3 || names.size !== layers.length) return place;
  for (const [i, layer] of layers.entries()) {
    const shape =
      i === 0
        ? layerOf('InputLayer', object({ batch_input_shape: where(Array.isArray) }))
        : i === layers.length - 1
          ? layerOf('Activation', object({ activation: oneOf('sigmoid') }))
          : i === layers.length - 2
            ? dense('linear')
            : dense('relu', 'tanh', 'elu', ...(i === 1 ? ['hard_sigmoid'] : []));
    const wrong = shape(layer, `${place}[${i}]`);
    if (wrong !== undefined) return wrong;
    const expected = i === 0 ? [] : [[[layers[i - 1]!.name, 0, 0, {}]]];
    if (JSON.stringify(layer.inbound_nodes) !== JSON.stringify(expected))
      return `${place}[${i}].inbound_nodes`;
  }
  return undefined;
};

/** Layers, and how large their weights are. */
const networkShape: Shape = object({
  modelTopology: object({
    config: object({ layers: all(listOf(object({})), chainShape) }),
  }),
  weightsManifest: listOf(
    object({ weights: listOf(object({ name: text, shape: listOf(units, 2), dtype: oneOf('float32') })) }),
    1,
  ),
});

/** Contents of `model.json`, as far as they are used. */
interface SavedNetwork {
  readonly modelTopology: {
    readonly config: {
      readonly layers: readonly {
        readonly name: string;
        readonly config: Omit<SavedLayer, 'kernel' | 'bias'>;
      }[];
    };
  };
  readonly weightsManifest: readonly [
    { readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[] },
  ];
}

/**
 * Reads the layers of a classifier from the files of its network. Nothing is allocated before the declared shapes
 * are those of the layers and the weights have as many bytes.
 *
 * @param json contents of `model.json`
 * @param weights contents of `weights.bin`
 * @param width number of features
 * @returns the dense layers in order, or the place of the first value that is not as it should be
 */
export function readLayers(json: unknown, weights: Buffer, width: number): readonly SavedLayer[] | string {
  const wrong = networkShape(json, '');
  if (wrong !== undefined) return wrong;
  const { modelTopology, weightsManifest } = json as SavedNetwork;
  const saved = modelTopology.config.layers.slice(1, -1);
  const starts = new Map<string, { readonly at: number; readonly shape: string }>();
  let at = 0;
  for (const { name, shape } of weightsManifest[0].weights) {
    if (starts.has(name)) return `weightsManifest: ${name.slice(0, 40)}`;
    starts.set(name, { at, shape: shape.join() });
    at += FLOAT_BYTES * shape.reduce((product, size) => product * size, 1);
  }
  if (at !== weights.length || starts.size !== 2 * saved.length) return 'weightsManifest';
  const layers: SavedLayer[] = [];
  for (const { name, config } of saved) {
    const inputs = layers.at(-1)?.units ?? width;
    const read = (part: string, shape: readonly number[]): Float32Array | undefined => {
      const found = starts.get(`${name}/${part}`);
      if (found?.shape !== shape.join()) return undefined;
      const size = FLOAT_BYTES * shape.reduce((product, one) => product * one, 1);
      const values = new Float32Array(Uint8Array.from(weights.subarray(found.at, found.at + size)).buffer);
      return values.every((value) => Number.isFinite(value)) ? values : undefined;
    };
    const [kernel, bias] = [read('kernel', [inputs, config.units]), read('bias', [config.units])];
    if (kernel === undefined || bias === undefined) return `weightsManifest: ${name.slice(0, 40)}`;
    const { units, activation, trainable } = config;
    layers.push({ units, activation, trainable, kernel, bias });
  }
  return layers.at(-1)!.units === 1 ? layers : 'modelTopology.config.layers';
}

/** Builds the network of a classifier from its layers: only layers that `buildClassifier` makes, whatever a file says. */
export function networkOf(layers: readonly SavedLayer[], width: number): tf.LayersModel {
  const input = tf.input({ shape: [width] });
  let last = input;
  let inputs = width;
  for (const { units, activation, trainable, kernel, bias } of layers) {
    const weights = [tf.tensor2d(kernel, [inputs, units]), tf.tensor1d(bias)];
    const layer = tf.layers.dense({
      units,
      activation: activation === 'hard_sigmoid' ? 'hardSigmoid' : activation,
      kernelInitializer: 'zeros',
      trainable,
      weights,
    });
    last = layer.apply(last) as tf.SymbolicTensor;
    // The layer has copied the weights.
    tf.dispose(weights);
    inputs = units;
  }
  const output = tf.layers.activation({ activation: 'sigmoid' }).apply(last) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output });
}
