// Tokenizers with one flaw each.
import type { JsonObject } from '@codex-ml/plugin-api';
import { checksFor, encodes } from './flawed-tokenizers.js';
import type { MutationTest } from './mutants.js';
import { encode, sound } from './sound-tokenizer.js';
import { ADDITIONS } from './tokenizer-additions.js';

export function tokenizerMutation(): MutationTest {
  let trainings = 0;
  return {
    kind: 'tokenizers',
    sound: checksFor(),
    mutants: [
      {
        flaw: 'trims the text',
        caughtBy: 'gives hostile text back unchanged',
        checks: encodes((text, given) => encode(text.trim(), given)),
      },
      {
        flaw: 'normalises the text',
        caughtBy: 'gives hostile text back unchanged',
        checks: encodes((text, given) => encode(text.normalize('NFC'), given)),
      },
      {
        flaw: 'breaks on a lone surrogate',
        caughtBy: 'does not break on text that is not valid Unicode',
        checks: checksFor(() => ({ decode: (ids) => sound.decode(ids).replaceAll('\ufffd', '') })),
      },
      {
        flaw: 'counts offsets in bytes',
        caughtBy: 'gives offsets that are places in the text, in order',
        checks: encodes((text, given) => {
          const encoding = encode(text, given);
          const { offsets } = encoding;
          return { ...encoding, offsets: offsets?.map((_, i) => Math.floor((i + 1) / 2)) };
        }),
      },
      {
        flaw: 'gives every token an empty slice',
        caughtBy: 'covers the text with offsets, each token inside its slice',
        checks: encodes((text, given) => {
          const encoding = encode(text, given);
          const { offsets } = encoding;
          return {
            ...encoding,
            offsets: offsets?.map((value, i) => (i % 2 === 1 ? offsets[i - 1]! : value)),
          };
        }),
      },
      {
        flaw: 'turns the names of specials in user text into specials',
        caughtBy: 'never turns user text into a special token unless asked',
        checks: encodes((text, given) => encode(text, { ...given, parseSpecials: true })),
      },
      {
        flaw: 'turns the names of specials into specials in batches',
        caughtBy: 'never turns user text into a special token unless asked',
        checks: checksFor(() => ({
          encodeBatch: (texts, given) => sound.encodeBatch(texts, { ...given, parseSpecials: true }),
        })),
      },
      {
        flaw: 'never recognises specials',
        caughtBy: 'never turns user text into a special token unless asked',
        checks: encodes((text, given) => encode(text, { ...given, parseSpecials: false })),
      },
      {
        flaw: 'cuts on the wrong side',
        caughtBy: 'cuts to the greatest length, on the side it is told',
        checks: encodes((text, given) =>
          encode(text, { ...given, truncationSide: given?.truncationSide === 'left' ? 'right' : 'left' }),
        ),
      },
      {
        flaw: 'attends to padding',
        caughtBy: 'pads with its pad token and mask 0, or refuses without one',
        checks: encodes((text, given) => {
          const encoding = encode(text, given);
          return { ...encoding, attentionMask: new Uint8Array(encoding.ids.length).fill(1) };
        }),
      },
      {
        flaw: 'pads with token 0 where it has no pad token',
        caughtBy: 'pads with its pad token and mask 0, or refuses without one',
        checks: checksFor(() => ({ specials: { bos: 257, eos: 258 } })),
      },
      {
        flaw: 'pads batches without being asked',
        caughtBy: 'gives batches the same ids as single texts',
        checks: checksFor(() => ({
          encodeBatch: (texts, given) => sound.encodeBatch(texts, { ...given, padding: 'longest' }),
        })),
      },
      {
        flaw: 'pads a batch on the other side',
        caughtBy: 'gives batches the same ids as single texts',
        checks: checksFor(() => ({
          encodeBatch: (texts, given) => sound.encodeBatch(texts, { ...given, paddingSide: 'right' }),
        })),
      },
      {
        flaw: 'does not cut what it pads',
        caughtBy: 'cuts what is too long instead of padding it',
        checks: encodes((text, given) => {
          const cut = encode(text, given);
          const whole = encode(text, { ...given, padding: 'none', maxLength: 1e6 });
          return given?.padding !== 'max' || whole.ids.length < given.maxLength! ? cut : whole;
        }),
      },
      {
        flaw: 'forgets its specials when it is saved',
        caughtBy: 'restores an equal tokenizer from what it saved',
        checks: checksFor((trained) =>
          trained ? {} : { encode: (text, given) => encode(text, { ...given, parseSpecials: false }) },
        ),
      },
      {
        flaw: 'adds eos without being asked',
        caughtBy: 'gives no tokens for empty text',
        checks: encodes((text, given) => encode(text, { ...given, addSpecials: true })),
      },
      {
        flaw: 'lets specials exceed the greatest length',
        caughtBy: 'adds bos and eos when asked, within the greatest length',
        checks: encodes((text, given) => {
          if (!given?.addSpecials || given.maxLength === undefined) return encode(text, given);
          return encode(text, { ...given, maxLength: given.maxLength + 2 });
        }),
      },
      {
        flaw: 'learns something else each time',
        caughtBy: 'learns the same vocabulary from the same corpus',
        checks: checksFor(() => {
          const run = ++trainings;
          return { save: (): JsonObject => ({ type: 'bytes', run }) };
        }),
      },
      {
        flaw: 'forgets something when it is saved',
        caughtBy: 'restores an equal tokenizer from what it saved',
        checks: checksFor((trained) =>
          trained ? {} : { encode: (text, given) => encode(text.toLowerCase(), given) },
        ),
      },
      {
        flaw: 'looks tokens up in a plain object',
        caughtBy: 'knows no token outside its vocabulary',
        checks: checksFor(() => {
          const table: Record<string, number> = {};
          return { tokenToId: (token) => sound.tokenToId(token) ?? table[token] };
        }),
      },
      {
        flaw: 'counts the name of a special as text',
        caughtBy: 'stands for no text with its special tokens',
        checks: checksFor(() => ({ tokenBytes: (id) => Buffer.from(sound.decode([id])) })),
      },
      {
        flaw: 'counts one byte for every token',
        caughtBy: 'knows the bytes of each token: together they are the UTF-8 of the text',
        checks: checksFor(() => ({
          tokenBytes: (id) =>
            id < 128 ? Uint8Array.of(id) : id < 256 ? Uint8Array.of(63) : new Uint8Array(0),
        })),
      },
      ...ADDITIONS,
      {
        flaw: 'shows specials that should be skipped',
        caughtBy: 'hides special tokens when asked to skip them',
        checks: checksFor(() => ({ decode: (ids) => sound.decode(ids) })),
      },
    ],
  };
}
