import {
  CodexError,
  defineMetric,
  defineModel,
  defineOptions,
  definePlugin,
  isPlugin,
  type Metric,
  z,
} from '@codex-ml/plugin-api';
import { expect } from 'chai';

const options = defineOptions({ scale: z.number().default(1).describe('factor') });

describe('definePlugin', () => {
  it('brands and freezes a definition', () => {
    const metric = defineMetric({
      id: 'count',
      apiVersion: '^1.0',
      options,
      create: ({ options: { scale } }): Metric<{ n: number }> => ({
        consumes: 'tokens',
        better: 'higher',
        initial: () => ({ n: 0 }),
        update: (state) => ({ n: state.n + scale }),
        merge: (a, b) => ({ n: a.n + b.n }),
        value: (state) => state.n,
      }),
    });
    expect(isPlugin(metric)).to.equal(true);
    expect(Object.isFrozen(metric)).to.equal(true);
    expect(metric.kind).to.equal('metric');
  });

  it('recognises plugins made by another copy of the package through the brand', () => {
    expect(isPlugin({ [Symbol.for('codex-ml.plugin')]: {} })).to.equal(true);
    expect(isPlugin({ kind: 'metric' })).to.equal(false);
  });

  it('names the missing part of a malformed definition', () => {
    const attempt = () => defineModel({ id: 'm', apiVersion: '^1.0', options } as never);
    expect(attempt).to.throw(
      CodexError,
      'plugin `m` is not well defined: `create`: expected a function, received undefined',
    );
  });

  it('refuses a kind that does not exist', () => {
    expect(() => definePlugin({ kind: 'teapot', id: 'x' } as never)).to.throw(
      CodexError,
      'expected a plugin kind, received "teapot"',
    );
  });
});
