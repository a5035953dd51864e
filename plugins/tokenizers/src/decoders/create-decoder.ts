// From the `decoder` of a `tokenizer.json` to decoding of token lists, and of tokens that come one by one.
import { codexError, type DecodeStream, type JsonValue } from '@codex-ml/plugin-api';
import { expectArray, expectObject, readString } from '../pipeline/json-fields.js';
import { createByteFallback } from './byte-fallback.js';
import { createByteLevel } from './byte-level.js';
import { type DecoderPart, stateless, type TokenStage } from './decoder-part.js';
import { createReplace } from './replace.js';
import { createStrip } from './strip.js';
import {
  createBpeDecoder,
  createCtc,
  createMetaspace,
  createSpaceJoiner,
  createWordPieceDecoder,
} from './word-joiners.js';

export interface TextDecoding {
  /** Text of tokens, as the vocabulary spells them. */
  decode(tokens: readonly string[]): string;
  /** The same for tokens that come one by one. */
  stream(): TokenTextStream;
  /** Types of its parts in order, sequences taken apart. */
  readonly types: readonly string[];
  /** What stands for a special token that is skipped, where neighbours must not touch. Default nothing. */
  readonly skippedAs?: string;
}

/** A `DecodeStream` of tokens instead of ids. */
export interface TokenTextStream extends Pick<DecodeStream, 'end'> {
  push(token: string): string;
}

/** @throws CML4110 … CML4113 */
export function createDecoder(json: JsonValue | undefined, path = 'decoder'): TextDecoding {
  const parts: DecoderPart[] = [];
  const types: string[] = [];
  collectParts(json, path, parts, types);
  if (json === null || json === undefined) parts.push(createSpaceJoiner());
  return createPartsDecoding(parts, types);
}

/** Decoding by parts, one behind the other. @param types see `TextDecoding` */
export function createPartsDecoding(parts: readonly DecoderPart[], types: readonly string[]): TextDecoding {
  return {
    types,
    decode: (tokens) => parts.reduce((done, part) => part.decode(done), tokens).join(''),
    stream: () => createStream(parts),
  };
}

function collectParts(
  json: JsonValue | undefined,
  path: string,
  parts: DecoderPart[],
  types: string[],
): void {
  if (json === null || json === undefined) return;
  const fields = expectObject(json, path);
  const type = readString(fields, 'type', path);
  if (type === 'Sequence') {
    const place = `${path}.decoders`;
    for (const [i, item] of expectArray(fields['decoders'], place).entries()) {
      collectParts(item, `${place}[${i}]`, parts, types);
    }
    return;
  }
  const create = CREATORS.get(type);
  if (create === undefined) throw codexError('CML4111', { path: `${path}.type`, type, part: 'decoder' });
  parts.push(create(fields, path));
  types.push(type);
}

const FUSE: DecoderPart = {
  decode: (tokens) => [tokens.join('')],
  fuses: true,
  stream: () => stateless((text) => text),
  streamFused: () => stateless((text) => text),
};

const CREATORS: ReadonlyMap<string, (json: Parameters<typeof createStrip>[0], path: string) => DecoderPart> =
  new Map([
    ['BPEDecoder', createBpeDecoder],
    ['ByteFallback', createByteFallback],
    ['ByteLevel', createByteLevel],
    ['CTC', createCtc],
    ['Fuse', () => FUSE],
    ['Metaspace', createMetaspace],
    ['Replace', createReplace],
    ['Strip', createStrip],
    ['WordPiece', createWordPieceDecoder],
  ]);

function createStream(parts: readonly DecoderPart[]): TokenTextStream {
  let fused = false;
  const stages: TokenStage[] = parts.map((part) => {
    const stage = fused ? part.streamFused() : part.stream();
    fused ||= part.fuses;
    return stage;
  });
  let text = '';
  // what stage i gets goes on to stage i + 1, and behind the last into the text
  const emitters = [
    ...stages.map(
      (stage, i) =>
        (token: string): void =>
          stage.push(token, (made) => emitters[i + 1]!(made)),
    ),
    (made: string): void => {
      text += made;
    },
  ];
  const take = (): string => {
    const taken = text;
    text = '';
    return taken;
  };
  return {
    push: (token) => {
      emitters[0]!(token);
      return take();
    },
    end: () => {
      for (const [i, stage] of stages.entries()) stage.end((made) => emitters[i + 1]!(made));
      return take();
    },
  };
}
