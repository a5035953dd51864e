// A sound tokenizer, one token per byte and three specials, and wrong ones.
import {
  codexError,
  defineOptions,
  defineTokenizer,
  type EncodeOptions,
  type Encoding,
  type JsonObject,
  type Tokenizer,
} from '@codex-ml/plugin-api';
import { conformance } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

const options = defineOptions({});
const NAMES = ['<pad>', '<bos>', '<eos>'] as const;
const SPECIALS = { pad: 256, bos: 257, eos: 258 };

interface Token {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

function tokensOf(text: string, parseSpecials: boolean): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const special = parseSpecials ? NAMES.findIndex((name) => text.startsWith(name, at)) : -1;
    const end = special >= 0 ? at + NAMES[special]!.length : at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
    const ids = special >= 0 ? [256 + special] : [...Buffer.from(text.slice(at, end))];
    for (const id of ids) tokens.push({ id, start: at, end });
    at = end;
  }
  return tokens;
}

interface Row extends Token {
  readonly type: number;
  readonly mask: number;
}

const added = (id: number, type = 0): Row => ({ id, start: 0, end: 0, type, mask: 1 });

/** Parts of what was cut, the kept one first. */
function windowsOf(tokens: Row[], length: number, stride: number, left: boolean): Row[][] {
  if (tokens.length <= length) return [tokens];
  const windows: Row[][] = [];
  for (let done = 0; ; done += length - stride) {
    const end = Math.min(done + length, tokens.length);
    windows.push(left ? tokens.slice(tokens.length - end, tokens.length - done) : tokens.slice(done, end));
    if (end === tokens.length) return windows;
  }
}

/** How many tokens of each text may stay. */
function share(first: number, second: number, room: number, given: EncodeOptions): [number, number] {
  const excess = Math.max(0, first + second - room);
  if (given.truncation === 'only-first') return [first - excess, second];
  if (given.truncation === 'only-second') return [first, second - excess];
  const kept: [number, number] = [first, second];
  for (let i = 0; i < excess; i++) kept[kept[0] > kept[1] ? 0 : 1]--;
  // of an odd rest the longer one has more
  if (kept[0] > kept[1] && second > first) kept.reverse();
  if (kept[1] > kept[0] && first > second) kept.reverse();
  return kept;
}

function encode(text: string, given: EncodeOptions = {}): Encoding {
  const { addSpecials, parseSpecials = false, maxLength, pair, stride, padding, padToMultipleOf = 1 } = given;
  if (padding === 'max' && maxLength === undefined)
    throw codexError('CML9002', { message: 'no length to pad to' });
  const left = given.truncationSide === 'left';
  const rowsOf = (from: string, type: number): Row[] =>
    tokensOf(from, parseSpecials).map((token) => ({ ...token, type, mask: 0 }));
  const texts = [rowsOf(text, 0), ...(pair === undefined ? [] : [rowsOf(pair, 1)])];
  const framed = addSpecials ? 2 * texts.length : 0;
  const room = maxLength === undefined ? Infinity : Math.max(0, maxLength - framed);
  const kept = pair === undefined ? [room] : share(texts[0]!.length, texts[1]!.length, room, given);
  const [firsts, seconds] = texts.map((rows, i) => windowsOf(rows, kept[i]!, stride ?? 0, left));
  const frame = (rows: Row[], type: number): Row[] =>
    addSpecials ? [added(SPECIALS.bos, type), ...rows, added(SPECIALS.eos, type)] : rows;
  const finish = (first: Row[], second?: Row[]): Encoding => {
    const joined = [...frame(first, 0), ...(second === undefined ? [] : frame(second, 1))];
    const rows =
      maxLength === undefined ? joined : left ? joined.slice(-maxLength) : joined.slice(0, maxLength);
    const wanted = padding === 'max' ? maxLength! : padding === 'longest' ? rows.length : 0;
    const length =
      Math.ceil(Math.max(wanted, padding === undefined ? 0 : 1) / padToMultipleOf) * padToMultipleOf;
    const pads = Array.from(
      { length: Math.max(0, padding === 'none' || padding === undefined ? 0 : length - rows.length) },
      () => added(SPECIALS.pad),
    );
    const all = given.paddingSide === 'left' ? [...pads, ...rows] : [...rows, ...pads];
    const isPad =
      given.paddingSide === 'left' ? (i: number) => i < pads.length : (i: number) => i >= rows.length;
    return {
      ids: Int32Array.from(all, ({ id }) => id),
      attentionMask: Uint8Array.from(all, (_, i) => (isPad(i) ? 0 : 1)),
      offsets: given.offsets ? Uint32Array.from(all.flatMap(({ start, end }) => [start, end])) : undefined,
      typeIds: Uint8Array.from(all, ({ type }) => type),
      specialsMask: Uint8Array.from(all, ({ mask }) => mask),
    };
  };
  const main = finish(firsts![0]!, seconds?.[0]);
  if (stride === undefined) return main;
  return {
    ...main,
    overflow: [
      ...firsts!.slice(1).flatMap((own) => (seconds ?? [undefined]).map((other) => finish(own, other))),
      ...(seconds ?? []).slice(1).map((other) => finish(firsts![0]!, other)),
    ],
  };
}

const sound: Tokenizer = {
  vocabularySize: 259,
  specials: SPECIALS,
  encode,
  encodeBatch(texts, given = {}) {
    const plain = texts.map((text) => encode(text, { ...given, padding: 'none' }));
    if (given.padding === undefined || given.padding === 'none') return plain;
    const longest = Math.max(...plain.map(({ ids }) => ids.length));
    const maxLength = given.padding === 'max' ? given.maxLength! : longest;
    return texts.map((text) => encode(text, { ...given, padding: 'max', maxLength }));
  },
  decode(ids, { skipSpecials = false } = {}) {
    const parts: Buffer[] = [];
    for (const id of ids) {
      if (id < 256) parts.push(Buffer.of(id));
      else if (!skipSpecials) parts.push(Buffer.from(NAMES[id - 256]!));
    }
    return Buffer.concat(parts).toString();
  },
  tokenToId(token) {
    const special = (NAMES as readonly string[]).indexOf(token);
    if (special >= 0) return 256 + special;
    const hex = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
    return hex === undefined ? undefined : Number.parseInt(hex, 16);
  },
  idToToken(id) {
    if (id < 0 || id > 258) return undefined;
    return id < 256 ? `<0x${id.toString(16).toUpperCase().padStart(2, '0')}>` : NAMES[id - 256];
  },
  tokenBytes: (id) => (id < 256 ? Uint8Array.of(id) : new Uint8Array(0)),
  specialTokens: new Map(NAMES.map((name, i) => [name, 256 + i])),
  decodeStream({ skipSpecials = false } = {}) {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return {
      push(id) {
        if (id < 256) return decoder.decode(Uint8Array.of(id), { stream: true });
        return skipSpecials ? '' : decoder.decode() + NAMES[id - 256]!;
      },
      end: () => decoder.decode(),
    };
  },
  save: () => ({ type: 'bytes' }),
};

type Flaw = Partial<Tokenizer>;

const checksFor =
  (flaw: (trained: boolean) => Flaw = () => ({})) =>
  () =>
    conformance.tokenizer({
      plugin: defineTokenizer({
        id: 'bytes',
        apiVersion: '^1.0',
        options,
        train: () => ({ ...sound, ...flaw(true) }),
        load: () => ({ ...sound, ...flaw(false) }),
      }),
      lossless: 'always',
    });

/** Encode the changed text, or change the encoding. */
const encodes = (change: (text: string, given: EncodeOptions | undefined) => Encoding) =>
  checksFor(() => ({
    encode: change,
    encodeBatch: (texts, given) => texts.map((text) => change(text, given)),
  }));

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
        flaw: 'shows specials that should be skipped',
        caughtBy: 'hides special tokens when asked to skip them',
        checks: checksFor(() => ({ decode: (ids) => sound.decode(ids) })),
      },
    ],
  };
}
