// Checks of variables: they persist from run to run, can be read and written, and nothing else stays behind.
import type { Engine, Variable } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual, demandRefusal } from '../../checks/demand.js';
import type { GetEngine } from './get-engine.js';
import { floats } from './host-values.js';

export function stateChecks(getEngine: GetEngine): Check[] {
  const withVariable = (use: (engine: Engine, variable: Variable) => Promise<void>) => async () => {
    const engine = await getEngine();
    const { tf } = engine;
    const variable = tf.tidy(() => tf.variable(tf.tensor([1, 2, 3], [3], 'float32')));
    try {
      await use(engine, variable);
    } finally {
      variable.dispose();
    }
  };
  const compileSum = (engine: Engine, variable: Variable) =>
    engine.compile(
      'accumulate',
      ({ a }) => {
        variable.assign(engine.tf.add(variable, a));
        return { total: engine.tf.sum(variable) };
      },
      { inputs: { a: { shape: [3], dtype: 'float32' } }, state: [variable] },
    );

  return [
    check(
      'keeps the values of variables from run to run, and shows the new ones to later operators',
      withVariable(async (engine, variable) => {
        const program = await compileSum(engine, variable);
        const a = floats([3], [1, 10, 100]);
        const totals: number[] = [];
        for (let i = 0; i < 3; i++) totals.push((await program.run({ a })).total.data[0]!);
        const context = {
          where: 'a program that adds its input to a variable, run 3 times',
          remedy: 'feed state back',
        };
        demandEqual(totals, [117, 228, 339], context);
        demandEqual(await engine.read(variable), Float32Array.of(4, 32, 303), context);
        program.dispose();
        demandEqual(await engine.read(variable), Float32Array.of(4, 32, 303), {
          where: 'a variable after its program was disposed',
          remedy: 'programs do not own variables',
        });
      }),
    ),

    check(
      'shows programs what was written, and shares state between programs',
      withVariable(async (engine, variable) => {
        const first = await compileSum(engine, variable);
        const second = await compileSum(engine, variable);
        const a = floats([3], [1, 1, 1]);
        await first.run({ a });
        await engine.write(variable, Float32Array.of(5, 5, 5));
        await second.run({ a });
        await first.run({ a });
        demandEqual(await engine.read(variable), Float32Array.of(7, 7, 7), {
          where: 'write, then runs of two programs over one variable',
          remedy: 'keep one current value per variable',
        });
        first.dispose();
        second.dispose();
      }),
    ),

    check(
      'reads and writes copies',
      withVariable(async (engine, variable) => {
        const data = Float32Array.of(1, 2, 3);
        await engine.write(variable, data);
        data.fill(8);
        const read = await engine.read(variable);
        read.fill(9);
        demandEqual(await engine.read(variable), Float32Array.of(1, 2, 3), {
          where: 'read() after arrays given to write() and got from read() were overwritten',
          remedy: 'copy data in and out',
        });
      }),
    ),

    check(
      'refuses to write data of another size or type',
      withVariable(async (engine, variable) => {
        const remedy = 'compare length and array type with the variable';
        await demandRefusal(() => engine.write(variable, Float32Array.of(1, 2)), {
          where: 'write of 2 for 3',
          remedy,
        });
        await demandRefusal(() => engine.write(variable, Int32Array.of(1, 2, 3)), {
          where: 'write of int32 to float32',
          remedy,
        });
        demandEqual(await engine.read(variable), Float32Array.of(1, 2, 3), {
          where: 'read() afterwards',
          remedy,
        });
      }),
    ),

    check(
      'leaves no tensor behind, whether runs succeed or fail',
      withVariable(async (engine, variable) => {
        const program = await compileSum(engine, variable);
        const good = { a: floats([3], [0, 0, 0]) };
        const bad = { a: floats([2], [0, 0]) };
        await program.run(good);
        const before = engine.memory();
        for (let i = 0; i < 5; i++) {
          await program.run(good);
          await program.run(bad).catch(() => undefined);
          await engine.read(variable);
          await engine.write(variable, Float32Array.of(i, i, i));
        }
        const after = engine.memory();
        demand(after.tensors <= before.tensors && after.bytes <= before.bytes, {
          where: 'memory() after 5 runs, refused runs, reads and writes',
          expected: `${before.tensors} tensors, ${before.bytes} bytes`,
          received: `${after.tensors} tensors, ${after.bytes} bytes`,
          remedy: 'run inside a tidy scope and dispose what `assign` replaced',
        });
        program.dispose();
      }),
    ),
  ];
}
