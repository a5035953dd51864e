// A Tokenizer around its parts: pairs, truncation, padding, batches, checks of ids. It knows no vocabulary.
import {
  codexError,
  type DecodeStream,
  type EncodeOptions,
  type Encoding,
  type Tokenizer,
} from '@codex-ml/plugin-api';
import {
  arrangeEncoding,
  checkEncodeOptions,
  type EncodedText,
  paddedLength,
  padEncoding,
} from './arrange-encoding.js';
import { createSink, type TokenSink } from './token-sink.js';
import type { TokenizerParts } from './tokenizer-parts.js';

export function buildTokenizer(parts: TokenizerParts): Tokenizer {
  const { specials } = parts;
  const scratch = createScratch();

  const tokenizeInto = (sink: TokenSink, text: string, options: EncodeOptions): EncodedText => {
    sink.count = 0;
    if (text !== '') parts.tokenize(text, options.parseSpecials === true, sink, options.random);
    return { text, sink };
  };

  const encodeBatch = (texts: readonly string[], options: EncodeOptions = {}): readonly Encoding[] => {
    checkEncodeOptions(parts.name, specials, options);
    const withOffsets = options.offsets === true;
    const pair =
      options.pair === undefined
        ? undefined
        : tokenizeInto(createSink(0, withOffsets), options.pair, options);
    // encodings are copied out of it, so that one serves all texts
    const sink = scratch.take(withOffsets);
    const encodings = texts.map((text) =>
      arrangeEncoding(tokenizeInto(sink, text, options), pair, parts.processor, options),
    );
    scratch.put(sink);
    if ((options.padding ?? 'none') === 'none') return encodings;
    const length = paddedLength(encodings, options);
    return encodings.map((encoding) => padEncoding(encoding, length, specials.pad!, options.paddingSide));
  };

  const checkId = (id: number): void => {
    if (!Number.isInteger(id) || id < 0 || id >= parts.size) {
      throw codexError('CML4104', { id, tokenizer: parts.name, last: parts.size - 1 });
    }
  };

  const decode = (ids: Iterable<number>, options: { readonly skipSpecials?: boolean } = {}): string => {
    const list = listIds(ids);
    for (const id of list) checkId(id);
    return parts.decode(list, options.skipSpecials === true);
  };

  const decodeStream = (options: { readonly skipSpecials?: boolean } = {}): DecodeStream => {
    const stream = parts.decodeStream(options.skipSpecials === true);
    return {
      push: (id) => {
        checkId(id);
        return stream.push(id);
      },
      end: () => stream.end(),
    };
  };

  return Object.freeze({
    vocabularySize: parts.size,
    specials,
    specialTokens: parts.specialTokens,
    ...(parts.chatTemplate === undefined ? {} : { chatTemplate: parts.chatTemplate }),
    ...(parts.randomizes === true ? { randomizes: true } : {}),
    encode: (text: string, options: EncodeOptions = {}) => encodeBatch([text], options)[0]!,
    encodeBatch,
    decode,
    decodeStream,
    tokenToId: (token: string) => parts.id(token),
    idToToken: (id: number) => parts.token(id),
    tokenBytes: (id: number) => {
      checkId(id);
      return parts.bytes(id);
    },
    save: () => parts.save(),
  });
}

/** What walks over any ids takes ten times as long as what knows an array. */
function listIds(ids: Iterable<number>): readonly number[] {
  if (!(ids instanceof Int32Array)) return [...ids];
  const list = new Array<number>(ids.length);
  for (let i = 0; i < ids.length; i++) list[i] = ids[i]!;
  return list;
}

/** Ids beyond this are not kept allocated between calls. */
const KEPT_CAPACITY = 1 << 16;

/** The list that texts are tokenized into, kept from call to call: most calls are about one short text. */
function createScratch() {
  const kept: { plain: TokenSink | undefined; withOffsets: TokenSink | undefined } = {
    plain: undefined,
    withOffsets: undefined,
  };
  return {
    take: (withOffsets: boolean): TokenSink => {
      const key = withOffsets ? 'withOffsets' : 'plain';
      const sink = kept[key] ?? createSink(0, withOffsets);
      kept[key] = undefined;
      return sink;
    },
    put: (sink: TokenSink): void => {
      if (sink.ids.length <= KEPT_CAPACITY) kept[sink.offsets === undefined ? 'plain' : 'withOffsets'] = sink;
    },
  };
}
