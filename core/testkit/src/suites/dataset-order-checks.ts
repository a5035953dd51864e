// Checks of the order of a dataset's samples: what it depends on, and that it is the same from any place on.
import type { Dataset } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandEqual } from '../checks/demand.js';
import { collect, type DatasetSubject, type DatasetTools, read } from './dataset-subject.js';
import { readOptions } from './subject.js';

export function datasetOrderChecks(
  subject: DatasetSubject,
  { withDataset, eachSplit }: DatasetTools,
): Check[] {
  return [
    check('takes its samples and their order from its options and the seed alone', async () => {
      const textsOf = (dataset: Dataset) => collect(dataset, dataset.splits[0]!);
      const [first, other] = [
        await withDataset(textsOf),
        await withDataset(textsOf, readOptions(subject), 2),
      ];
      const where = "samples under another seed, against the first one's";
      if (subject.seeded !== true) {
        demandEqual(other, first, {
          where,
          remedy:
            'shuffle nothing: the runtime orders by seed. A dataset that makes its samples up is `seeded`',
        });
        return;
      }
      demand(JSON.stringify(other) !== JSON.stringify(first), {
        where,
        expected: 'others, since the fixture says `seeded`',
        received: 'the same',
        remedy: 'draw from `ctx.rng`',
      });
    }),

    check(
      'can be resumed at any cursor: what was read before changes nothing',
      eachSplit(async (dataset, split) => {
        const whole = await collect(dataset, split);
        const places = [0, 1, Math.floor(whole.length / 2), whole.length - 1, whole.length];
        for (const cursor of new Set(places)) {
          await read(dataset, split, cursor);
          const rest = (await collect(dataset, split)).slice(cursor);
          demandEqual(rest, whole.slice(cursor), {
            where: `open('${split}') after an iteration that stopped at ${cursor} of ${whole.length}`,
            remedy: 'begin at the first sample each time; the runtime skips what it has seen',
          });
          const fresh = await withDataset(async (other) => (await collect(other, split)).slice(cursor));
          demandEqual(fresh, whole.slice(cursor), {
            where: `open('${split}') of a new instance, from ${cursor} on`,
            remedy: 'keep no position outside of the iterator, in files neither',
          });
        }
      }),
    ),
  ];
}
