// Rendered text to ids: special tokens that the template wrote become tokens, those in messages stay text.
import type { Encoding, Tokenizer } from '@codex-ml/plugin-api';
import { specialTokens } from './conversation.js';
import type { Rendering } from './render-conversation.js';

export interface EncodedText {
  readonly ids: Int32Array;
  /** Start and end of each token in UTF-16 units of the text, two per token. */
  readonly offsets: Uint32Array;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly parse: boolean;
}

interface EncodedPiece {
  readonly start: number;
  readonly encoding: Encoding;
}

/**
 * Encode a rendering. Where no message holds a special token, this is the encoding of the whole text with its special tokens
 * parsed. Where one does, the text between the special tokens around it is encoded by itself, as plain text.
 * @param random for tokenizers that encode at random in training
 */
export function encodeRendering(
  { text, foreign }: Rendering,
  tokenizer: Tokenizer,
  random?: () => number,
): EncodedText {
  const encode = ({ start, end, parse }: Piece): Encoding =>
    tokenizer.encode(text.slice(start, end), {
      parseSpecials: parse,
      offsets: true,
      ...(random === undefined ? {} : { random }),
    });
  const whole = encode({ start: 0, end: text.length, parse: true });
  const specials = specialTokens(tokenizer);
  const isForeign = new Set(foreign);
  const hostile = hostilePlaces(whole, text, specials, isForeign, tokenizer.specials.unk);
  if (hostile.length === 0) return { ids: whole.ids, offsets: whole.offsets! };
  const trusted = trustedSpecials(text, [...specials.keys()], isForeign);
  const take = (piece: Piece): EncodedPiece => ({ start: piece.start, encoding: encode(piece) });
  return join(
    cutAround(hostile, trusted, text.length).flatMap((piece) => {
      const taken = take(piece);
      return piece.parse && holdsHostile(text, piece, taken.encoding, tokenizer, specials, isForeign)
        ? betweenSpecials(piece, trusted).map(take)
        : [taken];
    }),
  );
}

/** Where special tokens begin that were parsed although a message wrote an end of them. */
function hostilePlaces(
  { ids, offsets }: Encoding,
  text: string,
  specials: ReadonlyMap<string, number>,
  isForeign: ReadonlySet<number>,
  unknown: number | undefined,
): number[] {
  const texts = new Map([...specials].map(([special, id]) => [id, special]));
  const places: number[] = [];
  for (let token = 0; token < ids.length; token++) {
    const special = texts.get(ids[token]!);
    const [start, end] = [offsets![2 * token]!, offsets![2 * token + 1]!];
    if (special === undefined || start === end) continue;
    // A token may take white space around it; one whose text is not there was recognised in normalized text.
    const at = text.slice(start, end).indexOf(special);
    if (at < 0 && ids[token] === unknown) continue;
    const core = special.trim();
    const from = start + at + special.indexOf(core);
    if (at < 0 || !isTrusted(text, from, core, isForeign)) places.push(start);
  }
  return places;
}

/** Whether the template wrote both ends of a special token. */
function isTrusted(text: string, start: number, special: string, isForeign: ReadonlySet<number>): boolean {
  const last = start + special.length - (lastSize(special) === 2 ? 2 : 1);
  return text.startsWith(special, start) && !isForeign.has(start) && !isForeign.has(last);
}

function lastSize(text: string): number {
  return (Array.from(text).at(-1) ?? '').length;
}

/** Special tokens of the template, from left to right, the longest at each place. */
function trustedSpecials(
  text: string,
  specials: readonly string[],
  isForeign: ReadonlySet<number>,
): { readonly start: number; readonly end: number }[] {
  const longestFirst = specials
    .filter((special) => special.trim() !== '')
    .sort((a, b) => b.length - a.length);
  const byFirst = new Map<string, string[]>();
  for (const special of longestFirst) {
    const known = byFirst.get(special[0]!);
    if (known === undefined) byFirst.set(special[0]!, [special]);
    else known.push(special);
  }
  const found: { start: number; end: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    const special = byFirst
      .get(text[at]!)
      ?.find((candidate) => text.startsWith(candidate, at) && trustsCore(text, at, candidate, isForeign));
    if (special === undefined) continue;
    found.push({ start: at, end: at + special.length });
    at += special.length - 1;
  }
  return found;
}

function trustsCore(text: string, at: number, special: string, isForeign: ReadonlySet<number>): boolean {
  const core = special.trim();
  return isTrusted(text, at + special.indexOf(core), core, isForeign);
}

/** Cut the text so that each hostile place lies in a piece of its own, between the special tokens around it. */
function cutAround(
  hostile: readonly number[],
  trusted: readonly { readonly start: number; readonly end: number }[],
  length: number,
): Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  let from = 0;
  for (const place of hostile) {
    if (place < from) continue;
    while (next < trusted.length && trusted[next]!.start <= place) next++;
    const start = Math.max(from, next === 0 ? 0 : Math.min(place, trusted[next - 1]!.end));
    const end = trusted[next]?.start ?? length;
    if (start > from) pieces.push({ start: from, end: start, parse: true });
    pieces.push({ start, end, parse: false });
    from = end;
  }
  if (from < length) pieces.push({ start: from, end: length, parse: true });
  return pieces;
}

/** Cutting may let a special token appear that another one covered. */
function holdsHostile(
  text: string,
  { start, end }: Piece,
  encoding: Encoding,
  tokenizer: Tokenizer,
  specials: ReadonlyMap<string, number>,
  isForeign: ReadonlySet<number>,
): boolean {
  const part = text.slice(start, end);
  const shifted = new Set([...isForeign].map((place) => place - start));
  return hostilePlaces(encoding, part, specials, shifted, tokenizer.specials.unk).length > 0;
}

/** A piece whose special tokens are taken one by one, and the rest of it as plain text. */
function betweenSpecials(
  { start, end }: Piece,
  trusted: readonly { readonly start: number; readonly end: number }[],
): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const special of trusted) {
    if (special.start < start || special.end > end) continue;
    if (special.start > from) pieces.push({ start: from, end: special.start, parse: false });
    pieces.push({ ...special, parse: true });
    from = special.end;
  }
  if (from < end) pieces.push({ start: from, end, parse: false });
  return pieces;
}

function join(parts: readonly EncodedPiece[]): EncodedText {
  const count = parts.reduce((sum, { encoding }) => sum + encoding.ids.length, 0);
  const ids = new Int32Array(count);
  const offsets = new Uint32Array(2 * count);
  let at = 0;
  for (const { start, encoding } of parts) {
    ids.set(encoding.ids, at);
    for (const [i, place] of encoding.offsets!.entries()) offsets[2 * at + i] = place + start;
    at += encoding.ids.length;
  }
  return { ids, offsets };
}
