// A run with BPE-dropout: chance is in the tokens of the training split and nowhere else, and comes of the seed alone.
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName } from '@codex-ml/plugin-api';
import { evaluateModel, openTrainedModel } from '@codex-ml/runtime';
import { expect } from 'chai';
import {
  HOST_ROOT,
  makeWorkplace,
  readJson,
  readLines,
  type Trained,
  type TrainRequest,
  trainIn,
  type Workplace,
} from './run-in-process.js';

interface Manifest {
  readonly splits: Readonly<Record<string, { readonly tokensSha256: string; readonly sha256: string }>>;
}

interface Row {
  readonly metric: string;
  readonly split?: string;
  readonly value: number;
  readonly nature: string;
}

describe('a run with BPE-dropout', function () {
  this.timeout(60_000);
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(place.path, 'node_modules'), 'junction');
    const documents = Array.from({ length: 80 }, (_, i) =>
      JSON.stringify({ text: `document ${i} says that the quick brown fox jumps over the lazy dog` }),
    );
    await writeFile(join(place.path, 'data.jsonl'), `${documents.join('\n')}\n`);
  });
  after(() => place.dispose());

  const train = (set: readonly string[] = [], more: Partial<TrainRequest> = {}) =>
    trainIn({
      cwd: place.path,
      set: [
        'dataset={use: jsonl, path: data.jsonl}',
        'dataset.split.validation=0.2',
        // The same samples for each seed.
        'dataset.split.by=content',
        'tokenizer={use: bpe, vocabularySize: 300, dropout: 0.3}',
        'train.steps=4',
        'train.evaluateEvery=4',
        ...set,
      ],
      fresh: true,
      ...more,
    });
  const resultsOf = async ({ folder }: Trained): Promise<number[]> => {
    const rows = await readLines<Row>(folder, 'metrics.ndjson');
    return rows.filter(({ nature }) => nature === 'result').map(({ value }) => value);
  };
  const tokensOf = async ({ folder }: Trained) => {
    const { splits } = await readJson<Manifest>(folder, 'data.manifest.json');
    return [splits['train']!.tokensSha256, splits['validation']!.tokensSha256];
  };

  it('draws the same from the same seed, with the cache and without, in threads and resumed', async () => {
    const first = await train();
    const results = await resultsOf(first);
    const again = await train();
    expect(again.notices).to.include('tokens of the train split: from the cache');
    expect(await resultsOf(again)).to.deep.equal(results);
    const uncached = await train(['data.cache=false', 'data.prefetch=2']);
    expect(await resultsOf(uncached)).to.deep.equal(results);
    expect(await tokensOf(uncached)).to.deep.equal(await tokensOf(first));

    const [straight, stopped] = [
      await train(['train.steps=8', 'run.name=a']),
      await train(['train.steps=8', 'run.name=b']),
    ];
    await rm(join(stopped.folder, 'checkpoints', 'step-00000008'), { recursive: true });
    const resumed = await train(['train.steps=8', 'run.name=b', 'data.cache=false'], { fresh: false });
    expect(resumed.report.step).to.equal(8);
    const last = async (trained: Trained) => (await resultsOf(trained)).slice(-4);
    expect(await last(resumed)).to.deep.equal(await last(straight));
  });

  it('draws something else from another seed, and only for the training split', async () => {
    const [trained, validated] = await tokensOf(await train());
    const other = await train(['run.seed=8']);
    expect(other.notices.find((line) => line.startsWith('tokens of the train split'))).to.contain('run.seed');
    expect(other.notices).to.include('tokens of the validation split: from the cache');
    expect((await tokensOf(other))[0]).not.to.equal(trained);
    expect((await tokensOf(other))[1]).to.equal(validated);
    const without = await tokensOf(await train(['tokenizer.dropout=0']));
    expect(without[0]).not.to.equal(trained);
    expect(without[1]).to.equal(validated);
  });

  it('leaves nothing to chance in evaluations, whichever split comes first', async () => {
    const trained = await train();
    const evaluate = async (splits: readonly SplitName[]) => {
      const found = new Map<SplitName, { readonly loss: number | null; readonly tokens: string }>();
      const model = await openTrainedModel({
        folder: trained.folder,
        checkpoint: 'last',
        cwd: place.path,
        hostRoot: HOST_ROOT,
        signal: new AbortController().signal,
        print: () => undefined,
        now: () => new Date(),
      });
      for (const split of splits) {
        const { loss, file } = await evaluateModel(model, { split, batch: 4, limit: 0 });
        expect(loss).to.be.a('number');
        const path = file.replace('.json', '.data.manifest.json');
        const manifest = await readJson<Manifest>(trained.folder, path);
        found.set(split, { loss, tokens: manifest.splits[split]!.tokensSha256 });
      }
      await model.close();
      return found;
    };
    const found = await evaluate(['train', 'validation']);
    const reversed = await evaluate(['validation', 'train']);
    for (const split of ['train', 'validation'] as const) {
      expect(reversed.get(split)).to.deep.equal(found.get(split));
    }
    const without = await tokensOf(await train(['tokenizer.dropout=0']));
    expect([found.get('train')!.tokens, found.get('validation')!.tokens]).to.deep.equal(without);
  });
});
