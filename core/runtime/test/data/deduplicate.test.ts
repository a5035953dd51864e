import { deduplicateDataset, normalizeText } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import fc from 'fast-check';
import { collect, fakeDataset } from './fake-dataset.js';

const ids = async (samples: AsyncIterable<{ readonly id: string }>) =>
  (await collect(samples)).map(({ id }) => id);

describe('deduplicateDataset', () => {
  it('keeps the first of equal texts and counts the others, in every pass the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'A ', ' a', 'B\n b'), { maxLength: 60 }),
        fc.constantFrom('exact' as const, 'normalized' as const),
        async (texts, how) => {
          const key = how === 'exact' ? (text: string) => text : normalizeText;
          const expected = texts
            .map((text, i) => ({ id: `sample:${i}`, key: key(text) }))
            .filter(({ key: one }, i, all) => all.findIndex((other) => other.key === one) === i)
            .map(({ id }) => id);
          const dataset = deduplicateDataset(fakeDataset('documents', texts), how);
          expect(dataset.duplicates('train')).to.equal(undefined);
          expect(await ids(dataset.open('train'))).to.deep.equal(expected);
          expect(dataset.duplicates('train')).to.equal(texts.length - expected.length);
          expect(await ids(dataset.open('train'))).to.deep.equal(expected);
        },
      ),
    );
  });

  it('finds every repeated text among many', async () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `text ${i % 15_000}`);
    const dataset = deduplicateDataset(fakeDataset('documents', texts), 'exact');
    expect((await ids(dataset.open('train'))).length).to.equal(15_000);
  });

  it('takes case and white space for nothing where texts are normalized', () => {
    expect(normalizeText('  Call me\n\tIshmael. ')).to.equal('call me ishmael.');
  });

  it('refuses a dataset that is one text', () => {
    expect(() => deduplicateDataset(fakeDataset('stream', ['a']), 'exact')).to.throw(
      '`data.deduplicate` does not apply',
    );
  });
});
