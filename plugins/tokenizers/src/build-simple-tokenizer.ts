// A Tokenizer around a TokenModel, for the tokenizers whose only added tokens are the four specials. It knows no vocabulary.
import type { DecodeStream, Tokenizer } from '@codex-ml/plugin-api';
import { buildTokenizer } from './build-tokenizer.js';
import { writeTemplate } from './formats/tokenizer-json/write-tokenizer-json.js';
import { createPostProcessor } from './post-processors/create-post-processor.js';
import { findSpecialRole, SPECIAL_ROLES, SPECIAL_TOKENS } from './special-tokens.js';
import type { TokenModel } from './token-model.js';
import { push, reserve, type TokenSink } from './token-sink.js';

const NO_BYTES = new Uint8Array(0);

export function buildSimpleTokenizer(model: TokenModel): Tokenizer {
  const { specials } = model;
  const enabled = SPECIAL_ROLES.filter((role) => specials[role] !== undefined);
  const tokenOfSpecial = new Map(enabled.map((role) => [specials[role]!, SPECIAL_TOKENS[role]]));
  const specialTokens = new Map(enabled.map((role) => [SPECIAL_TOKENS[role], specials[role]!]));
  const specialPattern =
    enabled.length === 0 ? undefined : new RegExp(enabled.map((role) => SPECIAL_TOKENS[role]).join('|'), 'g');

  const tokenize = (text: string, parseSpecials: boolean, sink: TokenSink): void => {
    let at = 0;
    if (parseSpecials && specialPattern !== undefined) {
      for (const match of text.matchAll(specialPattern)) {
        if (match.index > at) model.encodeInto(text.slice(at, match.index), at, sink);
        at = match.index + match[0].length;
        reserve(sink, 1);
        push(sink, specialTokens.get(match[0])!, match.index, at);
      }
    }
    if (at < text.length) model.encodeInto(at === 0 ? text : text.slice(at), at, sink);
  };

  /** What decoding shows for a special; undefined for other ids, empty for what is skipped. */
  const show = (id: number, skipSpecials: boolean): string | undefined => {
    const special = tokenOfSpecial.get(id);
    // `<unk>` stands for text: it is shown rather than dropped in silence
    return special !== undefined && skipSpecials && id !== specials.unk ? '' : special;
  };

  const decode = (ids: readonly number[], skipSpecials: boolean): string => {
    const parts: string[] = [];
    let run: number[] = [];
    for (const id of ids) {
      const special = show(id, skipSpecials);
      if (special === undefined) {
        run.push(id);
      } else if (special !== '') {
        if (run.length > 0) parts.push(model.decodeRun(run));
        parts.push(special);
        run = [];
      }
    }
    if (run.length > 0) parts.push(model.decodeRun(run));
    return parts.join(model.separator);
  };

  return buildTokenizer({
    name: model.name,
    size: model.size,
    specials,
    specialTokens,
    processor: createPostProcessor(writeTemplate(specials), (id) => model.token(id)),
    tokenize,
    decode,
    decodeStream: (skipSpecials) =>
      model.separator === ''
        ? streamBytes(model, (id) => show(id, skipSpecials))
        : streamWords(model, (id) => show(id, skipSpecials)),
    token: (id) => tokenOfSpecial.get(id) ?? model.token(id),
    id: (token) => (findSpecialRole(token) === undefined ? model.id(token) : specialTokens.get(token)),
    bytes: (id) => (tokenOfSpecial.has(id) ? NO_BYTES : model.bytes(id)),
    save: () => model.save(),
  });
}

/** Tokens that follow each other without anything between; each may be part of a character. */
function streamBytes(model: TokenModel, show: (id: number) => string | undefined): DecodeStream {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push: (id) => {
      const special = show(id);
      if (special === undefined) return decoder.decode(model.bytes(id), { stream: true });
      return special === '' ? '' : decoder.decode() + special;
    },
    end: () => decoder.decode(),
  };
}

function streamWords(model: TokenModel, show: (id: number) => string | undefined): DecodeStream {
  let first = true;
  return {
    push: (id) => {
      const text = show(id) ?? model.token(id)!;
      if (text === '') return '';
      const before = first ? '' : model.separator;
      first = false;
      return before + text;
    },
    end: () => '',
  };
}
