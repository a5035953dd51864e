import onnx from '@codex-ml/engine-onnx/dist/onnx.js';
import { usedType } from '@codex-ml/engine-onnx/dist/precision/check-precision.js';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';

describe('the precision of an engine', () => {
  it('is refused when the engine is made, where the device does not multiply in it', async () => {
    // Float16 runs on the CPU of x64, but through casts to float32; bfloat16 does not run at all.
    for (const precision of ['mixed-float16', 'mixed-bfloat16']) {
      const error = await Promise.resolve(
        onnx.create({
          options: onnx.options.parse({ device: 'cpu', precision }),
          ctx: testContext({ id: 'std/onnx' }),
        }),
      ).catch((thrown: unknown) => thrown as Error & { code: string });
      expect(error).to.include({ code: 'CML5146' });
      expect((error as Error).message).to.contain(`device \`cpu\` has no \`${precision}\`: MatMul: `);
    }
  });

  it('is float32 by default', () => {
    expect(onnx.options.parse({})).to.deep.equal({ device: 'cpu', precision: 'float32' });
  });
});

describe('usedType', () => {
  it('is the type of the first input of the operator that ran', () => {
    const profile = JSON.stringify([
      { name: 'session_initialization', cat: 'Session', ts: 1, dur: 2 },
      { cat: 'Node', args: { op_name: 'Cast', input_type_shape: [{ float16: [8, 8] }] } },
      { cat: 'Node', args: { op_name: 'MatMul' } },
      { cat: 'Node', args: { op_name: 'MatMul', input_type_shape: [{ float: [8, 8] }, { float: [8, 8] }] } },
    ]);
    expect(usedType(profile, 'MatMul')).to.equal('float');
    expect(usedType(profile, 'Gemm')).to.equal(undefined);
  });
});
