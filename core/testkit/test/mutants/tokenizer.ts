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

const none = (id: number): Token => ({ id, start: 0, end: 0 });

function encode(text: string, given: EncodeOptions = {}): Encoding {
  const {
    addSpecials,
    parseSpecials = false,
    maxLength,
    truncationSide,
    padding,
    paddingSide,
    offsets,
  } = given;
  if (padding === 'max' && maxLength === undefined)
    throw codexError('CML9002', { message: 'no length to pad to' });
  let tokens = tokensOf(text, parseSpecials);
  if (addSpecials) tokens = [none(SPECIALS.bos), ...tokens, none(SPECIALS.eos)];
  if (maxLength !== undefined) {
    tokens = truncationSide === 'left' ? tokens.slice(-maxLength) : tokens.slice(0, maxLength);
  }
  const missing = padding === 'max' ? maxLength! - tokens.length : 0;
  const pads = Array.from({ length: missing }, () => none(SPECIALS.pad));
  const row = paddingSide === 'left' ? [...pads, ...tokens] : [...tokens, ...pads];
  const pad = paddingSide === 'left' ? (i: number) => i < missing : (i: number) => i >= tokens.length;
  return {
    ids: Int32Array.from(row, ({ id }) => id),
    attentionMask: Uint8Array.from(row, (_, i) => (pad(i) ? 0 : 1)),
    offsets: offsets ? Uint32Array.from(row.flatMap(({ start, end }) => [start, end])) : undefined,
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
        flaw: 'shows specials that should be skipped',
        caughtBy: 'hides special tokens when asked to skip them',
        checks: checksFor(() => ({ decode: (ids) => sound.decode(ids) })),
      },
    ],
  };
}
