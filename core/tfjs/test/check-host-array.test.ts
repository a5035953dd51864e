import { type CodexError, codexError, type HostArray } from '@codex-ml/plugin-api';
import { checkHostArray, loadTfCore } from '@codex-ml/tfjs';
import { expect } from 'chai';

describe('checkHostArray', () => {
  it('takes one element of the right type for each of the variable, and nothing else', async () => {
    const tf = await loadTfCore();
    await import('@tensorflow/tfjs-backend-cpu');
    const names = { float32: 'Float32Array', int32: 'Int32Array', bool: 'Uint8Array' } as const;
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const variable = tf.tidy(() => tf.variable(tf.zeros([2, 2], dtype), true, `checked-${dtype}`));
      const titleFor = (data: unknown) => {
        try {
          checkHostArray(variable, data as HostArray);
          return 'accepted';
        } catch (error) {
          return (error as CodexError).title;
        }
      };
      for (const data of [
        new Float32Array(4),
        new Int32Array(4),
        new Uint8Array(4),
        new Float32Array(3),
        [1],
      ]) {
        const right = data.constructor.name === names[dtype] && data.length === 4;
        const received = Array.isArray(data) ? 'a plain array' : `${data.constructor.name} of ${data.length}`;
        const parameters = { variable: variable.name, expected: `${names[dtype]} of 4`, received };
        expect(titleFor(data)).to.equal(right ? 'accepted' : codexError('CML5107', parameters).title);
      }
      variable.dispose();
    }
  });
});
