// Checks of the key/value cache: prefill and single steps give what one uncached pass gives, also for rows of different lengths.
import type { KvCache } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demandClose, demandEqual } from '../../checks/demand.js';
import { ints } from '../engine/host-values.js';
import {
  type Built,
  compileCached,
  compileForward,
  type Forward,
  type ModelSubject,
  randomIds,
  rowsOf,
  withModel,
} from './model-subject.js';

const TOLERANCE = { relative: 1e-3, absolute: 1e-4 };

export function cacheChecks(subject: ModelSubject): Check[] {
  return [
    check('gives the same logits with a cache as without', () =>
      withCache(subject, 2, async ({ built, cached, forward }) => {
        const { context } = built.model.shape;
        const ids = randomIds(built, 2, context);
        const whole = (await forward.run({ ids })).logits;
        const prompt = Math.max(1, Math.floor(context / 2));
        for (let round = 0; round < 2; round++) {
          for (let at = 0; at < context; at = at === 0 ? prompt : at + 1) {
            const end = at === 0 ? prompt : at + 1;
            const part = columns(ids.data, context, at, end);
            const { logits } = await cached.run({
              ids: ints([2, end - at], part),
              positions: ints([2], [at, at]),
              logitsAt: ints([2], [end - at - 1, end - at - 1]),
            });
            for (const row of [0, 1]) {
              demandClose(rowsOf(logits, row, 0, 1), rowsOf(whole, row, end - 1, end), {
                ...TOLERANCE,
                where: `cached logits at position ${end - 1}${round === 0 ? '' : ', in a cache that was used before'}`,
                remedy: 'write keys and values at `positions`, and attend to nothing after them',
              });
            }
          }
        }
      }),
    ),

    check('gives each row of a ragged batch what it would get alone', () =>
      withCache(subject, 2, async ({ built, cached, forward }) => {
        const { context } = built.model.shape;
        const lengths = [Math.max(1, Math.floor(context / 3)), Math.max(2, Math.floor(context / 2))] as const;
        const rows = [randomIds(built, 1, context, 21), randomIds(built, 1, context, 22)] as const;
        const whole = [await forward.run({ ids: rows[0] }), await forward.run({ ids: rows[1] })].map(
          ({ logits }) => logits,
        );
        const compare = (logits: Parameters<typeof rowsOf>[0], places: readonly number[]) => {
          for (const [row, place] of places.entries()) {
            demandClose(rowsOf(logits, row, 0, 1), rowsOf(whole[row]!, 0, place, place + 1), {
              ...TOLERANCE,
              where: `logits of row ${row} at position ${place}, rows of ${lengths.join(' and ')} tokens`,
              remedy: 'give each row its own positions; padding beyond a row must be out of its sight',
            });
          }
        };
        // Prompts of different lengths, padded on the right.
        const width = Math.max(...lengths);
        const padded = rows.flatMap(({ data }, row) =>
          Array.from({ length: width }, (_, i) => (i < lengths[row]! ? data[i]! : 0)),
        );
        const prefill = await cached.run({
          ids: ints([2, width], padded),
          positions: ints([2], [0, 0]),
          logitsAt: ints(
            [2],
            lengths.map((length) => length - 1),
          ),
        });
        compare(
          prefill.logits,
          lengths.map((length) => length - 1),
        );
        for (let step = 0; lengths[1] + step < context && step < 3; step++) {
          const places = lengths.map((length) => length + step);
          const { logits } = await cached.run({
            ids: ints(
              [2, 1],
              places.map((place, row) => rows[row]!.data[place]!),
            ),
            positions: ints([2], places),
            logitsAt: ints([2], [0, 0]),
          });
          compare(logits, places);
        }
      }),
    ),

    check('makes caches of the size asked for, and disposes all of them', () =>
      withModel(subject, async ({ engine, model }) => {
        const { layers, kvHeads, context } = model.shape;
        const before = engine.memory().tensors;
        for (const capacity of [undefined, Math.max(1, context - 1)]) {
          const cache = model.createCache(3, capacity);
          const where = `createCache(3, ${capacity})`;
          const remedy = 'one pair of [batch, kvHeads, capacity, headWidth] per layer';
          demandEqual([cache.batch, cache.capacity, cache.layers.length], [3, capacity ?? context, layers], {
            where,
            remedy,
          });
          for (const { keys, values } of cache.layers) {
            demandEqual(
              [keys.shape.slice(0, 3), values.shape.slice(0, 3)],
              [
                [3, kvHeads, cache.capacity],
                [3, kvHeads, cache.capacity],
              ],
              { where, remedy },
            );
          }
          cache.dispose();
        }
        demandEqual(engine.memory().tensors, before, {
          where: 'tensors after caches were disposed',
          remedy: 'dispose keys and values of every layer',
        });
      }),
    ),
  ];
}

interface CacheBench {
  readonly built: Built;
  readonly cache: KvCache;
  readonly cached: Forward;
  readonly forward: Forward;
}

function withCache(
  subject: ModelSubject,
  batch: number,
  use: (bench: CacheBench) => Promise<void>,
): Promise<void> {
  return withModel(subject, async (built) => {
    const cache = built.model.createCache(batch);
    const cached = await compileCached(built, cache);
    const forward = await compileForward(built);
    try {
      await use({ built, cache, cached, forward });
    } finally {
      cached.dispose();
      forward.dispose();
      cache.dispose();
    }
  });
}

/** Columns `from` to `to` of ids [2, width]. */
function columns(data: ArrayLike<number>, width: number, from: number, to: number): number[] {
  return [0, 1].flatMap((row) => Array.from({ length: to - from }, (_, i) => data[row * width + from + i]!));
}
