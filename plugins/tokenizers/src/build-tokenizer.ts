// A Tokenizer around a TokenModel: specials in the text, truncation, padding, batches, decoding. It knows no vocabulary.
import { codexError, type EncodeOptions, type Encoding, type Tokenizer } from '@codex-ml/plugin-api';
import { arrangeEncoding, checkEncodeOptions, padEncoding } from './arrange-encoding.js';
import { findSpecialRole, SPECIAL_ROLES, SPECIAL_TOKENS } from './special-tokens.js';
import type { TokenModel } from './token-model.js';
import { createSink, push, reserve, type TokenSink } from './token-sink.js';

const NO_BYTES = new Uint8Array(0);

export function buildTokenizer(model: TokenModel): Tokenizer {
  const { specials } = model;
  const enabled = SPECIAL_ROLES.filter((role) => specials[role] !== undefined);
  const tokenOfSpecial = new Map(enabled.map((role) => [specials[role]!, SPECIAL_TOKENS[role]]));
  const specialPattern =
    enabled.length === 0 ? undefined : new RegExp(enabled.map((role) => SPECIAL_TOKENS[role]).join('|'), 'g');

  const idOf = (token: string): number | undefined => {
    const role = findSpecialRole(token);
    return role === undefined ? model.id(token) : specials[role];
  };

  const tokenize = (text: string, options: EncodeOptions): TokenSink => {
    const sink = createSink(0, options.offsets === true);
    let at = 0;
    if (options.parseSpecials === true && specialPattern !== undefined) {
      for (const match of text.matchAll(specialPattern)) {
        if (match.index > at) model.encodeInto(text.slice(at, match.index), at, sink);
        at = match.index + match[0].length;
        reserve(sink, 1);
        push(sink, idOf(match[0])!, match.index, at);
      }
    }
    if (at < text.length) model.encodeInto(at === 0 ? text : text.slice(at), at, sink);
    return sink;
  };

  const encodeUnpadded = (text: string, options: EncodeOptions): Encoding =>
    arrangeEncoding(tokenize(text, options), specials, options);

  const checkId = (id: number): void => {
    if (!Number.isInteger(id) || id < 0 || id >= model.size) {
      throw codexError('CML4104', { id, tokenizer: model.name, last: model.size - 1 });
    }
  };

  const encodeBatch = (texts: readonly string[], options: EncodeOptions = {}): readonly Encoding[] => {
    checkEncodeOptions(model.name, specials, options);
    const encodings = texts.map((text) => encodeUnpadded(text, options));
    const { padding = 'none', maxLength, paddingSide } = options;
    if (padding === 'none') return encodings;
    const length =
      padding === 'max'
        ? maxLength!
        : encodings.reduce((longest, { ids }) => Math.max(longest, ids.length), 0);
    return encodings.map((encoding) => padEncoding(encoding, length, specials.pad!, paddingSide));
  };

  const decode = (ids: Iterable<number>, options: { readonly skipSpecials?: boolean } = {}): string => {
    const parts: string[] = [];
    let run: number[] = [];
    for (const id of ids) {
      checkId(id);
      const special = tokenOfSpecial.get(id);
      if (special === undefined) {
        run.push(id);
      } else if (id === specials.unk || options.skipSpecials !== true) {
        // `<unk>` stands for text: it is shown rather than dropped in silence
        if (run.length > 0) parts.push(model.decodeRun(run));
        parts.push(special);
        run = [];
      }
    }
    if (run.length > 0) parts.push(model.decodeRun(run));
    return parts.join(model.separator);
  };

  return Object.freeze({
    vocabularySize: model.size,
    specials,
    encode: (text: string, options: EncodeOptions = {}) => encodeBatch([text], options)[0]!,
    encodeBatch,
    decode,
    tokenToId: idOf,
    idToToken: (id: number) => tokenOfSpecial.get(id) ?? model.token(id),
    tokenBytes: (id: number) => {
      checkId(id);
      return tokenOfSpecial.has(id) ? NO_BYTES : model.bytes(id);
    },
    save: () => model.save(),
  });
}
