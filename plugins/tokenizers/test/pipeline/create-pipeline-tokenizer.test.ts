import { CodexError, type JsonObject } from '@codex-ml/plugin-api';
import {
  byteLevelDocument,
  unigramDocument,
  wordPieceDocument,
} from '@codex-ml/tokenizers/dist/conformance-documents.js';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';

const saved = (json: JsonObject): JsonObject => JSON.parse(JSON.stringify(json)) as JsonObject;

function wordLevel(tokens: readonly string[], parts: JsonObject = {}): JsonObject {
  return {
    version: '1.0',
    added_tokens: [],
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: {
      type: 'WordLevel',
      unk_token: tokens[0]!,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
    ...parts,
  };
}

const added = (id: number, content: string, special = true): JsonObject => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special,
});

describe('roles of special tokens', () => {
  it('come from the frame of the post-processor, the padding and common names', () => {
    expect(createPipelineTokenizer(unigramDocument()).specials).to.deep.equal({
      pad: 0,
      bos: 1,
      eos: 2,
      unk: 3,
    });
    expect(createPipelineTokenizer(wordPieceDocument()).specials).to.deep.equal({
      pad: 0,
      bos: 2,
      eos: 3,
      unk: 1,
    });
    const padding = {
      strategy: 'BatchLongest',
      direction: 'Right',
      pad_id: 1,
      pad_type_id: 0,
      pad_token: 'fill',
    };
    const document = wordLevel(['?', 'fill'], { added_tokens: [added(1, 'fill')], padding });
    expect(createPipelineTokenizer(document).specials).to.deep.equal({ pad: 1 });
  });

  it('are those the caller names, before those of files beside it, before those of the document', () => {
    const document = byteLevelDocument();
    const named = createPipelineTokenizer(document, {
      specials: { eos: '<|turn|>' },
      defaults: { eos: '<|end|>', pad: '<|pad|>' },
    });
    expect(named.idToToken(named.specials.eos!)).to.equal('<|turn|>');
    expect(named.idToToken(named.specials.pad!)).to.equal('<|pad|>');
    const again = createPipelineTokenizer(saved(named.save()));
    expect(again.specials).to.deep.equal(named.specials);
    const other = createPipelineTokenizer(named.save(), { specials: { eos: '<|end|>' } });
    expect(other.idToToken(other.specials.eos!)).to.equal('<|end|>');
    expect(other.specials.pad).to.equal(named.specials.pad);
  });

  it('make a token special that the document lists as an ordinary one, or not at all', () => {
    const document = wordLevel(['?', 'a', 'stop'], { added_tokens: [added(3, 'end', false)] });
    expect([...createPipelineTokenizer(document).encode('a stop').ids]).to.deep.equal([1, 2]);
    const tokenizer = createPipelineTokenizer(document, { specials: { eos: 'stop', pad: 'end' } });
    expect(tokenizer.specials).to.deep.equal({ pad: 3, eos: 2 });
    expect([...tokenizer.encode('a stop end').ids]).to.deep.equal([1, 0, 0]);
    expect([...tokenizer.encode('a stop end', { parseSpecials: true }).ids]).to.deep.equal([1, 2, 3]);
    const again = createPipelineTokenizer(saved(tokenizer.save()));
    expect([...again.encode('a stop end', { parseSpecials: true }).ids]).to.deep.equal([1, 2, 3]);
    expect(again.specials).to.deep.equal(tokenizer.specials);
  });

  it('are refused where their token has no id, and passed over with a warning where a file beside names it', () => {
    const document = byteLevelDocument();
    expect(() => createPipelineTokenizer(document, { specials: { pad: '<none>' } }))
      .to.throw(CodexError, 'the pad token `<none>` is not in the vocabulary')
      .with.property('code', 'CML4128');
    const warnings: string[] = [];
    const tokenizer = createPipelineTokenizer(document, {
      defaults: { pad: '<none>' },
      warn: (message) => warnings.push(message),
    });
    expect(tokenizer.idToToken(tokenizer.specials.pad!)).to.equal('<|pad|>');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('"<none>"');
  });
});

describe('createPipelineTokenizer', () => {
  it('numbers added tokens as the Rust library does, and warns where the file says otherwise', () => {
    const warnings: string[] = [];
    const document = wordLevel(['?', 'a'], {
      added_tokens: [added(9, '<x>'), added(1, 'a'), added(4, '<y>')],
    });
    const tokenizer = createPipelineTokenizer(document, { warn: (message) => warnings.push(message) });
    expect([...tokenizer.specialTokens!]).to.deep.equal([
      ['<x>', 2],
      ['a', 1],
      ['<y>', 3],
    ]);
    expect(warnings).to.have.length(2);
    expect(tokenizer.vocabularySize).to.equal(4);
  });

  it('lets no text see what another was encoded to', () => {
    const tokenizer = createPipelineTokenizer(byteLevelDocument());
    const first = tokenizer.encode('Call me', { offsets: true });
    const kept = [...first.ids];
    tokenizer.encode('é'.repeat(500), { offsets: true });
    tokenizer.encodeBatch(['x', ''], { pair: 'Call', offsets: true });
    expect([...first.ids]).to.deep.equal(kept);
  });

  it('keeps the chat template', () => {
    const tokenizer = createPipelineTokenizer(byteLevelDocument(), { chatTemplate: '{{ messages }}' });
    expect(tokenizer.chatTemplate).to.equal('{{ messages }}');
    expect(createPipelineTokenizer(saved(tokenizer.save())).chatTemplate).to.equal('{{ messages }}');
    expect(createPipelineTokenizer(byteLevelDocument()).chatTemplate).to.equal(undefined);
  });

  it('keeps truncation and padding of the document and applies neither', () => {
    const truncation = { direction: 'Right', max_length: 2, strategy: 'LongestFirst', stride: 0 };
    const tokenizer = createPipelineTokenizer({ ...wordLevel(['?', 'a']), truncation });
    expect(tokenizer.encode('a a a').ids).to.have.length(3);
    expect(tokenizer.save()['truncation']).to.deep.equal(truncation);
  });

  it('shows the unknown token where specials are skipped, as text was lost there', () => {
    const tokenizer = createPipelineTokenizer(unigramDocument());
    expect(tokenizer.decode([1, 3, 2], { skipSpecials: true })).to.equal('<unk>');
  });

  it('passes over gaps of the vocabulary in decoding and refuses ids behind its end', () => {
    const document = {
      ...wordLevel(['?']),
      model: { type: 'WordLevel', unk_token: '?', vocab: { '?': 0, a: 5 } },
    };
    const tokenizer = createPipelineTokenizer(document);
    expect(tokenizer.vocabularySize).to.equal(6);
    expect(tokenizer.decode([5, 3, 5])).to.equal('a a');
    expect(tokenizer.tokenBytes(3)).to.have.length(0);
    expect(() => tokenizer.decode([6])).to.throw(CodexError, 'token id 6 is outside the vocabulary');
  });

  it('counts the bytes that a token adds inside a text', () => {
    const bytes = (tokenizer: ReturnType<typeof createPipelineTokenizer>, token: string) =>
      Buffer.from(tokenizer.tokenBytes(tokenizer.tokenToId(token)!)).toString('latin1');
    const unigrams = createPipelineTokenizer(unigramDocument());
    expect(['▁me', 'll', '<0xE2>', '</s>'].map((token) => bytes(unigrams, token))).to.deep.equal([
      ' me',
      'll',
      '\u00e2',
      '',
    ]);
    const pieces = createPipelineTokenizer(wordPieceDocument());
    expect(['a', '##a', 'x', '##x', '[SEP]'].map((token) => bytes(pieces, token))).to.deep.equal([
      ' a',
      'a',
      ' x',
      'x',
      '',
    ]);
  });

  it('refuses what it does not know, naming the place', () => {
    const document = byteLevelDocument();
    const attempt = (change: JsonObject) => () => createPipelineTokenizer({ ...document, ...change });
    expect(attempt({ version: '2.0' })).to.throw(CodexError, '`version`: expected "1.0", received "2.0"');
    expect(attempt({ extra: 1 })).to.throw(CodexError, '`extra`: expected one of version, truncation');
    expect(attempt({ model: [] })).to.throw(CodexError, '`model`: expected an object, received []');
    expect(attempt({ decoder: { type: 'Sequence', decoders: [{ type: 'Rot13' }] } })).to.throw(
      CodexError,
      '`decoder.decoders[0].type`: `Rot13` is no decoder',
    );
    expect(
      attempt({
        post_processor: {
          type: 'TemplateProcessing',
          single: [{ SpecialToken: { id: 'x', type_id: 0 } }],
          pair: [],
          special_tokens: {},
        },
      }),
    ).to.throw(
      CodexError,
      '`post_processor.single[0].SpecialToken.id`: expected a key of `special_tokens`, received "x"',
    );
    const bert = { type: 'BertProcessing', sep: ['a', 1], cls: ['b', 2] };
    expect(attempt({ post_processor: { type: 'Sequence', processors: [bert, bert] } }))
      .to.throw(CodexError, 'two of these parts add tokens')
      .with.property('code', 'CML4121');
    expect(
      attempt({ model: { ...(document['model'] as JsonObject), codex_ml: { specials: { end: 'x' } } } }),
    ).to.throw(CodexError, '`model.codex_ml.specials`: expected roles out of pad, bos, eos, unk');
  });
});

describe('options of encoding', () => {
  const tokenizer = createPipelineTokenizer(unigramDocument());

  it('pads all windows of a text to one length', () => {
    const [long, short] = tokenizer.encodeBatch(['me me me me me', 'me'], {
      maxLength: 5,
      stride: 1,
      addSpecials: true,
      padding: 'longest',
      padToMultipleOf: 4,
    });
    const rows = [long!, ...long!.overflow!, short!, ...short!.overflow!];
    expect(rows.map(({ ids }) => ids.length)).to.deep.equal(rows.map(() => 8));
    expect(long!.overflow).to.have.length(1);
    expect(short!.overflow).to.deep.equal([]);
    expect([...short!.specialsMask!]).to.deep.equal([1, 0, 1, 1, 1, 1, 1, 1]);
    expect([...short!.attentionMask]).to.deep.equal([1, 1, 1, 0, 0, 0, 0, 0]);
  });

  it('puts pairs together as the template says', () => {
    const { ids, typeIds, specialsMask } = tokenizer.encode('me', { pair: 'Call', addSpecials: true });
    expect([...ids].map((id) => tokenizer.idToToken(id))).to.deep.equal(['▁me', '</s>', '▁Call']);
    expect([...typeIds!]).to.deep.equal([0, 0, 1]);
    expect([...specialsMask!]).to.deep.equal([0, 1, 0]);
  });

  it('refuses numbers that are none', () => {
    expect(() => tokenizer.encode('a', { stride: -1 }))
      .to.throw(CodexError, '`stride` is -1')
      .with.property('code', 'CML4124');
    expect(() => tokenizer.encode('a', { padToMultipleOf: 0 })).to.throw(
      CodexError,
      '`padToMultipleOf` is 0',
    );
    expect(() => tokenizer.encode('a', { truncation: 'only-second' })).to.throw(
      CodexError,
      'there is no second text',
    );
  });
});
