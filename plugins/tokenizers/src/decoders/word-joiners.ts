// Decoders that say where words begin: `Metaspace`, `WordPiece`, `BPEDecoder`, `CTC`, and joining by spaces where there is none.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { Decoder } from '../pipeline/aligned-text.js';
import { readBoolean, readCharacter, readChoice, readString } from '../pipeline/json-fields.js';
import { type DecoderPart, type EmitText, stateless, type TokenStage, waitForEnd } from './decoder-part.js';

/** The replacement is a space, or nothing in the first token where encoding put it there. @throws CML4110 */
export function createMetaspace(json: JsonObject, path: string): DecoderPart {
  const replacement = readCharacter(json, 'replacement', path);
  const scheme = readChoice(json, 'prepend_scheme', path, ['always', 'first', 'never'], 'always');
  const first = scheme === 'never' || json['add_prefix_space'] === false ? ' ' : '';
  const change = (token: string, i: number): string => token.replaceAll(replacement, i === 0 ? first : ' ');
  return byPlace(change, (decode) =>
    replacement.length === 1 ? stateless((t) => change(t, 0)) : waitForEnd(decode),
  );
}

/** A token without the prefix begins a word. @throws CML4110 */
export function createWordPieceDecoder(json: JsonObject, path: string): DecoderPart {
  const prefix = readString(json, 'prefix', path);
  const tidy = readBoolean(json, 'cleanup', path) ? cleanUp : (text: string) => text;
  return byPlace((token, i) => {
    if (i === 0) return tidy(token);
    return tidy(token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`);
  });
}

/** The suffix ends a word: it is a space, but for that of the last token. @throws CML4110 */
export function createBpeDecoder(json: JsonObject, path: string): DecoderPart {
  const suffix = readString(json, 'suffix', path);
  const change = (token: string, last: boolean): string =>
    suffix === '' ? token : token.split(suffix).join(last ? '' : ' ');
  const decode: Decoder = (tokens) => tokens.map((token, i) => change(token, i === tokens.length - 1));
  return {
    decode,
    fuses: false,
    stream: () => {
      let held: string | undefined;
      return {
        push: (token, emit) => {
          if (held !== undefined) emit(change(held, false));
          held = token;
        },
        end: (emit) => {
          if (held !== undefined) emit(change(held, true));
        },
      };
    },
    streamFused: () => waitForEnd(decode),
  };
}

/** Equal neighbours are one token, pads are nothing (Graves et al. 2006). @throws CML4110 */
export function createCtc(json: JsonObject, path: string): DecoderPart {
  const pad = readString(json, 'pad_token', path);
  const delimiter = readString(json, 'word_delimiter_token', path);
  const cleanup = readBoolean(json, 'cleanup', path);
  const createStage = (): TokenStage => {
    let last: string | undefined;
    return {
      push: (token, emit) => {
        if (token === last) return;
        last = token;
        let text = without(token, pad);
        if (cleanup) text = delimiter === '' ? cleanUp(text) : cleanUp(text).split(delimiter).join(' ');
        if (text !== '') emit(text);
      },
      end: () => {},
    };
  };
  const decode: Decoder = (tokens) => runStage(createStage(), tokens);
  return { decode, fuses: false, stream: createStage, streamFused: () => waitForEnd(decode) };
}

/** What decoding does where a document names no decoder. */
export function createSpaceJoiner(): DecoderPart {
  return byPlace((token, i) => (i === 0 ? token : ` ${token}`));
}

export function runStage(stage: TokenStage, tokens: readonly string[]): readonly string[] {
  const texts: string[] = [];
  const emit: EmitText = (text) => {
    texts.push(text);
  };
  for (const token of tokens) stage.push(token, emit);
  stage.end(emit);
  return texts;
}

/** A decoder that looks at one token and how many came before it. */
function byPlace(
  change: (token: string, i: number) => string,
  fused: (decode: Decoder) => TokenStage = waitForEnd,
): DecoderPart {
  const decode: Decoder = (tokens) => tokens.map(change);
  return {
    decode,
    fuses: false,
    stream: () => {
      let i = 0;
      return { push: (token, emit) => emit(change(token, i++)), end: () => {} };
    },
    streamFused: () => fused(decode),
  };
}

function without(text: string, part: string): string {
  return part === '' ? text : text.split(part).join('');
}

/** English as BERT tokenizers write it, back to how it is written. One rule after the other, in this order. */
function cleanUp(text: string): string {
  return text
    .replaceAll(' .', '.')
    .replaceAll(' ?', '?')
    .replaceAll(' !', '!')
    .replaceAll(' ,', ',')
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(' do not', " don't")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re");
}
