import { planMatMul } from '@codex-ml/engine-tfjs/dist/kernels/matmul-plan.js';
import { expect } from 'chai';

describe('planMatMul', () => {
  it('leaves a single plain product to the stock kernel', () => {
    expect(planMatMul([64, 128], [128, 256], false, false)).to.equal(undefined);
  });

  it('leaves small products and products that use a transposed operand rarely to the stock kernel', () => {
    expect(planMatMul([4, 8, 8], [4, 8, 8], false, false)).to.equal(undefined);
    expect(planMatMul([1, 512], [8000, 512], false, true)).to.equal(undefined);
    expect(planMatMul([512, 64], [512, 1], true, false)).to.equal(undefined);
  });

  it('leaves the report of a mismatch to the stock kernel', () => {
    expect(planMatMul([64, 128], [64, 256], false, false)).to.equal(undefined);
    expect(planMatMul([2, 64, 128], [3, 128, 64], false, false)).to.equal(undefined);
    expect(planMatMul([2, 1, 64, 128], [1, 2, 128, 64], false, false)).to.equal(undefined);
  });

  it('makes one product of a stack of rows by one matrix', () => {
    expect(planMatMul([12, 64, 128], [1, 128, 256], false, false)).to.deep.equal({
      ...{ batch: 1, stackA: 1, stackB: 1 },
      ...{ rows: 768, inner: 128, columns: 256, shape: [12, 64, 256] },
    });
  });

  it('multiplies matrix by matrix where both are stacks', () => {
    expect(planMatMul([2, 3, 64, 32], [2, 3, 64, 32], false, true)).to.deep.equal({
      ...{ batch: 6, stackA: 6, stackB: 6 },
      ...{ rows: 64, inner: 32, columns: 64, shape: [2, 3, 64, 64] },
    });
  });
});
