// A sound tokenizer, one token per byte and three specials, which the wrong ones are made of.
import { codexError, type EncodeOptions, type Encoding, type Tokenizer } from '@codex-ml/plugin-api';

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

export function encode(text: string, given: EncodeOptions = {}): Encoding {
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

export const sound: Tokenizer = {
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
