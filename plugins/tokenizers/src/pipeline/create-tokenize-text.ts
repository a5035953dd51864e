// Text to tokens: added tokens are found, the rest goes through normalizer, pre-tokenizer and model, or the fast encoder for all three.

import type { AddedTokenMatch } from '../added-tokens/create-added-tokens.js';
import { isFoundToken, prepareText, type TextParts } from '../added-tokens/prepare-text.js';
import type { FastEncoder } from '../fast/fast-encoder.js';
import type { VocabularyModel } from '../models/vocabulary-model.js';
import { push, reserve, type TokenSink } from '../token-sink.js';
import type { TokenizerParts } from '../tokenizer-parts.js';
import type { Piece, SubwordModel } from './aligned-text.js';
import { toWellFormed } from './well-formed.js';

export interface TextPipeline {
  readonly parts: TextParts;
  readonly model: VocabularyModel;
  /** Ids that text becomes only where it was asked to parse specials. */
  readonly guarded: ReadonlySet<number>;
  /** Does what normalizer, pre-tokenizer and model do, where no added token is looked for in normalized text. */
  readonly fast: FastEncoder | undefined;
}

export function createTokenizeText({
  parts,
  model,
  guarded,
  fast,
}: TextPipeline): TokenizerParts['tokenize'] {
  // most models cannot make their special tokens of text, as these are not in their vocabulary
  const makesGuarded = [...guarded].some((id) => model.token(id) !== undefined);
  const isGuarded = new Uint8Array(model.size);
  for (const id of guarded) if (id < model.size) isGuarded[id] = 1;
  let careful: SubwordModel['tokenize'] | undefined;

  const tokenizePiece = (
    piece: Piece,
    parseSpecials: boolean,
    sink: TokenSink,
    random: (() => number) | undefined,
  ): void => {
    const { starts, ends } = piece;
    const before = sink.count;
    const emit = (id: number, start: number, end: number): void => {
      reserve(sink, 1);
      if (starts === undefined || ends === undefined) push(sink, id, 0, 0);
      else push(sink, id, starts[start]!, ends[Math.max(start, end - 1)]!);
    };
    model.tokenize(piece.text, emit, random);
    if (parseSpecials || !makesGuarded || !hasAny(sink, before, isGuarded)) return;
    sink.count = before;
    careful ??= model.without(guarded);
    careful(piece.text, emit, random);
  };

  const tokenizeGeneral: TokenizerParts['tokenize'] = (text, parseSpecials, sink, random) => {
    for (const part of prepareText(parts, text, { offsets: sink.offsets !== undefined, parseSpecials })) {
      if (isFoundToken(part)) {
        reserve(sink, 1);
        push(sink, part.id, part.start, part.end);
      } else {
        tokenizePiece(part, parseSpecials, sink, random);
      }
    }
  };
  if (fast === undefined) return tokenizeGeneral;

  const { added } = parts;
  return (input, parseSpecials, sink, random) => {
    if (random !== undefined && model.randomizes === true) {
      tokenizeGeneral(input, parseSpecials, sink, random);
      return;
    }
    const before = sink.count;
    const text = toWellFormed(input);
    const encode = (start: number, end: number): void => {
      if (end > start) fast.encodeInto(text.slice(start, end), start, sink);
    };
    const add = (id: number, start: number, end: number): void => {
      reserve(sink, 1);
      push(sink, id, start, end);
    };
    visitRest(added.findRaw(text, parseSpecials), text.length, add, (start, end) => {
      const inner = added.findNormalized(text.slice(start, end), parseSpecials);
      visitRest(
        inner,
        end - start,
        (id, from, to) => add(id, start + from, start + to),
        (from, to) => encode(start + from, start + to),
      );
    });
    if (parseSpecials || !makesGuarded || !hasAny(sink, before, isGuarded)) return;
    sink.count = before;
    tokenizeGeneral(input, parseSpecials, sink);
  };
}

/** Call back with the matches, and with what lies between them, in order. */
function visitRest(
  matches: readonly AddedTokenMatch[] | undefined,
  length: number,
  found: (id: number, start: number, end: number) => void,
  rest: (start: number, end: number) => void,
): void {
  let done = 0;
  for (const { id, start, end } of matches ?? []) {
    rest(done, start);
    found(id, start, end);
    done = end;
  }
  rest(done, length);
}

function hasAny(sink: TokenSink, from: number, marked: Uint8Array): boolean {
  for (let i = from; i < sink.count; i++) if (marked[sink.ids[i]!] === 1) return true;
  return false;
}
