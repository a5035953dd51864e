// With arrays in memory in place of an engine; test/runs exchanges weights on real ones.
import type { Engine, HostArray, Parameter, TrainingAddition, Variable } from '@codex-ml/plugin-api';
import { validationWeights, withWeights } from '@codex-ml/runtime';
import { expect } from 'chai';

describe('the weights that validation scores', () => {
  const values = new Map<Variable, HostArray>();
  const engine = {
    read: async (one: Variable) => values.get(one)!.slice(),
    write: async (one: Variable, data: HostArray) => void values.set(one, data.slice()),
  } as unknown as Engine;

  const variable = (...data: number[]): Variable => {
    const made = {} as Variable;
    values.set(made, Float32Array.from(data));
    return made;
  };
  const parameter = (name: string, ...values: number[]): Parameter => ({
    name,
    decay: false,
    trainable: true,
    variable: variable(...values),
  });
  const addition = (plugin: string, names: readonly string[], validate = true): TrainingAddition => ({
    plugin,
    arrays: names.map((name) => ({ name, variable: variable(5, 6) })),
    validate,
    afterUpdate: () => undefined,
  });
  const refusal = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };

  it('are the parameters where no addition asks for others', () => {
    expect(
      validationWeights({ steps: [addition('acme/a', ['weights/w'], false)] }, [parameter('w', 1, 2)]),
    ).to.equal(null);
  });

  it('are exchanged for the time of the work, and come back to the bit', async () => {
    const [w, frozen] = [parameter('w', 0.1, 1e-40), parameter('frozen', 7, 8)];
    const kept = addition('acme/a', ['updates', 'weights/w']);
    const weights = validationWeights({ steps: [kept] }, [w, frozen]);
    const read = async (): Promise<HostArray[]> =>
      Promise.all([w.variable, frozen.variable, kept.arrays[1]!.variable].map((one) => engine.read(one)));
    const before = await read();
    const during = await withWeights(engine, weights, read);
    expect(during).to.deep.equal([before[2], before[1], before[0]]);
    expect(await read()).to.deep.equal(before);
    const failure = await withWeights(engine, weights, async () => {
      throw new RangeError('no luck');
    }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(RangeError);
    expect(await read()).to.deep.equal(before);
  });

  it('are of one plugin', () => {
    const steps = [addition('acme/a', ['weights/w']), addition('acme/b', ['weights/w'])];
    expect(refusal(() => validationWeights({ steps }, [parameter('w', 1, 2)]))).to.include({
      code: 'CML3601',
      plugin: 'acme/b',
    });
  });

  it('must be there where they are asked for', () => {
    const steps = [addition('acme/a', ['updates'])];
    expect(refusal(() => validationWeights({ steps }, [parameter('w', 1, 2)]))).to.include({
      code: 'CML3601',
      plugin: 'acme/a',
    });
  });
});
