// Tokenizers with one flaw each in what contract 1.1 added: pairs, windows, masks, streams, special tokens without a role, chance.
import { checksFor, encodes } from './flawed-tokenizers.js';
import type { Mutant } from './mutants.js';
import { encode, sound } from './sound-tokenizer.js';

export const ADDITIONS: readonly Mutant[] = [
  {
    flaw: 'forgets the second text of a pair',
    caughtBy: 'puts the second text of a pair behind the first and numbers both',
    checks: encodes((text, given) => encode(text, { ...given, pair: undefined })),
  },
  {
    flaw: 'goes on counting offsets in the second text',
    caughtBy: 'puts the second text of a pair behind the first and numbers both',
    checks: encodes((text, given) => {
      const encoding = encode(text, given);
      const { offsets, typeIds } = encoding;
      return {
        ...encoding,
        offsets: offsets?.map((place, i) => (typeIds![i >> 1] === 1 ? place + text.length : place)),
      };
    }),
  },
  {
    flaw: 'gives both texts of a pair other types at every token',
    caughtBy: 'puts the second text of a pair behind the first and numbers both',
    checks: encodes((text, given) => {
      const encoding = encode(text, given);
      return { ...encoding, typeIds: encoding.typeIds!.map((_, i) => i % 2) };
    }),
  },
  {
    flaw: 'cuts the second text whatever it is told',
    caughtBy: 'cuts a pair to the greatest length, in the text that is to give way',
    checks: encodes((text, given) =>
      encode(text, given?.truncation === 'only-first' ? { ...given, truncation: 'only-second' } : given),
    ),
  },
  {
    flaw: 'cuts both texts of a pair alike',
    caughtBy: 'cuts a pair to the greatest length, in the text that is to give way',
    checks: encodes((text, given) => {
      if (given?.pair === undefined || given.maxLength === undefined || given.truncation !== undefined) {
        return encode(text, given);
      }
      const half = Math.floor(given.maxLength / 2);
      const [first, second] = [text, given.pair].map((each) => encode(each, { maxLength: half }));
      return { ...first!, ids: Int32Array.from([...first!.ids, ...second!.ids]) };
    }),
  },
  {
    flaw: 'lets windows overlap by one token less',
    caughtBy: 'keeps what is cut off in windows that overlap by the stride',
    checks: encodes((text, given) =>
      encode(text, given?.stride ? { ...given, stride: given.stride - 1 } : given),
    ),
  },
  {
    flaw: 'loses the last window',
    caughtBy: 'keeps what is cut off in windows that overlap by the stride',
    checks: encodes((text, given) => {
      const encoding = encode(text, given);
      return { ...encoding, overflow: encoding.overflow?.slice(0, -1) };
    }),
  },
  {
    flaw: 'does not mark padding',
    caughtBy: 'marks added specials and padding, and no others',
    checks: encodes((text, given) => {
      const encoding = encode(text, given);
      return {
        ...encoding,
        specialsMask: encoding.specialsMask!.map((mask, i) => mask & encoding.attentionMask[i]!),
      };
    }),
  },
  {
    flaw: 'marks text',
    caughtBy: 'marks added specials and padding, and no others',
    checks: encodes((text, given) => {
      const encoding = encode(text, given);
      return { ...encoding, specialsMask: encoding.attentionMask.slice() };
    }),
  },
  {
    flaw: 'rounds the padded length down',
    caughtBy: 'rounds the padded length up to a multiple',
    checks: encodes((text, given) => encode(text, { ...given, padToMultipleOf: 1 })),
  },
  {
    flaw: 'streams every token by itself',
    caughtBy: 'decodes a stream of tokens to what it decodes at once',
    checks: checksFor(() => ({
      decodeStream: ({ skipSpecials = false } = {}) => ({
        push: (id) => sound.decode([id], { skipSpecials }),
        end: () => '',
      }),
    })),
  },
  {
    flaw: 'loses what is held back at the end of a stream',
    caughtBy: 'decodes a stream of tokens to what it decodes at once',
    checks: checksFor(() => ({
      decodeStream: (given) => ({ ...sound.decodeStream!(given), end: () => '' }),
    })),
  },
  {
    flaw: 'shows specials in a stream that skips them',
    caughtBy: 'decodes a stream of tokens to what it decodes at once',
    checks: checksFor(() => ({ decodeStream: () => sound.decodeStream!() })),
  },
  {
    flaw: 'streams halves of surrogate pairs',
    caughtBy: 'streams no part of a character',
    checks: checksFor(() => ({
      decodeStream: (given) => {
        const inner = sound.decodeStream!(given);
        let held = '';
        const shift = (text: string): string => {
          const all = held + text;
          held = all.slice(-1);
          return all.slice(0, -1);
        };
        return { push: (id) => shift(inner.push(id)), end: () => held + inner.end() };
      },
    })),
  },
  {
    flaw: 'shares what is held back between streams',
    caughtBy: 'starts each stream anew',
    checks: checksFor(() => {
      const shared = sound.decodeStream!();
      return { decodeStream: () => shared };
    }),
  },
  {
    flaw: 'lists a special token by another name',
    caughtBy: 'lists all its special tokens by their text',
    checks: checksFor(() => ({ specialTokens: new Map([['<end>', 258]]) })),
  },
  {
    flaw: 'leaves a role out of its special tokens',
    caughtBy: 'lists all its special tokens by their text',
    checks: checksFor(() => ({ specialTokens: new Map([['<eos>', 258]]) })),
  },
  {
    flaw: 'parses a special token without a role in user text',
    caughtBy: 'never turns user text into a special token that has no role',
    checks: checksFor(() => ({
      specials: { pad: 256, bos: 257 },
      encode: (text, given) => encode(text, { ...given, parseSpecials: text.includes('<eos>') }),
    })),
  },
  {
    flaw: 'says that it encodes at random and does not',
    caughtBy: 'gives other ids for other draws, where it says that it encodes at random',
    checks: checksFor(() => ({ randomizes: true })),
  },
  {
    flaw: 'loses tokens at random',
    caughtBy: 'gives text back unchanged whatever it draws, where it encodes at random',
    checks: checksFor(() => ({ randomizes: true, encode: losing((random) => random() < 0.5) })),
  },
  {
    flaw: 'draws from a source of its own',
    caughtBy: 'gives equal ids for equal draws, where it encodes at random',
    checks: checksFor(() => {
      let draws = 0;
      return { randomizes: true, encode: losing(() => draws++ % 3 === 0) };
    }),
  },
  {
    flaw: 'encodes at random and does not say so',
    caughtBy: 'leaves nothing to chance unless it is given randomness and says that it heeds it',
    checks: checksFor(() => ({ encode: losing((random) => random() < 0.5) })),
  },
];

function losing(isLost: (random: () => number) => boolean): typeof encode {
  return (text, given) => {
    const encoding = encode(text, given);
    const random = given?.random;
    return random === undefined ? encoding : { ...encoding, ids: encoding.ids.filter(() => !isLost(random)) };
  };
}
