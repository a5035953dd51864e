// From pieces of a SentencePiece model back to text: marks become spaces but for that before the text, bytes become characters.
import { byteOfToken } from '../decoders/byte-fallback.js';
import { createPartsDecoding, type TextDecoding } from '../decoders/create-decoder.js';
import type { DecoderPart, TokenStage } from '../decoders/decoder-part.js';
import { waitForEnd } from '../decoders/decoder-part.js';
import { runStage } from '../decoders/word-joiners.js';
import type { CharacterMap } from '../normalizers/character-map.js';
import { ByteRun } from './byte-run.js';
import { createDecodedMapping } from './create-decoded-mapping.js';
import { SPACE_MARK } from './create-text-normalizer.js';
import type { SentencePieceRules } from './sentencepiece-rules.js';

/**
 * @param unknown the unknown piece
 * @param map of the characters of decoded text; undefined keeps them
 */
export function createSentencePieceDecoding(
  rules: SentencePieceRules,
  unknown: string,
  map: CharacterMap | undefined,
): TextDecoding {
  const createStage = (): TokenStage => createPieceStage(rules, unknown);
  const part: DecoderPart = {
    decode: (pieces) => runStage(createStage(), pieces),
    fuses: false,
    stream: createStage,
    streamFused: () => waitForEnd(part.decode),
  };
  return {
    ...createPartsDecoding(
      map === undefined ? [part] : [part, createDecodedMapping(map)],
      rules.byteFallback ? ['ByteFallback'] : [],
    ),
    // bytes on either side of a control piece are no character together
    skippedAs: '',
  };
}

function createPieceStage(rules: SentencePieceRules, unknown: string): TokenStage {
  const { addsSpace, removesSpaces } = rules.text;
  const bytes = new ByteRun();
  /** Whether the space that encoding puts before a text is still to come. */
  let atStart = addsSpace || removesSpaces;
  return {
    push: (piece, emit) => {
      const write = (text: string): void => {
        if (text === '') return;
        atStart = false;
        emit(text);
      };
      const byte = rules.byteFallback ? byteOfToken(piece) : -1;
      if (byte >= 0) {
        write(bytes.push(byte));
        return;
      }
      write(bytes.end());
      if (piece === unknown) {
        write(rules.unknownSurface);
        return;
      }
      const drops = atStart && piece.startsWith(SPACE_MARK);
      // where spaces are removed all of those before the text go, else the one that was added
      if (drops && !removesSpaces) atStart = false;
      write((drops ? piece.slice(1) : piece).replaceAll(SPACE_MARK, ' '));
    },
    end: (emit) => {
      const left = bytes.end();
      if (left !== '') emit(left);
    },
  };
}
