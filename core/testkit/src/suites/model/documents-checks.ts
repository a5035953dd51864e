// Checks of rows that hold several documents, for models that say that they keep them apart.
import type { HostTensor } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandClose, demandEqual, demandFinite } from '../../checks/demand.js';
import { ints } from '../engine/host-values.js';
import {
  type Built,
  compileDocuments,
  compileForward,
  type ModelSubject,
  randomIds,
  rowsOf,
  withModel,
} from './model-subject.js';

export function documentsChecks(subject: ModelSubject): Check[] {
  return [
    check('keeps documents apart that share a row, where it says so', () =>
      withModel(subject, async (built) => {
        const { context, vocabularySize } = built.model.shape;
        if (built.model.separatesDocuments !== true || context < 2) return;
        // One row of two documents and padding, one of a single document.
        const padding = context > 3 ? 1 : 0;
        const first = Math.ceil((context - padding) / 2);
        const end = context - padding;
        const documents = numberRows(context, [first, end - first], [context]);
        const forward = await compileDocuments(built);
        const ids = randomIds(built, 2, context);
        const { logits } = await forward.run({ ids, documents });
        demandFinite(logits.data, {
          where: 'logits of rows with documents and padding',
          remedy: 'let padding see itself, so that no weights are divided by 0',
        });
        for (let at = 0; at < first; at++) {
          const data = ids.data.slice();
          data[at] = (data[at]! + 1) % vocabularySize;
          const changed = (await forward.run({ ids: { ...ids, data }, documents })).logits;
          demandEqual([...differences(changed, logits, first, context)], [], {
            where: `differences of logits behind document 1 after its token at ${at} was changed`,
            remedy: 'add a mask to attention scores that hides the tokens of other documents altogether',
          });
          const [before, after] = [logits, changed].map((each) =>
            Array.from(rowsOf(each, 0, first - 1, first)),
          );
          demand(
            before!.some((value, i) => value !== after![i]),
            {
              where: `logits at the end of document 1 after its token at ${at} was changed`,
              expected: 'other logits',
              received: 'the same',
              remedy: 'let each token see all of its own document that is before it',
            },
          );
        }
        await compareAlone(built, { ids, logits, first, end });
        forward.dispose();
      }),
    ),
  ];
}

/** Each document has the logits that it has alone in a row. */
async function compareAlone(
  built: Built,
  {
    ids,
    logits,
    first,
    end,
  }: {
    readonly ids: HostTensor;
    readonly logits: HostTensor;
    readonly first: number;
    readonly end: number;
  },
): Promise<void> {
  const forward = await compileForward(built);
  for (const [number, from, to] of [
    [1, 0, first],
    [2, first, end],
  ] as const) {
    const alone = ints([1, to - from], Array.from(ids.data.slice(from, to)));
    const { logits: expected } = await forward.run({ ids: alone });
    demandClose(rowsOf(logits, 0, from, to), rowsOf(expected, 0, 0, to - from), {
      where: `logits of document ${number} of a row, against those of the document alone`,
      remedy: 'count positions from the first token of each document',
      relative: 1e-3,
      absolute: 1e-4,
    });
  }
  forward.dispose();
}

/** int32 [rows, length]: documents of these sizes in each row, and padding behind them. */
function numberRows(length: number, ...rows: readonly (readonly number[])[]): HostTensor {
  const numbers = rows.flatMap((sizes) => {
    const filled = sizes.flatMap((size, i) => Array.from({ length: size }, () => i + 1));
    return Array.from({ length }, (_, place) => filled[place] ?? 0);
  });
  return ints([rows.length, length], numbers);
}

/** Where logits of row 0 differ in any bit, from `from` up to `to`. */
function* differences(a: HostTensor, b: HostTensor, from: number, to: number): Generator<string> {
  const [changed, original] = [rowsOf(a, 0, from, to), rowsOf(b, 0, from, to)];
  for (let i = 0; i < original.length; i++) {
    if (changed[i] !== original[i]) yield `${original[i]} became ${changed[i]}`;
  }
}
