import { deviceOptions } from '@codex-ml/engine-onnx/dist/devices/start-device.js';
import { findLongestSum } from '@codex-ml/engine-onnx/dist/precision/find-longest-sum.js';
import { expect } from 'chai';
import * as ort from 'onnxruntime-node';

describe('findLongestSum', () => {
  it('sets no limit where sums are kept in float32, as on the CPU', async () => {
    const tools = { ort, device: 'cpu', sessionOptions: deviceOptions('cpu') } as const;
    for (const fusedProducts of [true, false]) {
      expect(await findLongestSum(tools, { device: 'cpu', fusedProducts }, 'float16')).to.equal(Infinity);
    }
  });
});
