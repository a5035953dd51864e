import { countCores, countInCpuInfo } from '@codex-ml/engine-onnx/dist/count-cores.js';
import type { Engine, Tensor } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { floats, ints, makeOnnx } from './make-engine.js';

const X = { shape: [2], dtype: 'float32' as const };

async function failure(work: () => Promise<unknown>) {
  try {
    await work();
  } catch (error) {
    return error as { code: string; title: string; where?: { file: string; line?: number } };
  }
  return undefined;
}

describe('the compiled engine', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await makeOnnx();
  });
  afterEach(() => engine.dispose());

  it('refuses a kernel it does not have, with its name and the line that calls it', async () => {
    const { tf } = engine;
    const error = await failure(() =>
      engine.compile('vision', ({ x }) => ({ y: tf.fft(tf.complex(x, x)) }), { inputs: { x: X }, state: [] }),
    );
    expect(error?.code).to.equal('CML5121');
    expect(error?.title).to.contain('`vision` uses `Complex`');
    expect(error?.where?.file).to.match(/create-engine\.test\.[jt]s$/);
    expect(tf.getBackend()).to.equal('cpu');
  });

  it('refuses to read a tensor inside a program, a variable too, and changes nothing', async () => {
    const { tf } = engine;
    const variable = tf.variable(tf.tensor1d([1, 2]));
    for (const read of [(x: Tensor) => x, () => variable as Tensor]) {
      const error = await failure(() =>
        engine.compile(
          'peek',
          ({ x }) => {
            variable.assign(tf.add(variable, x));
            return { y: tf.scalar(read(x).dataSync()[0]!) };
          },
          { inputs: { x: X }, state: [variable] },
        ),
      );
      expect(error?.code).to.equal('CML5122');
    }
    expect([...(await engine.read(variable))]).to.deep.equal([1, 2]);
  });

  it('lets constants be read while recording', async () => {
    const { tf } = engine;
    const program = await engine.compile(
      'constant',
      ({ x }) => ({ y: tf.mul(x, tf.scalar(3).dataSync()[0]!) }),
      { inputs: { x: X }, state: [] },
    );
    expect([...(await program.run({ x: floats([2], [1, 2]) })).y.data]).to.deep.equal([3, 6]);
  });

  it('refuses to assign a variable that is not in the state, and keeps its value', async () => {
    const { tf } = engine;
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const error = await failure(() =>
      engine.compile(
        'stray',
        ({ x }) => {
          variable.assign(x as never);
          return { x };
        },
        { inputs: { x: X }, state: [] },
      ),
    );
    expect(error?.code).to.equal('CML5106');
    expect([...variable.dataSync()]).to.deep.equal([1, 2]);
    variable.dispose();
  });

  it('reads variables outside of the state as they are at each run', async () => {
    const { tf } = engine;
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const program = await engine.compile('look', ({ x }) => ({ y: tf.add(x, variable) }), {
      inputs: { x: X },
      state: [],
    });
    const x = floats([2], [10, 10]);
    expect([...(await program.run({ x })).y.data]).to.deep.equal([11, 12]);
    await engine.write(variable, Float32Array.of(5, 6));
    expect([...(await program.run({ x })).y.data]).to.deep.equal([15, 16]);
    variable.dispose();
  });

  it('sees eager assignments between runs, and shows its results to eager ops', async () => {
    const { tf } = engine;
    const initial = tf.tensor1d([1, 2]);
    const [a, b] = [tf.variable(initial), tf.variable(initial)];
    const program = await engine.compile(
      'swap',
      ({ x }) => {
        const old = tf.clone(a);
        a.assign(tf.add(b, x));
        b.assign(tf.reshape(old, [2]));
        return { a, old };
      },
      { inputs: { x: X }, state: [a, b] },
    );
    const x = floats([2], [10, 10]);
    await program.run({ x });
    expect([...(await engine.read(a))]).to.deep.equal([11, 12]);
    expect([...(await engine.read(b))]).to.deep.equal([1, 2]);
    expect([...initial.dataSync()]).to.deep.equal([1, 2]);
    expect([...tf.tidy(() => tf.mul(a, 2).dataSync())]).to.deep.equal([22, 24]);
    tf.tidy(() => b.assign(tf.tensor1d([7, 7])));
    const result = await program.run({ x });
    expect([...result.a.data]).to.deep.equal([17, 17]);
    expect([...result.old.data]).to.deep.equal([11, 12]);
    expect([...(await engine.read(b))]).to.deep.equal([11, 12]);
    initial.dispose();
  });

  it('gives two variables that become equal, or constant, buffers of their own', async () => {
    const { tf } = engine;
    const [a, b, c] = [1, 2, 3].map((value) => tf.variable(tf.tensor1d([value, value]))) as [
      ReturnType<typeof tf.variable>,
      ReturnType<typeof tf.variable>,
      ReturnType<typeof tf.variable>,
    ];
    const program = await engine.compile(
      'same',
      ({ x }) => {
        const sum = tf.add(a, x);
        a.assign(sum);
        b.assign(sum);
        c.assign(tf.tensor1d([4, 5]));
        return { x };
      },
      { inputs: { x: X }, state: [a, b, c] },
    );
    for (let i = 0; i < 3; i++) await program.run({ x: floats([2], [1, 1]) });
    await engine.write(a, Float32Array.of(0, 0));
    expect([...(await engine.read(a))]).to.deep.equal([0, 0]);
    expect([...(await engine.read(b))]).to.deep.equal([4, 4]);
    expect([...(await engine.read(c))]).to.deep.equal([4, 5]);
  });

  it('differentiates twice, through custom gradients and nested scopes', async () => {
    const { tf } = engine;
    const program = await engine.compile(
      'second',
      ({ x }) => {
        const cube = tf.customGrad((y, save) => {
          (save as (tensors: Tensor[]) => void)([y as Tensor]);
          const value = tf.tidy(() =>
            tf.mul(
              y as Tensor,
              tf.tidy(() => tf.square(y as Tensor)),
            ),
          );
          return {
            value,
            gradFunc: (dy: Tensor, [saved]: Tensor[]) => [tf.mul(dy, tf.mul(3, tf.square(saved!)))],
          };
        });
        const first = (y: Tensor) => tf.grad((z: Tensor) => tf.sum(cube(z)))(y);
        const second = tf.grad((y: Tensor) => tf.sum(tf.square(tf.square(y))));
        const third = tf.grad((y: Tensor) =>
          tf.sum(tf.grad((z: Tensor) => tf.sum(tf.mul(z, tf.square(z))))(y)),
        );
        return { first: first(x), second: second(x), third: third(x) };
      },
      { inputs: { x: X }, state: [] },
    );
    const { first, second, third } = await program.run({ x: floats([2], [2, -1]) });
    expect([...first.data]).to.deep.equal([12, 3]);
    expect([...second.data]).to.deep.equal([32, -4]);
    expect([...third.data]).to.deep.equal([12, -6]);
  });

  it('reports what a run fails on, and leaves the state as it was', async () => {
    const { tf } = engine;
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    const program = await engine.compile(
      'lookup',
      ({ ids }) => {
        const rows = tf.gather(variable, ids);
        variable.assign(tf.add(variable, 1));
        return { rows };
      },
      { inputs: { ids: { shape: [1], dtype: 'int32' } }, state: [variable] },
    );
    const error = await failure(() => program.run({ ids: ints([1], [9]) }));
    expect(error?.code).to.equal('CML5105');
    expect([...(await engine.read(variable))]).to.deep.equal([1, 2, 3]);
    expect([...(await program.run({ ids: ints([1], [2]) })).rows.data]).to.deep.equal([3]);
  });

  it('compiles once for each set of sizes', async () => {
    const { tf } = engine;
    let calls = 0;
    const program = await engine.compile(
      'sizes',
      ({ x }) => {
        calls++;
        return { y: tf.mul(x, x.size) };
      },
      { inputs: { x: { shape: [null], dtype: 'float32' } }, state: [] },
    );
    for (const values of [[1], [1, 2], [3], [3, 4]]) {
      const { y } = await program.run({ x: floats([values.length], values) });
      expect([...y.data]).to.deep.equal(values.map((value) => value * values.length));
    }
    expect(calls).to.equal(2);
  });
});

describe('countCores', () => {
  it('counts pairs of socket and core, not threads', () => {
    const processor = (socket: number, core: number) =>
      `processor: 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\n`;
    const text = [processor(0, 0), processor(0, 1), processor(0, 0), processor(1, 0)].join('\n');
    expect(countInCpuInfo(text)).to.equal(3);
    expect(countInCpuInfo('model name: something')).to.equal(0);
  });

  it('gives at least one, also where the system does not tell', () => {
    expect(countCores()).to.be.at.least(1);
    expect(countCores('/no/such/file')).to.be.at.least(1);
  });
});
