// Files that are no models of SentencePiece, and what is read of those that are.
import { CodexError, type JsonObject } from '@codex-ml/plugin-api';
import { createPipelineTokenizer } from '@codex-ml/tokenizers';
import { byteFallbackModel } from '@codex-ml/tokenizers/dist/conformance-models.js';
import { readSentencePieceDocument } from '@codex-ml/tokenizers/dist/formats/sentencepiece/read-sentencepiece-document.js';
import { BYTE_TOKENS } from '@codex-ml/tokenizers/dist/models/vocabulary-model.js';
import { expect } from 'chai';
import { openBytes, readBytes } from '../../sentencepiece/open-model.js';
import {
  piece,
  UNKNOWN,
  type WrittenField,
  writeMessage,
  writeModel,
} from '../../sentencepiece/write-model.js';

async function errorOf(bytes: Uint8Array): Promise<CodexError> {
  const error = await readBytes(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!CodexError.is(error)) throw new RangeError(`no error of the catalogue: ${error}`);
  return error;
}

describe('readSentencePieceDocument', () => {
  it('says at which byte a file is no model', async () => {
    const whole = writeModel([UNKNOWN, piece('a', -1)]);
    const field = (...fields: WrittenField[]) => Buffer.concat([whole, writeMessage(fields)]);
    const at = whole.length;
    const broken: readonly (readonly [Uint8Array, number, string])[] = [
      [whole.subarray(0, whole.length - 1), whole.length - 6, 'beyond the end'],
      [Buffer.concat([whole, Buffer.of(0x0b)]), at, 'unknown type 3'],
      [Buffer.concat([whole, Buffer.of(0x02)]), at, 'number 0'],
      [Buffer.concat([whole, Buffer.of(0x08, 0xff)]), at + 1, 'cut off'],
      [Buffer.concat([whole, Buffer.of(0x08), Buffer.alloc(11, 0xff)]), at + 1, 'more than ten bytes'],
      [field([1, 7]), at, 'field 1 is no text or message'],
      [field([1, writeMessage([[2, 'x']])]), at + 2, 'field 2 is no number'],
      [field([1, writeMessage([[3, 9]])]), at + 2, 'field 3 has the unknown value 9'],
      [field([1, writeMessage([[1, Buffer.of(0xc3)]])]), at + 4, 'not UTF-8'],
    ];
    for (const [bytes, offset, problem] of broken) {
      const error = await errorOf(bytes);
      expect(error.code, problem).to.equal('CML4159');
      expect(error.title).to.include(problem).and.include(`byte ${offset}`);
      expect(error.where?.file).to.equal('small.model');
    }
  });

  it('ends with an error of the catalogue wherever a file is cut off', async () => {
    const bytes = byteFallbackModel();
    for (let length = 0; length < bytes.length; length += 7) {
      const codes = ['CML4159', 'CML4160'];
      expect(codes).to.include((await errorOf(bytes.subarray(0, length))).code);
    }
  });

  it('passes over fields that it does not know, of every wire type', async () => {
    const others: WrittenField[] = [
      [200, 'an extension'],
      [201, 5],
    ];
    const extended = Buffer.concat([
      writeModel([UNKNOWN, piece('a', -1)], { others }),
      Buffer.of(0xd1, 0x0c, 1, 2, 3, 4, 5, 6, 7, 8), // 64 bits
      Buffer.of(0xdd, 0x0c, 1, 2, 3, 4), // 32 bits
    ]);
    expect(await readBytes(extended)).to.deep.equal(await readBytes(writeModel([UNKNOWN, piece('a', -1)])));
  });

  it('refuses pieces that are no vocabulary', async () => {
    const bytes = BYTE_TOKENS.map((text) => piece(text, 0, 'byte'));
    const bad: readonly (readonly [Uint8Array, string])[] = [
      [Buffer.alloc(0), '0 of its pieces are of the type unknown'],
      [writeModel([piece('a')]), '0 of its pieces are of the type unknown'],
      [writeModel([UNKNOWN, piece('?', 0, 'unknown')]), '2 of its pieces are of the type unknown'],
      [writeModel([UNKNOWN, piece('')]), 'piece 1 is empty'],
      [writeModel([UNKNOWN, piece('a'), piece('a')]), 'piece 2, "a", was there before'],
      [writeModel([UNKNOWN, ...bytes]), 'bytes as pieces'],
      [writeModel([UNKNOWN, ...bytes.slice(1)], { trainer: [[35, 1]] }), '1 of the 256 bytes'],
    ];
    for (const [model, problem] of bad) {
      const error = await errorOf(model);
      expect(error.code, problem).to.equal('CML4160');
      expect(error.title).to.include(problem);
    }
  });

  it('refuses models whose denormalizer does more than map characters', async () => {
    const mapped = (fields: readonly WrittenField[]) =>
      writeModel([UNKNOWN, piece('a')], { others: [[5, writeMessage([[2, 'map'], ...fields])]] });
    expect((await errorOf(mapped([]))).code).to.equal('CML4161');
    const some: readonly WrittenField[] = [
      [3, 0],
      [5, 0],
    ];
    expect((await errorOf(mapped(some))).title).to.include('spaces');
    const document = await readBytes(mapped([...some, [4, 0]]));
    expect(JSON.stringify(document)).to.include(Buffer.from('map').toString('base64'));
  });

  it('says what a file of ranks is read with, and that a file is missing', async () => {
    const ranks = await errorOf(Buffer.from('IQ== 0\nIg== 1\n'));
    expect(ranks.code).to.equal('CML4159');
    expect(ranks.hints.join()).to.include('tiktoken');
    const missing = await readSentencePieceDocument('none.model', (path) => `/nowhere/${path}`).catch(
      (e) => e,
    );
    expect(missing.code).to.equal('CML4126');
  });

  it('takes roles from the model, but only for control pieces', async () => {
    const pieces = [
      piece('[P]', 0, 'control'),
      piece('<end>', 0, 'control'),
      UNKNOWN,
      piece('<s>', -1),
      piece('a', -1),
    ];
    const trainer: WrittenField[] = [
      [47, '<end>'],
      [48, '[P]'],
    ];
    const tokenizer = await openBytes(writeModel(pieces, { trainer }));
    expect(tokenizer.specials).to.deep.equal({ pad: 0, eos: 1, unk: 2 });
    expect([...tokenizer.encode('a', { addSpecials: true }).ids]).to.deep.equal([4, 1]);
    const again = createPipelineTokenizer(JSON.parse(JSON.stringify(tokenizer.save())) as JsonObject);
    expect(again.specials).to.deep.equal(tokenizer.specials);
    expect(again.save()).to.deep.equal(tokenizer.save());
  });
});
