import type { LanguageModel, Parameter } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import type { ProgramEstimates } from '../../dist/plan-report/estimate-programs.js';
import { countArrayBytes, memoryFromEstimates, sumBytes } from '../../dist/plan-report/plan-memory.js';

const variable = (size: number) => ({ size, dtype: 'float32' });
const parameter = (size: number, trainable = true) =>
  ({ name: 'w', trainable, variable: variable(size) }) as unknown as Parameter;

const arrays = {
  model: {
    parameters: [parameter(1000), parameter(100, false)],
    shape: { context: 8 },
    randomInputs: [{ site: 'a', rate: 0.1, shape: (rows: number, length: number) => [rows, length, 5] }],
  } as unknown as LanguageModel,
  optimizer: { state: [{ variable: variable(2000) }] as never },
  added: [],
};

const estimate = (program: string, stateBytes: number, workspaceBytes: number) => ({
  ...{ program, stateBytes, workspaceBytes, intermediateBytes: workspaceBytes },
  ...{ matmulFlops: 0, otherBytes: 0, operators: 0 },
});

describe('the memory of a plan', () => {
  const bytes = countArrayBytes(arrays, { rows: 4, accumulate: 3 });

  it('counts arrays from their sizes, and what all micro-batches are fed with at random', () => {
    expect(bytes).to.deep.equal({
      weights: 4400,
      optimizer: 8000,
      extensions: 0,
      gradients: 4000,
      largest: 8000,
      random: 4 * 3 * (4 * 8 * 5),
    });
  });

  it('is the sum of its parts, with the largest state of the programs and the work of all', () => {
    const estimates: ProgramEstimates = {
      training: [estimate('accumulate-gradients', 8400, 5000), estimate('apply-gradients', 16_400, 700)],
      evaluation: estimate('evaluate', 4400, 300),
    };
    const parts = memoryFromEstimates(1e6, bytes, estimates);
    const part = (name: string) => parts.find((each) => each.name === name)?.bytes;
    expect(part('copies of the engine')).to.equal(4000);
    expect(part('gradients')).to.equal(4000);
    expect(part('activations and buffers')).to.equal(1700);
    expect(part('evaluation')).to.equal(300);
    expect(part('arrays of extensions'), 'what there is none of').to.equal(undefined);
    expect(sumBytes(parts)).to.equal(parts.reduce((sum, each) => sum + each.bytes, 0));
    const without = memoryFromEstimates(1e6, bytes, { ...estimates, evaluation: null });
    expect(sumBytes(parts) - sumBytes(without)).to.equal(300);
  });
});
