// Checks of truncation, padding, batches and added specials.
import type { EncodeOptions, Encoding } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demandEqual, demandRefusal } from '../../checks/demand.js';
import { show } from '../../checks/show.js';
import { type TokenizerSubject, textsOf, withTrained } from './tokenizer-subject.js';

const TEXT = 'Call me Ishmael. Some years ago';

export function shapeChecks(subject: TokenizerSubject): Check[] {
  const texts = textsOf(subject);

  return [
    check('cuts to the greatest length, on the side it is told', () =>
      withTrained(subject, (tokenizer) => {
        const whole = tokenizer.encode(TEXT, { offsets: true });
        const total = whole.ids.length;
        for (const maxLength of [1, 3, total - 1, total, total + 5]) {
          for (const truncationSide of ['right', 'left'] as const) {
            const options = { maxLength, truncationSide, offsets: true };
            const kept = Math.min(maxLength, total);
            const from = truncationSide === 'right' ? 0 : total - kept;
            demandEqual(partsOf(tokenizer.encode(TEXT, options)), slice(whole, from, from + kept), {
              where: `encode(${show(TEXT)}, ${show(options)})`,
              remedy: 'cut ids, mask and offsets alike; `truncationSide` is the side that is cut off',
            });
          }
        }
        const byDefault = tokenizer.encode(TEXT, { maxLength: 3 }).ids;
        demandEqual(byDefault, whole.ids.slice(0, 3), {
          where: `encode(${show(TEXT)}, { maxLength: 3 }).ids`,
          remedy: 'cut on the right by default',
        });
      }),
    ),

    check('pads with its pad token and mask 0, or refuses without one', () =>
      withTrained(subject, async (tokenizer) => {
        const options: EncodeOptions = { padding: 'max', maxLength: 50, offsets: true };
        const where = `encode("Call", ${show(options)})`;
        const { pad } = tokenizer.specials;
        if (pad === undefined) {
          await demandRefusal(() => tokenizer.encode('Call', options), {
            where,
            remedy: 'raise an error: padding with an ordinary token would be taken for text',
          });
          return;
        }
        const plain = tokenizer.encode('Call', { offsets: true });
        const missing = 50 - plain.ids.length;
        const fill = {
          ids: Array.from({ length: missing }, () => pad),
          mask: new Array<number>(missing).fill(0),
          offsets: new Array<number>(2 * missing).fill(0),
        };
        const { ids, mask, offsets } = partsOf(plain);
        for (const paddingSide of ['right', 'left'] as const) {
          const join = (own: number[], padding: number[]) =>
            paddingSide === 'right' ? [...own, ...padding] : [...padding, ...own];
          demandEqual(
            partsOf(tokenizer.encode('Call', { ...options, paddingSide })),
            { ids: join(ids, fill.ids), mask: join(mask, fill.mask), offsets: join(offsets, fill.offsets) },
            { where: `${where}, ${paddingSide}`, remedy: 'pads have mask 0 and offsets [0, 0]' },
          );
        }
      }),
    ),

    check('cuts what is too long instead of padding it', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.specials.pad === undefined) return;
        const whole = tokenizer.encode(TEXT, { offsets: true });
        const maxLength = Math.max(1, whole.ids.length - 1);
        for (const padding of ['max', 'longest'] as const) {
          const options: EncodeOptions = { maxLength, padding, offsets: true };
          demandEqual(partsOf(tokenizer.encode(TEXT, options)), slice(whole, 0, maxLength), {
            where: `encode(${show(TEXT)}, ${show(options)})`,
            remedy: 'cut first, then pad what is missing: nothing may be longer than `maxLength`',
          });
        }
      }),
    ),

    check('gives batches the same ids as single texts', () =>
      withTrained(subject, (tokenizer) => {
        const padded: EncodeOptions[] =
          tokenizer.specials.pad === undefined
            ? []
            : [
                { padding: 'max', maxLength: 6 },
                { padding: 'max', maxLength: 6, paddingSide: 'left', offsets: true },
              ];
        for (const options of [
          {},
          { offsets: true },
          { maxLength: 4 },
          { maxLength: 4, truncationSide: 'left' as const },
          { addSpecials: true },
          { parseSpecials: true },
          ...padded,
        ]) {
          const batch = tokenizer.encodeBatch(texts, options).map(partsOf);
          const single = texts.map((text) => partsOf(tokenizer.encode(text, options)));
          demandEqual(batch.length, single.length, {
            where: 'encodeBatch(texts).length',
            remedy: 'one encoding per text',
          });
          for (const [i, text] of texts.entries()) {
            demandEqual(batch[i], single[i], {
              where: `encodeBatch of ${show(text)}, ${show(options)}`,
              remedy: 'let no text of a batch influence another',
            });
          }
        }
        demandEqual(tokenizer.encodeBatch([]), [], {
          where: 'encodeBatch([])',
          remedy: 'return an empty list',
        });
      }),
    ),

    check('pads a batch to its longest text, or refuses without a pad token', () =>
      withTrained(subject, async (tokenizer) => {
        const rows = ['Call me', '', TEXT];
        const encode = () => tokenizer.encodeBatch(rows, { padding: 'longest' });
        const where = `encodeBatch(${show(rows)}, { padding: 'longest' })`;
        const { pad } = tokenizer.specials;
        if (pad === undefined) {
          await demandRefusal(encode, { where, remedy: 'raise an error: there is nothing to pad with' });
          return;
        }
        const longest = tokenizer.encode(TEXT).ids.length;
        for (const [i, encoding] of encode().entries()) {
          const ids = [...tokenizer.encode(rows[i]!).ids];
          const padding = longest - ids.length;
          demandEqual(
            partsOf(encoding),
            {
              ids: [...ids, ...new Array<number>(padding).fill(pad)],
              mask: [...ids.map(() => 1), ...new Array<number>(padding).fill(0)],
              offsets: [],
            },
            { where: `${where}[${i}]`, remedy: 'fill up to the longest row, on the right by default' },
          );
        }
      }),
    ),

    check('adds bos and eos when asked, within the greatest length', () =>
      withTrained(subject, (tokenizer) => {
        const { bos, eos } = tokenizer.specials;
        const plain = [...tokenizer.encode(TEXT).ids];
        const { ids, specialsMask } = tokenizer.encode(TEXT, { addSpecials: true });
        // a tokenizer that says which tokens it added frames texts as its files have it; "marks added specials" looks at those
        const marked =
          specialsMask === undefined
            ? [...(bos === undefined ? [] : [bos]), ...plain, ...(eos === undefined ? [] : [eos])]
            : [...ids];
        demandEqual([...ids], marked, {
          where: `encode(${show(TEXT)}, { addSpecials: true }).ids`,
          remedy: 'put `bos` before and `eos` after the text where the tokenizer has them, and nothing else',
        });
        const maxLength = 5;
        const cut = tokenizer.encode(TEXT, { addSpecials: true, maxLength }).ids;
        demandEqual(cut.length, Math.min(maxLength, marked.length), {
          where: `encode(${show(TEXT)}, { addSpecials: true, maxLength: ${maxLength} }).ids.length`,
          remedy: 'specials count towards `maxLength`',
        });
      }),
    ),
  ];
}

interface Parts {
  readonly ids: number[];
  readonly mask: number[];
  readonly offsets: number[];
}

function partsOf({ ids, attentionMask, offsets }: Encoding): Parts {
  return { ids: [...ids], mask: [...attentionMask], offsets: [...(offsets ?? [])] };
}

function slice(encoding: Encoding, from: number, to: number): Parts {
  const { ids, mask, offsets } = partsOf(encoding);
  return { ids: ids.slice(from, to), mask: mask.slice(from, to), offsets: offsets.slice(2 * from, 2 * to) };
}
