import * as tf from '@tensorflow/tfjs';

/**
 * Fixes the wasm backend's matrix product for transposed operands, which every gradient needs: the original
 * kernel takes nine times as long as transposing and multiplying. A second call does nothing.
 *
 * @throws when the wasm backend is not registered
 */
export function fixWasmMatMul(): void {
  const config = tf.getKernel('BatchMatMul', 'wasm');
  const original = config.kernelFunc;
  const transposeKernel = tf.getKernel('Transpose', 'wasm').kernelFunc;
  if (original.name === 'multiplyTransposedFirst') return;

  const transposed = (x: tf.TensorInfo, backend: object): tf.TensorInfo => {
    const perm = x.shape.map((_, axis) => axis);
    [perm[perm.length - 1], perm[perm.length - 2]] = [perm.length - 2, perm.length - 1];
    return transposeKernel({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo;
  };

  const multiplyTransposedFirst: tf.KernelFunc = ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const left = attrs?.transposeA ? transposed(a, backend) : a;
    const right = attrs?.transposeB ? transposed(b, backend) : b;
    const plain = { ...attrs, transposeA: false, transposeB: false };
    const product = original({ inputs: { a: left, b: right }, backend, attrs: plain });
    const memory = backend as tf.KernelBackend;
    if (left !== a) memory.disposeData(left.dataId);
    if (right !== b) memory.disposeData(right.dataId);
    return product;
  };

  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...config, kernelFunc: multiplyTransposedFirst });
}
