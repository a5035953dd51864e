// The command line gives the same losses and the same text on the compiled engine as on the eager one.
import { expectSameUse, useEngine } from './use-engine.js';

describe('train, generate and evaluate', () => {
  it('give the same on std/onnx as on std/tfjs', async function () {
    this.timeout(120_000);
    const eager = await useEngine('tfjs');
    expectSameUse(await useEngine('onnx'), eager);
  });
});
