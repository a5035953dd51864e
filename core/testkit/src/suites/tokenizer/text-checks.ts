// Checks of what a tokenizer does to text: round trip, offsets, bytes, specials.
import type { Tokenizer } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual } from '../../checks/demand.js';
import { show } from '../../checks/show.js';
import { ILL_FORMED_TEXTS } from '../hostile-texts.js';
import { type TokenizerSubject, textsOf, withTrained } from './tokenizer-subject.js';

export function textChecks(subject: TokenizerSubject): Check[] {
  const texts = textsOf(subject);
  const lossless = subject.lossless !== 'never';
  const each = (use: (tokenizer: Tokenizer, text: string, where: string) => void) => () =>
    withTrained(subject, (tokenizer) => {
      for (const text of texts) use(tokenizer, text, `encode(${show(text)})`);
    });

  const checks = [
    check(
      'gives ids of its vocabulary, all of them attended to',
      each((tokenizer, text, where) => {
        const { ids, attentionMask } = tokenizer.encode(text);
        const outside = ids.find((id) => id < 0 || id >= tokenizer.vocabularySize);
        demand(ids instanceof Int32Array && outside === undefined, {
          where,
          expected: `an Int32Array of ids below ${tokenizer.vocabularySize}`,
          received: outside === undefined ? show(ids) : `id ${outside}`,
          remedy: 'give what is not in the vocabulary the `unk` id',
        });
        demandEqual(attentionMask, new Uint8Array(ids.length).fill(1), {
          where: `${where}.attentionMask`,
          remedy: 'without padding every token has mask 1',
        });
      }),
    ),

    check('gives no tokens for empty text', () =>
      withTrained(subject, (tokenizer) =>
        demandEqual(tokenizer.encode('').ids.length, 0, {
          where: 'encode("").ids.length',
          remedy: 'add specials only on request',
        }),
      ),
    ),

    check('does not break on text that is not valid Unicode', () =>
      withTrained(subject, (tokenizer) => {
        for (const text of ILL_FORMED_TEXTS) {
          const { ids } = tokenizer.encode(text, { offsets: true });
          const decoded = tokenizer.decode(ids);
          demand(
            !lossless ||
              [text, Buffer.from(text).toString()].includes(decoded) ||
              subject.lossless === 'trained',
            {
              where: `decode(encode(${JSON.stringify(text)}).ids)`,
              expected: 'the text, with U+FFFD where a surrogate stands alone',
              received: JSON.stringify(decoded),
              remedy: 'encode through TextEncoder, which does so',
            },
          );
        }
      }),
    ),

    check(
      'gives offsets that are places in the text, in order',
      each((tokenizer, text, where) => {
        const { ids, offsets } = tokenizer.encode(text, { offsets: true });
        const context = {
          where: `${where}.offsets`,
          remedy: 'count UTF-16 units of the text as it was given',
        };
        demandEqual(offsets?.length, 2 * ids.length, context);
        let earlier = 0;
        for (let i = 0; i < ids.length; i++) {
          const [start, end] = [offsets![2 * i]!, offsets![2 * i + 1]!];
          demand(earlier <= start && start <= end && end <= text.length, {
            ...context,
            expected: `${earlier} <= start <= end <= ${text.length} for token ${i}`,
            received: `[${start}, ${end}]`,
          });
          earlier = start;
        }
      }),
    ),

    check('computes offsets only when asked', () =>
      withTrained(subject, (tokenizer) =>
        demandEqual(tokenizer.encode('Call me').offsets, undefined, {
          where: 'encode("Call me").offsets',
          remedy: 'offsets cost time; leave them out by default',
        }),
      ),
    ),

    check('never turns user text into a special token unless asked', () =>
      withTrained(subject, (tokenizer) => {
        for (const [role, id] of specialsOf(tokenizer)) {
          const name = tokenizer.idToToken(id);
          demand(typeof name === 'string', {
            where: `idToToken(specials.${role})`,
            expected: 'the name of the special token',
            received: show(name),
            remedy: 'specials are part of the vocabulary',
          });
          const text = `Call${name}me`;
          for (const [where, ids] of [
            [`encode(${show(text)})`, tokenizer.encode(text).ids],
            [`encode(${show(text)}, { offsets: true })`, tokenizer.encode(text, { offsets: true }).ids],
            [`encodeBatch([${show(text)}])`, tokenizer.encodeBatch([text])[0]!.ids],
          ] as const) {
            demand(!ids.includes(id), {
              where,
              expected: `no \`${role}\` token`,
              received: `id ${id}`,
              remedy:
                'treat the characters of a special name as ordinary text: otherwise users can forge ends and turns',
            });
          }
          demand(tokenizer.encode(text, { parseSpecials: true }).ids.includes(id), {
            where: `encode(${show(text)}, { parseSpecials: true })`,
            expected: `the \`${role}\` token, id ${id}`,
            received: show(tokenizer.encode(text, { parseSpecials: true }).ids),
            remedy: 'recognise the names of specials where `parseSpecials` is set',
          });
        }
      }),
    ),

    check('stands for no text with its special tokens', () =>
      withTrained(subject, (tokenizer) => {
        for (const [role, id] of specialsOf(tokenizer)) {
          demandEqual(tokenizer.tokenBytes(id).length, 0, {
            where: `tokenBytes(specials.${role}).length`,
            remedy: 'return an empty array for specials: bits-per-byte counts with it',
          });
        }
      }),
    ),

    check('hides special tokens when asked to skip them', () =>
      withTrained(subject, (tokenizer) => {
        for (const text of ['Call me Ishmael.', '']) {
          const marked = tokenizer.encode(text, { addSpecials: true }).ids;
          const plain = tokenizer.decode(tokenizer.encode(text).ids);
          demandEqual(tokenizer.decode(marked, { skipSpecials: true }), plain, {
            where: `decode(encode(${show(text)}, { addSpecials: true }).ids, { skipSpecials: true })`,
            remedy: 'leave out every id of `specials` but `unk`',
          });
        }
      }),
    ),
  ];
  return lossless ? [...checks, ...losslessChecks(each)] : checks;
}

/** Checks for tokenizers that promise to give the text back. */
function losslessChecks(
  each: (use: (tokenizer: Tokenizer, text: string, where: string) => void) => () => Promise<void>,
): Check[] {
  return [
    check(
      'gives hostile text back unchanged',
      each((tokenizer, text, where) =>
        demandEqual(tokenizer.decode(tokenizer.encode(text).ids), text, {
          where: `decode(${where}.ids)`,
          remedy: 'drop, trim, normalise or replace nothing; bytes of a character may be spread over tokens',
        }),
      ),
    ),

    check(
      'covers the text with offsets, each token inside its slice',
      each((tokenizer, text, where) => {
        const { ids, offsets } = tokenizer.encode(text, { offsets: true });
        let covered = 0;
        for (let i = 0; i < ids.length; i++) {
          const [start, end] = [offsets![2 * i]!, offsets![2 * i + 1]!];
          const slice = Buffer.from(text.slice(start, end));
          demand(start <= covered && slice.includes(Buffer.from(tokenizer.tokenBytes(ids[i]!))), {
            where: `${where}.offsets of token ${i}`,
            expected: 'a slice that holds the token, without a gap before it',
            received: `[${start}, ${end}], ${show(text.slice(start, end))}`,
            remedy: 'a token that is part of a character spans the whole character',
          });
          covered = Math.max(covered, end);
        }
        demandEqual(covered, text.length, {
          where: `end of ${where}.offsets`,
          remedy: 'cover the text to its end',
        });
      }),
    ),

    check(
      'knows the bytes of each token: together they are the UTF-8 of the text',
      each((tokenizer, text, where) => {
        const bytes = Array.from(tokenizer.encode(text).ids, (id) => tokenizer.tokenBytes(id));
        const joined = Buffer.concat(bytes).toString('hex');
        demandEqual(joined, Buffer.from(text).toString('hex'), {
          where: `tokenBytes of ${where}, in hex`,
          remedy: 'return the UTF-8 bytes that the token adds to the text, spaces included',
        });
      }),
    ),
  ];
}

/** Specials that text could forge; `unk` is what any unknown text becomes. */
function specialsOf(tokenizer: Tokenizer): [role: string, id: number][] {
  return Object.entries(tokenizer.specials).filter(([role]) => role !== 'unk');
}
