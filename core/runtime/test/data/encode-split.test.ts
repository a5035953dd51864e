import { createHash } from 'node:crypto';
import type { Dataset, Tokenizer } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime';
import {
  createSamplePipeline,
  dataManifest,
  encodeSplit,
  requireVocabulary,
  type SplitShares,
  splitSamples,
  TokenStore,
} from '@codex-ml/runtime/data';
import { expect } from 'chai';
import { fakeDataset, rejection, unitTokenizer } from './fake-dataset.js';

const pipeline = createSamplePipeline({ checks: [], onCheckError: () => undefined });
const whole: SplitShares = { validation: 0, test: 0, by: 'auto' };
const sourceOf = (dataset: Dataset, split = whole) =>
  splitSamples(dataset, { split, explicit: true, seed: 3 });

function encode(dataset: Dataset, tokenizer = unitTokenizer(256)) {
  return encodeSplit({ source: sourceOf(dataset), split: 'train', pipeline, tokenizer });
}

const TOKENIZER = { use: 'test/unit', vocabularySize: 256, fingerprint: 'a'.repeat(64) };

describe('encodeSplit', () => {
  it('joins the samples of a stream without anything between them', async () => {
    const { tokens } = await encode(fakeDataset('stream', ['ab', 'c']), unitTokenizer(256, 0));
    expect([...tokens]).to.deep.equal([97, 98, 99]);
    expect(tokens).to.be.instanceOf(Uint16Array);
  });

  it('ends each document with the end token, where the tokenizer has one', async () => {
    const documents = fakeDataset('documents', ['ab', 'c']);
    expect([...(await encode(documents, unitTokenizer(256, 0))).tokens]).to.deep.equal([97, 98, 0, 99, 0]);
    expect([...(await encode(documents)).tokens]).to.deep.equal([97, 98, 99]);
  });

  it('states samples, bytes and hashes of what was encoded', async () => {
    const encoded = await encode(fakeDataset('documents', ['é', 'b']));
    expect(encoded).to.include({ samples: 2, bytes: 3 });
    const texts = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0xc3, 0xa9, 1, 0, 0, 0, 0, 0, 0, 0, 98]);
    expect(encoded.sha256).to.equal(createHash('sha256').update(texts).digest('hex'));
    const ids = Buffer.from([0xe9, 0, 0, 0, 98, 0, 0, 0]);
    expect(encoded.tokensSha256).to.equal(createHash('sha256').update(ids).digest('hex'));
  });

  it('tells texts apart that only differ in where one ends and the next begins', async () => {
    const one = await encode(fakeDataset('documents', ['ab', 'c']));
    const other = await encode(fakeDataset('documents', ['a', 'bc']));
    expect(one.sha256).to.not.equal(other.sha256);
    expect(one.tokensSha256).to.equal(other.tokensSha256);
  });

  it('draws for each sample from a stream of its own, the same whatever the samples before it took', async () => {
    const plain = unitTokenizer(256);
    // One number for each unit; units are doubled by chance.
    const tokenizer = (): Tokenizer => ({
      ...plain,
      randomizes: true,
      encode: (text, given) => {
        const { random } = given!;
        const ids = Int32Array.from(
          [...plain.encode(text).ids].flatMap((id) => (random!() < 0.5 ? [id] : [id, id])),
        );
        return { ids, attentionMask: new Uint8Array(ids.length).fill(1) };
      },
    });
    const encodeWith = async (first: string, seed = 3) => {
      const source = sourceOf(fakeDataset('documents', [first, 'b'.repeat(40), 'b'.repeat(40)]));
      const draws = createRng(seed, 'encode');
      const given = { source, split: 'train' as const, pipeline, tokenizer: tokenizer(), draws };
      const { tokens, starts } = await encodeSplit(given);
      return [1, 2].map((i) => [...tokens.slice(starts[i], starts[i + 1])].length);
    };
    const lengths = await encodeWith('a');
    expect(await encodeWith('a'.repeat(9))).to.deep.equal(lengths);
    expect(lengths[0]).not.to.equal(lengths[1]);
    expect(lengths[0]).to.be.within(45, 75);
    expect(await encodeWith('a', 4)).not.to.deep.equal(lengths);
  });

  it('says why a split is empty', async () => {
    const nothing = await rejection(encode(fakeDataset('stream', [])));
    expect(nothing).to.include({ code: 'CML4301' });
    expect(nothing.message).to.equal('the `train` split is empty: no sample falls into it');
    const dropping = createSamplePipeline({
      checks: [],
      transform: () => null,
      onCheckError: () => undefined,
    });
    const source = sourceOf(fakeDataset('stream', ['a', 'b']));
    const dropped = await rejection(
      encodeSplit({ source, split: 'train', pipeline: dropping, tokenizer: unitTokenizer(9) }),
    );
    expect(dropped.message).to.contain('of 2 samples, 0 were dropped by safety checks and 2 by hooks');
    const blank = await rejection(encode(fakeDataset('documents', ['', ''])));
    expect(blank.message).to.contain('its 2 samples have no tokens');
  });

  it('refuses an id outside the vocabulary, naming the sample', async () => {
    const error = await rejection(encode(fakeDataset('documents', ['a', 'z']), unitTokenizer(100)));
    expect(error).to.include({ code: 'CML4307' });
    expect(error.message).to.equal(
      'sample `sample:1` was encoded to token 122, outside the vocabulary of 100',
    );
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    controller.abort(new RangeError('stop'));
    const source = sourceOf(fakeDataset('stream', ['a']));
    const work = encodeSplit({
      source,
      split: 'train',
      pipeline,
      tokenizer: unitTokenizer(256),
      signal: controller.signal,
    });
    expect((await rejection(work)).message).to.equal('stop');
  });

  it('lets timers run while a large corpus is encoded', async () => {
    const text = 'x'.repeat(1 << 22);
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    let turnedBeforeEnd = false;
    const dataset: Dataset = {
      ...fakeDataset('stream', ['']),
      async *open() {
        yield { id: '0', text };
        turnedBeforeEnd = turned;
        yield { id: '1', text: 'y' };
      },
    };
    expect((await encode(dataset)).tokens.length).to.equal((1 << 22) + 1);
    expect(turnedBeforeEnd).to.equal(true);
  });
});

describe('TokenStore', () => {
  it('keeps what was appended while it grows, in two bytes or four', () => {
    for (const [size, type] of [
      [65536, Uint16Array],
      [65537, Uint32Array],
    ] as const) {
      const store = new TokenStore(size);
      for (let i = 0; i < 100; i++)
        store.append(
          Int32Array.from({ length: 97 }, (_, j) => (i * 97 + j) % size),
          's',
        );
      store.append([size - 1], 's');
      const { tokens } = store.finish();
      expect(tokens).to.be.instanceOf(type);
      expect(tokens.length).to.equal(9701).and.equal(store.length);
      expect(tokens[9699]).to.equal(9699);
      expect(tokens[9700]).to.equal(size - 1);
    }
  });

  it('refuses negative ids', () => {
    expect(() => new TokenStore(10).append([-1], 's')).to.throw('token -1');
  });
});

describe('dataManifest', () => {
  it('describes each split with its origin, rule, sizes, hashes and what safety did', async () => {
    const dataset = fakeDataset('stream', ['0123456789abcdefghij']);
    const source = sourceOf(dataset, { validation: 0.25, test: 0, by: 'auto' });
    const tokenizer = unitTokenizer(256);
    const encoded = await Promise.all(
      source.splits.map((split) => encodeSplit({ source, split, pipeline, tokenizer })),
    );
    const manifest = await dataManifest({
      dataset: 'test/memory',
      describe: dataset.describe,
      source,
      encoded,
      seed: 3,
      context: 4,
      tokenizer: TOKENIZER,
    });
    expect(manifest).to.deep.equal({
      format: 1,
      dataset: 'test/memory',
      shape: 'stream',
      seed: 3,
      split: { kind: 'position', validation: 0.25, test: 0 },
      deduplicate: 'none',
      order: null,
      context: 4,
      vocabularySize: 256,
      tokenizer: { use: 'test/unit', fingerprint: 'a'.repeat(64) },
      splits: {
        train: { ...entryOf(encoded[0]!), samples: 1, bytes: 15, tokens: 15, blocks: 4 },
        validation: { ...entryOf(encoded[1]!), samples: 1, bytes: 5, tokens: 5, blocks: 1 },
      },
    });
  });

  function entryOf(encoded: { readonly sha256: string; readonly tokensSha256: string }) {
    return {
      origin: { source: 'memory', samples: 1, bytes: 20, sha256: 'f'.repeat(64), license: null },
      sha256: encoded.sha256,
      tokensSha256: encoded.tokensSha256,
      safety: { seen: 1, kept: 1, droppedByHook: 0, dropped: {}, redacted: {} },
      duplicates: null,
      cache: null,
    };
  }

  it('takes the origin of a split the dataset brings from that split', async () => {
    const dataset = fakeDataset('documents', { train: ['a', 'b'], test: ['c'] });
    const source = sourceOf(dataset);
    const encoded = [await encodeSplit({ source, split: 'test', pipeline, tokenizer: unitTokenizer(256) })];
    const parts = { dataset: 'd', source, encoded, seed: 1, context: 4, tokenizer: TOKENIZER };
    const manifest = await dataManifest({ ...parts, describe: dataset.describe });
    expect(manifest['splits']).to.have.nested.property('test.origin.samples', 1);
  });
});

describe('requireVocabulary', () => {
  it('lets a model have more rows than the tokenizer has tokens, not fewer', () => {
    requireVocabulary(65, 65);
    requireVocabulary(65, 128);
    expect(() => requireVocabulary(65, 64)).to.throw('the tokenizer has 65 tokens, but the model only 64');
  });
});
