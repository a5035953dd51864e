// Checks of what contract 1.1 added to encoding: pairs, windows, masks of specials. Each applies where a tokenizer offers it.
import type { EncodeOptions, Encoding, Tokenizer } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual } from '../../checks/demand.js';
import { show } from '../../checks/show.js';
import { type TokenizerSubject, withTrained } from './tokenizer-subject.js';

const FIRST = 'Call me Ishmael.';
const SECOND = 'Some years ago, never mind how long precisely';

export function pairChecks(subject: TokenizerSubject): Check[] {
  return [
    check('puts the second text of a pair behind the first and numbers both', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.encode(FIRST).typeIds === undefined) return;
        const [first, second] = [FIRST, SECOND].map((text) => tokenizer.encode(text, { offsets: true }));
        const options: EncodeOptions = { pair: SECOND, offsets: true };
        const joined = tokenizer.encode(FIRST, options);
        const where = `encode(${show(FIRST)}, ${show(options)})`;
        demandEqual([...joined.ids], [...first!.ids, ...second!.ids], {
          where: `${where}.ids`,
          remedy: 'encode both texts and put one behind the other',
        });
        demandEqual([...joined.offsets!], [...first!.offsets!, ...second!.offsets!], {
          where: `${where}.offsets`,
          remedy: 'count the offsets of each text from its own beginning',
        });
        demand(joined.typeIds?.length === joined.ids.length, {
          where: `${where}.typeIds`,
          expected: `${joined.ids.length} numbers`,
          received: show(joined.typeIds),
          remedy: 'give every token the number of its text',
        });
        const parts = [joined.typeIds.slice(0, first!.ids.length), joined.typeIds.slice(first!.ids.length)];
        demand(
          parts.every((types) => new Set(types).size === 1),
          {
            where: `${where}.typeIds`,
            expected: 'one number for the tokens of each text',
            received: show(joined.typeIds),
            remedy: 'let the number change where the second text begins and nowhere else',
          },
        );
      }),
    ),

    check('cuts a pair to the greatest length, in the text that is to give way', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.encode(FIRST).typeIds === undefined) return;
        const first = [...tokenizer.encode(FIRST).ids];
        const second = [...tokenizer.encode(SECOND).ids];
        const total = first.length + second.length;
        const cut = (truncation: EncodeOptions['truncation'], maxLength: number): number[] => [
          ...tokenizer.encode(FIRST, { pair: SECOND, maxLength, truncation }).ids,
        ];
        for (const excess of [1, Math.min(first.length, second.length) - 1].filter((each) => each > 0)) {
          const maxLength = total - excess;
          const context = (truncation: string) => ({
            where: `encode(${show(FIRST)}, { pair: ${show(SECOND)}, maxLength: ${maxLength}, truncation: '${truncation}' }).ids`,
            remedy: 'cut only the text that `truncation` names',
          });
          demandEqual(
            cut('only-first', maxLength),
            [...first.slice(0, first.length - excess), ...second],
            context('only-first'),
          );
          demandEqual(
            cut('only-second', maxLength),
            [...first, ...second.slice(0, second.length - excess)],
            context('only-second'),
          );
        }
        for (let maxLength = 2; maxLength <= total; maxLength++) {
          const kept = evenOut(first.length, second.length, maxLength);
          demandEqual(cut(undefined, maxLength), [...first.slice(0, kept[0]), ...second.slice(0, kept[1])], {
            where: `encode(${show(FIRST)}, { pair: ${show(SECOND)}, maxLength: ${maxLength} }).ids`,
            remedy:
              'cut the longer text token by token, then both in turn; of an odd rest the longer one, else the second, gets more',
          });
        }
      }),
    ),

    check('keeps what is cut off in windows that overlap by the stride', () =>
      withTrained(subject, (tokenizer) => {
        const whole = tokenizer.encode(SECOND, { offsets: true });
        const total = whole.ids.length;
        const maxLength = Math.min(5, Math.max(2, total - 1));
        if (tokenizer.encode(SECOND, { maxLength, stride: 1 }).overflow === undefined || total <= 2) return;
        for (const truncationSide of ['right', 'left'] as const) {
          for (const stride of [0, 1, maxLength - 1]) {
            const options: EncodeOptions = { maxLength, stride, truncationSide, offsets: true };
            const main = tokenizer.encode(SECOND, options);
            const windows = [main, ...(main.overflow ?? [])];
            const expected = windowsOf(total, maxLength, stride, truncationSide);
            demandEqual(
              windows.map(({ ids, offsets }) => [[...ids], [...offsets!]]),
              expected.map(([start, end]) => [
                [...whole.ids.slice(start, end)],
                [...whole.offsets!.slice(2 * start, 2 * end)],
              ]),
              {
                where: `encode(${show(SECOND)}, ${show(options)}) and its overflow`,
                remedy:
                  'cut windows from the side that is kept; each repeats `stride` tokens of the one before',
              },
            );
          }
        }
      }),
    ),

    check('marks added specials and padding, and no others', () =>
      withTrained(subject, (tokenizer) => {
        const plain = tokenizer.encode(FIRST);
        if (plain.specialsMask === undefined) return;
        demandEqual(plain.specialsMask, new Uint8Array(plain.ids.length), {
          where: `encode(${show(FIRST)}).specialsMask`,
          remedy: 'text has 0, also where it holds an unknown character',
        });
        const padding: EncodeOptions =
          tokenizer.specials.pad === undefined ? {} : { padding: 'max', maxLength: plain.ids.length + 20 };
        const marked = tokenizer.encode(FIRST, { addSpecials: true, ...padding });
        const where = `encode(${show(FIRST)}, { addSpecials: true, … })`;
        demandEqual(withoutMarked(marked), [...plain.ids], {
          where: `${where}.ids where specialsMask is 0`,
          remedy: 'mark every token that is not of the text with 1',
        });
        const stranger = [...marked.ids].find(
          (id, i) => marked.specialsMask![i] === 1 && !isSpecial(tokenizer, id),
        );
        demandEqual(stranger, undefined, {
          where: `${where}.ids where specialsMask is 1`,
          remedy: 'add special tokens only',
        });
      }),
    ),

    check('rounds the padded length up to a multiple', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.specials.pad === undefined || tokenizer.encode('Call').typeIds === undefined) return;
        const length = tokenizer.encode('Call').ids.length;
        const padToMultipleOf = length + 3;
        const { ids } = tokenizer.encode('Call', { padding: 'longest', padToMultipleOf });
        demandEqual(ids.length, padToMultipleOf, {
          where: `encode("Call", { padding: 'longest', padToMultipleOf: ${padToMultipleOf} }).ids.length`,
          remedy: 'pad on to the next multiple',
        });
      }),
    ),
  ];
}

/** Tokens that both texts keep where each longer one gives way first. */
function evenOut(first: number, second: number, room: number): readonly [number, number] {
  if (first + second <= room) return [first, second];
  const shorter = Math.min(first, second);
  const kept = 2 * shorter > room ? Math.floor(room / 2) : shorter;
  return first > second ? [room - kept, kept] : [kept, room - kept];
}

function windowsOf(
  total: number,
  length: number,
  stride: number,
  side: 'left' | 'right',
): (readonly [number, number])[] {
  const windows: (readonly [number, number])[] = [];
  for (let done = 0; ; done += length - stride) {
    const end = Math.min(done + length, total);
    windows.push(side === 'right' ? [done, end] : [total - end, total - done]);
    if (end === total) return windows;
  }
}

function withoutMarked({ ids, specialsMask }: Encoding): number[] {
  return [...ids].filter((_, i) => specialsMask![i] === 0);
}

function isSpecial({ specials, specialTokens }: Tokenizer, id: number): boolean {
  return [...Object.values(specials), ...(specialTokens?.values() ?? [])].includes(id);
}
