import { CodexError, type SplitName } from '@codex-ml/plugin-api';
import { assignSplit, type SplitShares, splitSamples } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import fc from 'fast-check';
import { collect, fakeDataset, rejection } from './fake-dataset.js';

const ALL: readonly SplitName[] = ['train', 'validation', 'test'];

function shares(validation: number, test: number, by: SplitShares['by'] = 'auto'): SplitShares {
  return { validation, test, by };
}

const options = (split: SplitShares, seed = 1) => ({ split, explicit: true, seed });

const fractions = fc
  .tuple(fc.integer({ min: 1, max: 49 }), fc.integer({ min: 1, max: 49 }))
  .map(([a, b]) => [a / 100, b / 100] as const);

describe('splitSamples', () => {
  describe('of a stream', () => {
    it('cuts at the exact fractions: training first, the test split at the end', async () => {
      const source = splitSamples(fakeDataset('stream', ['0123456789']), options(shares(0.2, 0.1)));
      expect(source.splits).to.deep.equal(ALL);
      const texts = await Promise.all(ALL.map(async (split) => collect(source.open(split))));
      expect(texts.map((samples) => samples.map((sample) => sample.text))).to.deep.equal([
        ['0123456'],
        ['78'],
        ['9'],
      ]);
      expect(source.rule).to.deep.equal({ kind: 'position', validation: 0.2, test: 0.1 });
    });

    it('gives back the whole text, however it is divided into samples, and tears no character apart', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '🐋', '\n'), maxLength: 20 }), {
            maxLength: 8,
          }),
          fractions,
          async (texts, [validation, test]) => {
            const source = splitSamples(fakeDataset('stream', texts), options(shares(validation, test)));
            const parts: string[] = [];
            for (const split of ALL) {
              const samples = await collect(source.open(split));
              expect(samples.every((sample) => sample.text !== '')).to.equal(true);
              parts.push(samples.map((sample) => sample.text).join(''));
            }
            const whole = texts.join('');
            expect(parts.join('')).to.equal(whole);
            // A lone surrogate would not survive UTF-8.
            for (const part of parts) expect(Buffer.from(part, 'utf8').toString('utf8')).to.equal(part);
            // A boundary moves by at most one unit, to keep a pair together.
            expect(parts[0]!.length - Math.round(whole.length * (1 - validation - test))).to.be.within(0, 1);
          },
        ),
      );
    });

    it('does not read on behind the split that was asked for', async () => {
      let read = 0;
      const dataset = fakeDataset('stream', []);
      const counting = {
        ...dataset,
        splits: ['train'] as const,
        async *open() {
          for (let i = 0; i < 10; i++) {
            read++;
            yield { id: `${i}`, text: '0123456789' };
          }
        },
      };
      const source = splitSamples(counting, options(shares(0.5, 0)));
      await collect(source.open('validation'));
      read = 0;
      await collect(source.open('train'));
      expect(read).to.equal(5);
    });

    it('refuses to be dealt out by seed', () => {
      const attempt = () => splitSamples(fakeDataset('stream', ['a']), options(shares(0.1, 0, 'seed')));
      expect(attempt).to.throw(CodexError, 'by: seed').with.property('code', 'CML4305');
    });
  });

  describe('of documents', () => {
    it('assigns each document to exactly one split', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.nat({ max: 60 }),
          fractions,
          fc.nat(),
          fc.constantFrom('seed' as const, 'position' as const),
          async (count, [validation, test], seed, by) => {
            const texts = Array.from({ length: count }, (_, i) => `text ${i}`);
            const source = splitSamples(
              fakeDataset('documents', texts),
              options(shares(validation, test, by), seed),
            );
            const ids: string[] = [];
            for (const split of ALL) ids.push(...(await collect(source.open(split))).map(({ id }) => id));
            expect(ids.sort()).to.deep.equal(texts.map((_, i) => `sample:${i}`).sort());
          },
        ),
        { numRuns: 60 },
      );
    });

    it('moves no document to another split when more are added', () => {
      const before = Array.from({ length: 200 }, (_, i) => assignSplit(7, `line:${i}`, shares(0.2, 0.1)));
      const after = Array.from({ length: 400 }, (_, i) => assignSplit(7, `line:${i}`, shares(0.2, 0.1)));
      expect(after.slice(0, 200)).to.deep.equal(before);
    });

    it('keeps a held-out document held out when its share grows', () => {
      for (let i = 0; i < 300; i++) {
        const small = assignSplit(7, `line:${i}`, shares(0.1, 0));
        const large = assignSplit(7, `line:${i}`, shares(0.3, 0));
        if (small === 'validation') expect(large).to.equal('validation');
      }
    });

    it('comes near the shares and depends on the seed', () => {
      const names = Array.from({ length: 5000 }, (_, i) => assignSplit(1, `line:${i}`, shares(0.2, 0.1)));
      const share = (split: SplitName) => names.filter((name) => name === split).length / names.length;
      expect(share('validation')).to.be.closeTo(0.2, 0.02);
      expect(share('test')).to.be.closeTo(0.1, 0.015);
      const others = Array.from({ length: 5000 }, (_, i) => assignSplit(2, `line:${i}`, shares(0.2, 0.1)));
      expect(others).to.not.deep.equal(names);
    });

    it('is split by seed unless the config says by position', async () => {
      const dataset = fakeDataset(
        'documents',
        Array.from({ length: 10 }, (_, i) => `${i}`),
      );
      expect(splitSamples(dataset, options(shares(0.3, 0))).rule).to.deep.include({ kind: 'seed', seed: 1 });
      const byPosition = splitSamples(dataset, options(shares(0.3, 0, 'position')));
      const held = await collect(byPosition.open('validation'));
      expect(held.map((sample) => sample.text)).to.deep.equal(['7', '8', '9']);
    });
  });

  describe('by numbers of samples', () => {
    const texts = Array.from({ length: 50 }, (_, i) => `text ${i}`);
    const countsOf = async (split: SplitShares, shape: 'stream' | 'documents' = 'documents') => {
      const source = splitSamples(fakeDataset(shape, texts), options(split));
      return Promise.all(source.splits.map(async (name) => (await collect(source.open(name))).length));
    };

    it('takes exactly as many, by seed, by content and by position', async () => {
      for (const by of ['seed', 'content', 'position'] as const) {
        expect(await countsOf(shares(7, 4, by)), by).to.deep.equal([39, 7, 4]);
        expect(await countsOf(shares(1, 0, by)), by).to.deep.equal([49, 1]);
        expect(await countsOf(shares(0.1, 4, by)), by).to.deep.equal([41, 5, 4]);
      }
      expect(await countsOf(shares(3, 2), 'stream')).to.deep.equal([45, 3, 2]);
    });

    it('holds out by seed what a smaller number held out', async () => {
      const held = async (count: number) => {
        const source = splitSamples(fakeDataset('documents', texts), options(shares(count, 0)));
        return (await collect(source.open('validation'))).map(({ id }) => id);
      };
      expect(await held(20)).to.include.members(await held(5));
    });

    it('refuses numbers that leave nothing to train on', async () => {
      const error = await rejection(countsOf(shares(30, 20)));
      expect(error).to.include({ code: 'CML4315' });
      expect(error.message).to.contain('50 samples for validation and test, but there are 50');
    });
  });

  describe('by content', () => {
    it('keeps equal texts in one split, whatever their ids and the seed', async () => {
      const texts = Array.from({ length: 400 }, (_, i) => `text ${i % 40}`);
      const splitOfTexts = async (seed: number) => {
        const source = splitSamples(
          fakeDataset('documents', texts),
          options(shares(0.3, 0.2, 'content'), seed),
        );
        const found = new Map<string, SplitName>();
        for (const name of ALL) {
          for (const { text } of await collect(source.open(name))) {
            expect(found.get(text) ?? name).to.equal(name);
            found.set(text, name);
          }
        }
        return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
      };
      const first = await splitOfTexts(1);
      expect(first.length).to.equal(40);
      expect(new Set(first.map(([, name]) => name)).size).to.equal(3);
      expect(await splitOfTexts(2)).to.deep.equal(first);
    });

    it('refuses a stream', () => {
      const attempt = () => splitSamples(fakeDataset('stream', ['a']), options(shares(0.1, 0, 'content')));
      expect(attempt).to.throw(CodexError, 'by: content').with.property('code', 'CML4305');
    });
  });

  it('leaves out repeated texts before it splits, and says how many', async () => {
    const texts = Array.from({ length: 100 }, (_, i) => `text ${i % 60}`);
    const source = splitSamples(fakeDataset('documents', texts), {
      ...options(shares(0.3, 0.2)),
      deduplicate: 'exact',
    });
    const all: string[] = [];
    for (const name of ALL) all.push(...(await collect(source.open(name))).map(({ text }) => text));
    expect(all.length).to.equal(60);
    expect(new Set(all).size).to.equal(60);
    expect(ALL.map((name) => source.duplicates(name))).to.deep.equal([40, 40, 40]);
  });

  it('leaves out splits without a share, and says so when one is opened', () => {
    const source = splitSamples(fakeDataset('stream', ['abc']), options(shares(0, 0)));
    expect(source.splits).to.deep.equal(['train']);
    expect(() => source.open('validation'))
      .to.throw(CodexError, 'the dataset has no `validation` split')
      .with.property('code', 'CML4304');
  });

  it('uses the splits that a dataset brings and refuses to mix them with others', async () => {
    const dataset = fakeDataset('documents', { train: ['a', 'b'], test: ['c'] });
    const split = shares(0.5, 0);
    const source = splitSamples(dataset, { split, explicit: false, seed: 1 });
    expect(source.splits).to.deep.equal(['train', 'test']);
    expect((await collect(source.open('train'))).length).to.equal(2);
    expect((await collect(source.open('test')))[0]!.text).to.equal('c');
    expect(() => splitSamples(dataset, { split, explicit: true, seed: 1 }))
      .to.throw(CodexError, 'train, test')
      .with.property('code', 'CML4303');
    expect(splitSamples(dataset, options(shares(0, 0))).rule).to.deep.equal({ kind: 'native' });
  });

  it('refuses shares that leave nothing to train on', () => {
    expect(() => splitSamples(fakeDataset('stream', ['abc']), options(shares(0.6, 0.4))))
      .to.throw(CodexError, 'validation 0.6 + test 0.4')
      .with.property('code', 'CML4306');
  });
});
