// Checks of the plain forward pass: shapes, causality, random inputs.
import { createRng } from '@codex-ml/runtime/rng';
import { type Check, check } from '../../checks/check.js';
import { demand, demandClose, demandEqual, demandFinite } from '../../checks/demand.js';
import {
  compileForward,
  compileTrainingForward,
  type ModelSubject,
  randomFeeds,
  randomIds,
  rowsOf,
  withModel,
} from './model-subject.js';

export function forwardChecks(subject: ModelSubject): Check[] {
  return [
    check('gives finite logits [batch, length, vocabulary] for every size up to its context', () =>
      withModel(subject, async (built) => {
        const { context, vocabularySize } = built.model.shape;
        const forward = await compileForward(built);
        for (const [batch, length] of [
          [1, 1],
          [3, 2],
          [2, context],
          [1, Math.ceil(context / 2)],
        ] as const) {
          const { logits } = await forward.run({ ids: randomIds(built, batch, length) });
          const context = {
            where: `forward of [${batch}, ${length}]`,
            remedy: 'return logits for every position',
          };
          demandEqual(logits.shape, [batch, length, vocabularySize], context);
          demandFinite(logits.data, context);
        }
        forward.dispose();
      }),
    ),

    check('never lets a later token change earlier logits, and lets an earlier one change later logits', () =>
      withModel(subject, async (built) => {
        const { context, vocabularySize } = built.model.shape;
        const forward = await compileForward(built);
        const ids = randomIds(built, 2, context);
        const { logits } = await forward.run({ ids });
        for (const at of new Set([0, 1, Math.floor(context / 2), context - 1])) {
          const data = ids.data.slice();
          data[at] = (data[at]! + 1) % vocabularySize;
          const changed = (await forward.run({ ids: { ...ids, data } })).logits;
          demandClose(rowsOf(changed, 0, 0, at), rowsOf(logits, 0, 0, at), {
            where: `logits before position ${at} after the token there was changed`,
            remedy: 'mask attention to later positions, and normalise nothing over the sequence',
            relative: 1e-5,
            absolute: 1e-6,
          });
          demandClose(rowsOf(changed, 1, 0, context), rowsOf(logits, 1, 0, context), {
            where: 'logits of another row of the batch',
            remedy: 'let no row see another: normalise nothing over the batch',
            relative: 1e-5,
            absolute: 1e-6,
          });
          const reach = Math.min(at + 1, context - 1);
          const [before, after] = [logits, changed].map((each) =>
            Array.from(rowsOf(each, 0, reach, reach + 1)),
          );
          demand(
            before!.some((value, i) => value !== after![i]),
            {
              where: `logits at position ${reach} after the token at ${at} was changed`,
              expected: 'other logits',
              received: 'the same',
              remedy: 'let each position see itself and everything before it',
            },
          );
        }
        forward.dispose();
      }),
    ),

    check('gives the logits at the places asked for, equal to those of the whole sequence', () =>
      withModel(subject, async (built) => {
        const { engine, model } = built;
        const length = Math.min(6, model.shape.context);
        const places = [0, length - 1, Math.floor(length / 2)];
        const ids = randomIds(built, places.length, length);
        const forward = await compileForward(built);
        const picked = await engine.compile(
          'logits-at',
          ({ ids, at }) => ({ logits: model.forward(ids, { training: false, random: {}, logitsAt: at }) }),
          {
            inputs: {
              ids: { shape: ids.shape, dtype: 'int32' },
              at: { shape: [places.length], dtype: 'int32' },
            },
            state: model.parameters.map(({ variable }) => variable),
          },
        );
        const at = { shape: [places.length], dtype: 'int32', data: Int32Array.from(places) } as const;
        const whole = (await forward.run({ ids })).logits;
        const { logits } = await picked.run({ ids, at });
        const context = {
          where: `forward with logitsAt [${places.join(', ')}]`,
          remedy: 'pick one position of each row',
        };
        demandEqual(logits.shape, [places.length, 1, model.shape.vocabularySize], context);
        for (const [row, place] of places.entries()) {
          demandClose(rowsOf(logits, row, 0, 1), rowsOf(whole, row, place, place + 1), {
            ...context,
            relative: 1e-4,
            absolute: 1e-5,
          });
        }
        forward.dispose();
        picked.dispose();
      }),
    ),

    check('uses its random inputs in training and only there', () =>
      withModel(subject, async (built) => {
        const { model } = built;
        const [batch, length] = [2, Math.min(6, model.shape.context)];
        const sites = model.randomInputs.map(({ site }) => site);
        demandEqual(new Set(sites).size, sites.length, {
          where: '`randomInputs`',
          remedy: 'give each site its own name',
        });
        const ids = randomIds(built, batch, length);
        const forward = await compileForward(built);
        const training = await compileTrainingForward(built, batch, length);
        const plain = (await forward.run({ ids })).logits;
        const kept = (await training.run({ ids, ...randomFeeds(model, batch, length) })).logits;
        demandClose(kept.data, plain.data, {
          where: 'logits of a training pass whose random inputs are all 1, against inference',
          remedy: 'multiply by the random input and do nothing else in training',
          relative: 1e-4,
          absolute: 1e-5,
        });
        for (const { site } of model.randomInputs) {
          const ones = randomFeeds(model, batch, length);
          const mask = ones[site]!;
          const halved = { ...mask, data: mask.data.map((_, i) => (i % 2 === 0 ? 0 : 2)) };
          const { logits } = await training.run({ ids, ...ones, [site]: halved });
          demand(
            logits.data.some((value, i) => value !== plain.data[i]),
            {
              where: `logits after the random input \`${site}\` was changed`,
              expected: 'other logits',
              received: 'the same',
              remedy: 'use every random input that is declared',
            },
          );
        }
        const drawn = randomFeeds(model, batch, length, createRng(4).fork('dropout'));
        const [first, second] = [
          await training.run({ ids, ...drawn }),
          await training.run({ ids, ...drawn }),
        ];
        demandEqual(second.logits.data, first.logits.data, {
          where: 'two training passes with the same random inputs',
          remedy: 'take randomness from the random inputs alone',
        });
        forward.dispose();
        training.dispose();
      }),
    ),
  ];
}
