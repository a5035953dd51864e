// Checks of what engines say about themselves: the peak of their memory, and where they offer it, estimates and profiles.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, ProfileEvent } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual, demandRefusal } from '../../checks/demand.js';
import type { GetEngine } from './get-engine.js';
import { floats } from './host-values.js';

const SIZE = 512;
const COLUMN = { shape: [SIZE, 1], dtype: 'float32' } as const;

/** [SIZE, 1] times its transpose: a large result of small inputs. */
function compileProduct(engine: Engine) {
  return engine.compile('outer-product', ({ a }) => ({ product: engine.tf.matMul(a, a, false, true) }), {
    inputs: { a: COLUMN },
    state: [],
  });
}

const PRODUCT_BYTES = 4 * SIZE * SIZE;
const PRODUCT_FLOPS = 2 * SIZE * SIZE;

const column = () => floats(COLUMN.shape, new Float32Array(SIZE).fill(2));

export function insightChecks(getEngine: GetEngine): Check[] {
  return [
    check('states the peak of its memory, which never falls and has the results of runs in it', async () => {
      const engine = await getEngine();
      const before = engine.memory();
      const program = await compileProduct(engine);
      await program.run({ a: column() });
      program.dispose();
      const after = engine.memory();
      const remedy = 'remember the largest sum of arrays and intermediates';
      demand(before.peakBytes >= before.bytes && after.peakBytes >= after.bytes, {
        where: 'memory()',
        expected: 'a peak of at least the bytes that are alive',
        received: after,
        remedy,
      });
      demand(after.peakBytes >= before.peakBytes, {
        where: 'memory() after a run',
        expected: `at least ${before.peakBytes}`,
        received: after.peakBytes,
        remedy,
      });
      const least = before.bytes + PRODUCT_BYTES;
      demand(after.peakBytes >= least, {
        where: `memory() after a run with a result of ${PRODUCT_BYTES} bytes`,
        expected: `a peak of at least ${least}, with what was held before`,
        received: after.peakBytes,
        remedy,
      });
    }),

    check('estimates a program without running it, where it offers that', async () => {
      const engine = await getEngine();
      if (engine.estimate === undefined) return;
      const { tf } = engine;
      const variable = tf.tidy(() => tf.variable(tf.ones([SIZE, 1])));
      try {
        const estimate = await engine.estimate(
          'outer-product',
          ({ a }) => {
            variable.assign(tf.add(variable, a));
            return { product: tf.matMul(a, a, false, true) };
          },
          { inputs: { a: COLUMN }, state: [variable] },
        );
        const where = 'estimate() of a product and an assignment';
        demandEqual(estimate.matmulFlops, PRODUCT_FLOPS, { where, remedy: 'count 2 m n k for each product' });
        demand(
          estimate.intermediateBytes >= PRODUCT_BYTES &&
            estimate.workspaceBytes >= estimate.intermediateBytes,
          {
            where,
            expected: `at least ${PRODUCT_BYTES} bytes of intermediates, and as much workspace`,
            received: estimate,
            remedy: 'count results as intermediates',
          },
        );
        demand(estimate.stateBytes >= 4 * SIZE && estimate.operators >= 2 && estimate.otherBytes > 0, {
          where,
          expected: 'state, operators and bytes of the assignment',
          received: estimate,
          remedy: 'count what is beside products too',
        });
        demandEqual(await engine.read(variable), new Float32Array(SIZE).fill(1), {
          where: 'the variable that the program would assign',
          remedy: 'do not run the program',
        });
      } finally {
        variable.dispose();
      }
    }),

    check('times the parts of a program without running it, where it offers that', async () => {
      const engine = await getEngine();
      if (engine.time === undefined) return;
      const { tf } = engine;
      const variable = tf.tidy(() => tf.variable(tf.ones([SIZE, 1])));
      const time = (bytes: number) =>
        engine.time!(
          'outer-product',
          ({ a }) => {
            variable.assign(tf.add(variable, a));
            return { product: tf.matMul(a, a, false, true) };
          },
          { inputs: { a: COLUMN }, state: [variable] },
          { bytes },
        );
      try {
        const where = 'time() of a product and an assignment';
        const timing = await time(100 * PRODUCT_BYTES);
        const { seconds, timed, parts } = timing ?? { seconds: 1, timed: 1, parts: 1 };
        demand(seconds > 0 && Number.isFinite(seconds) && timed >= 1 && timed <= parts, {
          where,
          expected: 'seconds, and some or all of the parts, or null where it cannot be told',
          received: timing,
          remedy: 'add up what the parts take',
        });
        demandEqual(await time(0), null, {
          where: `${where}, without memory for it`,
          remedy: 'return null where the parts do not fit',
        });
        demandEqual(await engine.read(variable), new Float32Array(SIZE).fill(1), {
          where: 'the variable that the program would assign',
          remedy: 'do not run the program',
        });
      } finally {
        variable.dispose();
      }
    }),

    check('profiles runs without changing their results, where it offers that', async () => {
      const engine = await getEngine();
      const { profiler } = engine;
      if (profiler === undefined) return;
      const folder = await mkdtemp(join(tmpdir(), 'codex-ml-profile-'));
      const variables = new Map();
      const remedy = 'keep one profile from start() to stop()';
      try {
        const program = await compileProduct(engine);
        const plain = await program.run({ a: column() });
        await demandRefusal(() => profiler.stop(), { where: 'stop() before start()', remedy });
        const begin = performance.now();
        await profiler.start({ folder, variables });
        await demandRefusal(() => profiler.start({ folder, variables }), {
          where: 'a second start()',
          remedy,
        });
        const profiled = [await program.run({ a: column() }), await program.run({ a: column() })];
        const { events } = await profiler.stop();
        const end = performance.now();
        const after = await program.run({ a: column() });
        program.dispose();
        demandEqual([...profiled, after], [plain, plain, plain], {
          where: 'results during and after a profile',
          remedy: 'time the same operators',
        });
        checkEvents(events, begin, end);
        demandEqual(await readdir(folder), [], {
          where: 'the folder of the profile afterwards',
          remedy: 'remove what was written there',
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
  ];
}

/** Two runs of one product. */
function checkEvents(events: readonly ProfileEvent[], begin: number, end: number): void {
  const where = 'the events of two runs of a program with one product';
  const ofKind = (wanted: ProfileEvent['kind']) => events.filter(({ kind }) => kind === wanted);
  demandEqual(
    ofKind('run').map(({ program }) => program),
    ['outer-product', 'outer-product'],
    { where, remedy: 'record each run once' },
  );
  const products = events.filter(({ flops }) => flops !== null);
  demandEqual(
    products.map(({ flops, kind }) => ({ flops, kind })),
    [0, 1].map(() => ({ flops: PRODUCT_FLOPS, kind: 'operator' })),
    { where, remedy: 'give operators that multiply matrices 2 m n k operations' },
  );
  demand(
    events.every(({ start, duration }) => start >= begin - 1 && duration >= 0 && start + duration <= end + 1),
    {
      where,
      expected: 'times on the clock of performance.now()',
      received: events,
      remedy: 'convert other clocks',
    },
  );
  demand(
    events.every(({ start }, i) => i === 0 || events[i - 1]!.start <= start),
    { where, expected: 'events in order of their start', received: events, remedy: 'sort them' },
  );
}
