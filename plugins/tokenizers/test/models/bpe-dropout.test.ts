import { Readable } from 'node:stream';
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import bpe from '@codex-ml/tokenizers/dist/bpe.js';
import { byteLevelDocument } from '@codex-ml/tokenizers/dist/conformance-documents.js';
import { createModel } from '@codex-ml/tokenizers/dist/models/create-model.js';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';
import { reload } from '../train.js';

const MERGES = ['a b', 'b c', 'ab c', 'a a', 'aa b', 'ab ab', 'c ab'];
const MODEL = {
  type: 'BPE',
  vocab: Object.fromEntries(
    ['a', 'b', 'c', ...MERGES.map((merge) => merge.replace(' ', ''))].map((token, id) => [token, id]),
  ),
  merges: MERGES,
} satisfies JsonObject;

/** Numbers from 0 to 1 that are the same each time (the generator of Knuth's MMIX, upper bits). */
function drawsOf(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 32n) / 2 ** 32;
  };
}

/**
 * Probability of each way to cut a piece, after algorithm 1 of Provilkov et al. (2020): of all merges that are possible each is taken
 * away with probability p, the best of the rest is applied; where none is left the piece is done.
 */
function distribution(parts: readonly string[], p: number, known = new Map<string, Map<string, number>>()) {
  const key = parts.join(' ');
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  const merges = parts
    .slice(1)
    .map((right, at) => ({ at, rank: MERGES.indexOf(`${parts[at]!} ${right}`) }))
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => one.rank - other.rank || one.at - other.at);
  const result = new Map([[key, p ** merges.length]]);
  for (const [i, { at }] of merges.entries()) {
    const merged = parts.with(at, parts[at]! + parts[at + 1]!).toSpliced(at + 1, 1);
    for (const [cut, probability] of distribution(merged, p, known)) {
      result.set(cut, (result.get(cut) ?? 0) + p ** i * (1 - p) * probability);
    }
  }
  known.set(key, result);
  return result;
}

describe('BPE-dropout', () => {
  it('cuts a piece in each way as often as the definition says', () => {
    const tries = 20_000;
    for (const [piece, p] of [
      ['ab', 0.1],
      ['abcaab', 0.1],
      ['abababcab', 0.4],
    ] as const) {
      const model = createModel({ ...MODEL, dropout: p });
      const random = drawsOf(7);
      const counts = new Map<string, number>();
      for (let i = 0; i < tries; i++) {
        const tokens: string[] = [];
        model.tokenize(piece, (id) => tokens.push(model.token(id)!), random);
        const cut = tokens.join(' ');
        counts.set(cut, (counts.get(cut) ?? 0) + 1);
      }
      const expected = distribution([...piece], p);
      expect([...counts.keys()].filter((cut) => !expected.has(cut))).to.deep.equal([]);
      for (const [cut, probability] of expected) {
        const deviation = Math.sqrt(tries * probability * (1 - probability));
        const count = counts.get(cut) ?? 0;
        expect(count, `${cut} of ${piece}`).to.be.closeTo(tries * probability, 4.5 * deviation + 3);
      }
    }
  });

  it('is plain BPE where nothing is passed over, and spells characters where everything is', () => {
    const spell = (dropout: number, random?: () => number) => {
      const model = createModel({ ...MODEL, dropout });
      const tokens: string[] = [];
      model.tokenize('abcaabb', (id) => tokens.push(model.token(id)!), random);
      return tokens.join(' ');
    };
    const plain = spell(0);
    expect(spell(0, () => 0)).to.equal(plain);
    expect(spell(0.9)).to.equal(plain);
    expect(spell(0.9, () => 0.9)).to.equal(plain);
    expect(spell(1, () => 0.999)).to.equal('a b c a a b b');
    expect(createModel({ ...MODEL, dropout: 0 }).randomizes).to.equal(false);
  });

  it('draws anew for a word that came before, and for words that are tokens by themselves', () => {
    const document = byteLevelDocument();
    const model = { ...(document['model'] as JsonObject), dropout: 0.5, ignore_merges: true };
    const tokenizer = createPipelineTokenizer({ ...document, model });
    const { ids } = tokenizer.encode(' Call'.repeat(200), { random: drawsOf(3) });
    const texts = [...ids].map((id) => tokenizer.idToToken(id)!).join(' ');
    for (const cut of ['Call', 'Ca ll', 'Ca l l', 'C a ll', 'C a l l'])
      expect(texts).to.include(`Ġ ${cut} Ġ`);
  });

  it('keeps places and added tokens, and makes no special token of text', () => {
    const document = byteLevelDocument();
    const tokenizer = createPipelineTokenizer({
      ...document,
      model: { ...(document['model'] as JsonObject), dropout: 0.5 },
    });
    const text = 'Call me é<|turn|>Call';
    const random = drawsOf(5);
    for (let i = 0; i < 20; i++) {
      const { ids, offsets } = tokenizer.encode(text, { random, offsets: true, parseSpecials: true });
      const turn = [...ids].indexOf(tokenizer.tokenToId('<|turn|>')!);
      expect([...offsets!].slice(2 * turn, 2 * turn + 2)).to.deep.equal([9, 17]);
      for (const [token, id] of [...ids].entries()) {
        const slice = Buffer.from(text.slice(offsets![2 * token], offsets![2 * token + 1]));
        expect(slice.includes(Buffer.from(tokenizer.tokenBytes(id)))).to.equal(true);
      }
      expect(tokenizer.decode(ids)).to.equal(text);
      expect([...tokenizer.encode(text, { random }).ids]).not.to.include(ids[turn]);
    }
  });

  it('is learned as an option, kept when saved, and heeded only with randomness', async () => {
    const corpus = ['call me call me call me', 'some years ago never mind how long'];
    const learn = async (dropout: number) => {
      const options = bpe.options.parse({ vocabularySize: 300, minFrequency: 1, dropout });
      return bpe.train({ options, ctx: testContext(), corpus: Readable.from(corpus) });
    };
    const plain = await learn(0);
    const dropping = await learn(0.5);
    const restored = await reload(bpe, dropping.save());
    expect((restored.save()['model'] as JsonObject)['dropout']).to.equal(0.5);
    expect(plain.randomizes).to.equal(undefined);
    expect([dropping.randomizes, restored.randomizes]).to.deep.equal([true, true]);
    const text = corpus.join(' ');
    const encode = (tokenizer: Tokenizer, random?: () => number) => [
      ...tokenizer.encode(text, random && { random }).ids,
    ];
    const ids = encode(plain);
    expect(encode(plain, drawsOf(1))).to.deep.equal(ids);
    const drawn = encode(dropping, drawsOf(1));
    expect(drawn.length).to.be.above(ids.length);
    expect(encode(restored, drawsOf(1))).to.deep.equal(drawn);
    expect(encode(restored, drawsOf(2))).not.to.deep.equal(drawn);
    expect(encode(restored)).to.deep.equal(ids);
    expect(restored.encodeBatch([text], { random: drawsOf(1) }).map((one) => [...one.ids])).to.deep.equal([
      drawn,
    ]);
  });
});
