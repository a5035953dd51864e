// One token per Unicode code point of a fixed vocabulary. A lone surrogate counts as U+FFFD, as everywhere text leaves UTF-16.
import { codexError, type JsonObject } from '@codex-ml/plugin-api';
import { malformed, readSimpleJson, show } from './formats/tokenizer-json/read-simple-json.js';
import { writeSimpleJson } from './formats/tokenizer-json/write-tokenizer-json.js';
import type { SpecialIds } from './special-tokens.js';
import type { TokenModel } from './token-model.js';
import { reserve, type TokenSink } from './token-sink.js';

const REPLACEMENT = 0xfffd;
const FIRST_ASTRAL = 0x10000;

/** @param tokens token of each id: specials and single code points */
export function createCharModel(tokens: readonly string[], specials: SpecialIds): TokenModel {
  const special = new Set(Object.values(specials));
  const codePoints = tokens.map((token, id) => (special.has(id) ? -1 : token.codePointAt(0)!));
  const idOfAstral = new Map<number, number>();
  // ids of the code points below U+10000, in one array that ends at the largest of them
  const idOfBasic = new Int32Array(
    codePoints.reduce((last, point) => (point < FIRST_ASTRAL ? Math.max(last, point) : last), 0) + 1,
  ).fill(-1);
  for (const [id, point] of codePoints.entries()) {
    if (point >= FIRST_ASTRAL) idOfAstral.set(point, id);
    else if (point >= 0) idOfBasic[point] = id;
  }
  const unknown = specials.unk ?? -1;
  const bytesOf: (Uint8Array | undefined)[] = new Array(tokens.length).fill(undefined);

  const lookUp = (point: number): number =>
    (point < FIRST_ASTRAL ? idOfBasic[point] : idOfAstral.get(point)) ?? -1;

  const encodeInto = (text: string, at: number, sink: TokenSink): void => {
    reserve(sink, text.length);
    const { ids, offsets } = sink;
    let count = sink.count;
    for (let i = 0; i < text.length; ) {
      let point = text.charCodeAt(i);
      let width = 1;
      if (point >= 0xd800 && point <= 0xdfff) {
        point = text.codePointAt(i)!;
        if (point >= FIRST_ASTRAL) width = 2;
        else point = REPLACEMENT;
      }
      let id = lookUp(point);
      if (id < 0) {
        if (unknown < 0) throw unknownCharacter(point, at + i);
        id = unknown;
      }
      ids[count] = id;
      if (offsets !== undefined) {
        offsets[2 * count] = at + i;
        offsets[2 * count + 1] = at + i + width;
      }
      count++;
      i += width;
    }
    sink.count = count;
  };

  return {
    name: 'char',
    size: tokens.length,
    specials,
    separator: '',
    encodeInto,
    decodeRun: (ids) => ids.map((id) => tokens[id]).join(''),
    token: (id) => tokens[id],
    id: (token) => {
      const point = token.codePointAt(0);
      if (point === undefined || token.length !== (point < FIRST_ASTRAL ? 1 : 2)) return undefined;
      const id = lookUp(point);
      return id < 0 ? undefined : id;
    },
    bytes: (id) => {
      bytesOf[id] ??= new TextEncoder().encode(tokens[id]);
      return bytesOf[id];
    },
    save: () =>
      writeSimpleJson({
        specials,
        tokens,
        normalizer: null,
        preTokenizer: {
          type: 'Split',
          pattern: { Regex: '[\\s\\S]' },
          behavior: 'Isolated',
          invert: false,
        },
        decoder: { type: 'Fuse' },
        // where `<unk>` is not in the vocabulary, an unknown character is an error, there as here
        model: { type: 'WordLevel', unk_token: '<unk>' },
      }),
  };
}

/** @throws CML4106 */
export function loadCharModel(data: JsonObject): TokenModel {
  const { tokens, specials } = readSimpleJson(data, { modelType: 'WordLevel', preTokenizerType: 'Split' });
  const special = new Set(Object.values(specials));
  for (const [id, token] of tokens.entries()) {
    if (special.has(id)) continue;
    if ([...token].length !== 1) throw malformed(`model.vocab[${show(token)}]`, 'expected one character');
    if (/\p{Surrogate}/u.test(token)) {
      throw malformed(`model.vocab[${show(token)}]`, 'half of a surrogate pair is not a character');
    }
  }
  return createCharModel(tokens, specials);
}

function unknownCharacter(point: number, offset: number) {
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  return codexError(
    'CML4105',
    { character: `character ${code}`, tokenizer: 'char' },
    { hints: [`it stands at offset ${offset} of the text`, 'set `unknown: token` to encode it as `<unk>`'] },
  );
}
