// The denormalizer of a SentencePiece model: what it does to decoded text, whichever pieces its characters came in.
import type { DecoderPart, TokenStage } from '../decoders/decoder-part.js';
import { runStage } from '../decoders/word-joiners.js';
import type { CharacterMap } from '../normalizers/character-map.js';
import { PrefixReader } from './prefix-reader.js';

export function createDecodedMapping(map: CharacterMap): DecoderPart {
  const createStage = (): TokenStage => createMappingStage(map);
  return {
    decode: (texts) => runStage(createStage(), texts),
    fuses: false,
    stream: createStage,
    streamFused: createStage,
  };
}

/** Keeps back what more text could still be mapped together with. */
function createMappingStage(map: CharacterMap): TokenStage {
  let pending = '';
  const take = (isEnd: boolean): string => {
    const reader = new PrefixReader(pending, map, () => -1);
    let text = '';
    while (reader.end < pending.length && (isEnd || !reader.isOpen)) text += reader.take() ?? '';
    pending = pending.slice(reader.end);
    return text;
  };
  const write = (text: string, emit: (text: string) => void): void => {
    if (text !== '') emit(text);
  };
  return {
    push: (text, emit) => {
      pending += text;
      write(take(false), emit);
    },
    end: (emit) => write(take(true), emit),
  };
}
