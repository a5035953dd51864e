// Checks of programs: shapes that may vary, feeds that must fit, outputs on request, honest features.
import type { HostTensor, Program } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demandEqual, demandRefusal } from '../../checks/demand.js';
import type { GetEngine } from './get-engine.js';
import { floats, ints } from './host-values.js';

export function programChecks(getEngine: GetEngine): Check[] {
  return [
    check('takes any size where a dimension is null', async () => {
      const { compile, tf } = await bound(getEngine);
      const program = await compile('wildcard', ({ a }) => ({ out: tf.mul(a, 2) }), {
        inputs: { a: { shape: [null, 3, null], dtype: 'float32' } },
        state: [],
      });
      for (const shape of [
        [1, 3, 1],
        [4, 3, 2],
        [2, 3, 7],
        [1, 3, 1],
      ]) {
        const size = shape[0]! * shape[1]! * shape[2]!;
        const { out } = await program.run({ a: floats(shape, new Float32Array(size).fill(1.5)) });
        demandEqual(
          { shape: out.shape, data: out.data },
          { shape, data: new Float32Array(size).fill(3) },
          {
            where: `run with shape [${shape.join(', ')}] for [null, 3, null]`,
            remedy: 'keep null dimensions symbolic',
          },
        );
      }
      program.dispose();
    }),

    check('refuses feeds that do not fit', async () => {
      const { compile, tf } = await bound(getEngine);
      const program: Program<string, 'out'> = await compile(
        'strict',
        ({ a, b }) => ({ out: tf.add(a, tf.cast(b, 'float32')) }),
        {
          inputs: { a: { shape: [2, null], dtype: 'float32' }, b: { shape: [], dtype: 'int32' } },
          state: [],
        },
      );
      const a = floats([2, 2], [1, 2, 3, 4]);
      const b = ints([], [1]);
      const bad: Record<string, Record<string, HostTensor>> = {
        'a feed left out': { a },
        'a feed too many': { a, b, c: b },
        'another rank': { a: floats([4], [1, 2, 3, 4]), b },
        'another size': { a: floats([3, 1], [1, 2, 3]), b },
        'another type': { a, b: floats([], [1]) },
        'too little data': { a: floats([2, 2], [1, 2, 3]), b },
        'data of another type': { a: { ...a, data: Int32Array.from([1, 2, 3, 4]) }, b },
      };
      for (const [what, feeds] of Object.entries(bad)) {
        await demandRefusal(() => program.run(feeds), {
          where: `run with ${what}`,
          remedy: 'compare feeds with the specification before every run',
        });
      }
      const { out } = await program.run({ a, b });
      demandEqual(out.data, Float32Array.of(2, 3, 4, 5), {
        where: 'run with good feeds after bad ones',
        remedy: 'a refused run must leave no trace',
      });
      program.dispose();
    }),

    check('brings back the outputs that are asked for, and no others', async () => {
      const { compile, tf } = await bound(getEngine);
      const program = await compile(
        'outputs',
        ({ a }) => ({ sum: tf.sum(a), twice: tf.mul(a, 2), count: tf.cast(tf.mul(a, 3), 'int32') }),
        { inputs: { a: { shape: [2], dtype: 'float32' } }, state: [] },
      );
      const feeds = { a: floats([2], [1, 2]) };
      const expected = {
        sum: floats([], [3]),
        twice: floats([2], [2, 4]),
        count: ints([2], [3, 6]),
      };
      const context = {
        where: 'run(feeds, outputs)',
        remedy: 'give shape, type and data of each output asked for',
      };
      demandEqual({ ...(await program.run(feeds)) }, expected, context);
      demandEqual({ ...(await program.run(feeds, ['twice'])) }, { twice: expected.twice }, context);
      demandEqual({ ...(await program.run(feeds, [])) }, {}, context);
      await demandRefusal(() => program.run(feeds, ['no-such-output' as 'sum']), {
        where: "run(feeds, ['no-such-output'])",
        remedy: 'name the outputs that there are',
      });
      program.dispose();
    }),

    check('leaves feeds alone, and gives results that later runs do not change', async () => {
      const { compile, tf } = await bound(getEngine);
      const program = await compile('copies', ({ a }) => ({ out: tf.reshape(a, [2]), same: a }), {
        inputs: { a: { shape: [2], dtype: 'float32' } },
        state: [],
      });
      const a = floats([2], [1, 2]);
      const first = await program.run({ a });
      a.data.fill(9);
      await program.run({ a });
      const kept = { out: first.out.data, same: first.same.data };
      const untouched = Float32Array.of(1, 2);
      demandEqual(
        kept,
        { out: untouched, same: untouched },
        {
          where: 'the result of a run, after its feed was overwritten and the program run again',
          remedy: 'copy data in and out',
        },
      );
      first.out.data.fill(7);
      demandEqual((await program.run({ a })).out.data, Float32Array.of(9, 9), {
        where: 'a run after an earlier result was overwritten',
        remedy: 'copy data in and out',
      });
      program.dispose();
    }),

    check('traces once where it declares `compiled`', async () => {
      const { compile, tf, features } = await bound(getEngine);
      let calls = 0;
      const program = await compile(
        'counted',
        ({ a }) => {
          calls++;
          return { out: tf.add(a, 1) };
        },
        { inputs: { a: { shape: [1], dtype: 'float32' } }, state: [] },
      );
      const before = calls;
      for (let i = 0; i < 3; i++) await program.run({ a: floats([1], [i]) });
      demandEqual(calls - before, features.has('compiled') ? 0 : 3, {
        where: 'calls of the function during 3 runs',
        remedy: 'declare `compiled` if and only if the function runs at `compile` alone',
      });
      program.dispose();
    }),

    check('has the kernels of the fused operators that it declares', async () => {
      const { compile, tf, features } = await bound(getEngine);
      const registered = new Set<string>();
      // Within a program another backend may be active than outside.
      const program = await compile(
        'kernels',
        ({ a }) => {
          for (const { kernelName } of tf.getKernelsForBackend(tf.getBackend())) registered.add(kernelName);
          return { out: tf.add(a, 1) };
        },
        { inputs: { a: { shape: [1], dtype: 'float32' } }, state: [] },
      );
      await program.run({ a: floats([1], [1]) });
      program.dispose();
      const missing = [...features].filter(
        (feature) => feature.startsWith('fused-') && !registered.has(feature),
      );
      demandEqual(missing, [], {
        where: '`features`',
        remedy: 'register a kernel named like the feature for the backend, or do not declare it',
      });
    }),

    check('refuses to run a program that was disposed', async () => {
      const { compile, tf } = await bound(getEngine);
      const program = await compile('gone', ({ a }) => ({ out: tf.add(a, 1) }), {
        inputs: { a: { shape: [1], dtype: 'float32' } },
        state: [],
      });
      program.dispose();
      program.dispose();
      await demandRefusal(() => program.run({ a: floats([1], [1]) }), {
        where: 'run after dispose()',
        remedy: 'remember that the program was disposed',
      });
    }),
  ];
}

/** The engine's parts, with `compile` bound. */
async function bound(getEngine: GetEngine) {
  const engine = await getEngine();
  return { tf: engine.tf, features: engine.features, compile: engine.compile.bind(engine) };
}
