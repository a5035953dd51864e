// One token per UTF-8 byte. Every string can be encoded; a lone surrogate becomes U+FFFD, as the WHATWG encoding standard has it.
import type { JsonObject } from '@codex-ml/plugin-api';
import { BYTE_ALPHABET } from './byte-alphabet.js';
import { malformed, readSimpleJson, show } from './formats/tokenizer-json/read-simple-json.js';
import { writeSimpleJson } from './formats/tokenizer-json/write-tokenizer-json.js';
import { PLAIN_BPE } from './models/bpe/plain-bpe.js';
import type { SpecialIds } from './special-tokens.js';
import type { TokenModel } from './token-model.js';
import { reserve, type TokenSink } from './token-sink.js';

/** @param tokens token of each id: specials and all 256 characters of the byte alphabet */
export function createByteModel(tokens: readonly string[], specials: SpecialIds): TokenModel {
  const idOfToken = new Map(tokens.map((token, id) => [token, id]));
  const idOfByte = Int32Array.from(BYTE_ALPHABET, (character) => idOfToken.get(character)!);
  const byteOfId = new Uint8Array(tokens.length);
  for (const [byte, id] of idOfByte.entries()) byteOfId[id] = byte;
  const encoder = new TextEncoder();

  const encodeInto = (text: string, at: number, sink: TokenSink): void => {
    const bytes = encoder.encode(text);
    reserve(sink, bytes.length);
    const { ids, count } = sink;
    for (let i = 0; i < bytes.length; i++) ids[count + i] = idOfByte[bytes[i]!]!;
    if (sink.offsets !== undefined) writeOffsets(text, at, sink.offsets.subarray(2 * count));
    sink.count += bytes.length;
  };

  return {
    name: 'byte',
    size: tokens.length,
    specials,
    separator: '',
    encodeInto,
    decodeRun: (ids) =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(ids, (id) => byteOfId[id]!)),
    token: (id) => tokens[id],
    id: (token) => idOfToken.get(token),
    bytes: (id) => Uint8Array.of(byteOfId[id]!),
    save: () =>
      writeSimpleJson({
        specials,
        tokens,
        normalizer: null,
        preTokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
        decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
        model: { ...PLAIN_BPE, merges: [] },
      }),
  };
}

/** @throws CML4106 */
export function loadByteModel(data: JsonObject): TokenModel {
  const read = readSimpleJson(data, { modelType: 'BPE', preTokenizerType: 'ByteLevel' });
  const merges = read.model['merges'];
  if (!Array.isArray(merges) || merges.length > 0) {
    throw malformed('model.merges', 'expected an empty list: a byte tokenizer merges nothing');
  }
  const present = new Set(read.tokens);
  const missing = BYTE_ALPHABET.find((character) => !present.has(character));
  if (missing !== undefined) {
    throw malformed(
      'model.vocab',
      `the byte ${BYTE_ALPHABET.indexOf(missing)} (${show(missing)}) is missing`,
    );
  }
  const expected = 256 + Object.keys(read.specials).length;
  if (read.tokens.length !== expected) {
    throw malformed('model.vocab', `expected ${expected} entries, received ${read.tokens.length}`);
  }
  return createByteModel(read.tokens, read.specials);
}

/** All bytes of a character have the place of the character. */
function writeOffsets(text: string, at: number, offsets: Uint32Array): void {
  let next = 0;
  for (let i = 0; i < text.length; ) {
    const point = text.codePointAt(i)!;
    const width = point >= 0x10000 ? 2 : 1;
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let byte = 0; byte < bytes; byte++) {
      offsets[next++] = at + i;
      offsets[next++] = at + i + width;
    }
    i += width;
  }
}
