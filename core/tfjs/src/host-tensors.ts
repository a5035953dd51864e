// Moves values between host and backend. Always copies: the cpu backend would otherwise share arrays with the caller.
import type { DType, HostArray, HostTensor, Tensor, TfCore } from '@codex-ml/plugin-api';

/** A tensor with a copy of the host values. */
export function upload(tf: TfCore, { data, shape, dtype }: HostTensor): Tensor {
  return tf.tensor(data.slice(), shape as number[], dtype);
}

/** A copy of a tensor's values on the host. */
export function download(tensor: Tensor): HostTensor {
  return { shape: [...tensor.shape], dtype: tensor.dtype as DType, data: downloadData(tensor) };
}

/** A copy of a tensor's values on the host, row-major. */
export function downloadData(tensor: Tensor): HostArray {
  return tensor.dataSync().slice();
}
