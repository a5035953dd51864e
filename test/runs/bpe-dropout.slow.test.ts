// A run with BPE-dropout: chance is in the tokens of the training split and nowhere else, and comes of the seed alone.
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName, Tokenizer } from '@codex-ml/plugin-api';
import {
  drawEpochs,
  encodeData,
  evaluateModel,
  openData,
  openTextSession,
  openTrainedModel,
  type PackedSplit,
  planPacking,
  trainDataTokenizer,
} from '@codex-ml/runtime';
import { expect } from 'chai';
import {
  HOST_ROOT,
  makeWorkplace,
  planIn,
  readJson,
  readLines,
  rejection,
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

interface Epochs {
  readonly tokenizer: Tokenizer;
  /** Epoch 0. */
  readonly first: PackedSplit;
  /** Draws later epochs; they are kept from so many tokens on. */
  readonly draw: (keepFrom: number) => (epoch: number) => Promise<PackedSplit>;
  /** What was printed. */
  readonly lines: readonly string[];
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

  it('goes through several epochs, resumed within a later one as if it had gone on', async () => {
    // 64 documents, a row each: 4 updates an epoch.
    const epochs = ['train.steps=11', 'train.batch=16', 'data.pack=rows', 'model.context=64'];
    const straight = await train([...epochs, 'run.name=c', 'train.checkpointEvery=10']);
    const stopped = await train([...epochs, 'run.name=d', 'train.checkpointEvery=10', 'data.prefetch=2']);
    expect(await resultsOf(stopped)).to.deep.equal(await resultsOf(straight));
    await rm(join(stopped.folder, 'checkpoints', 'step-00000011'), { recursive: true });
    const again = ['run.name=d', 'train.checkpointEvery=10', 'data.prefetch=2', 'data.cache=false'];
    const resumed = await train([...epochs, ...again], { fresh: false });
    expect(resumed.report.step).to.equal(11);
    expect((await resultsOf(resumed)).slice(-4)).to.deep.equal((await resultsOf(straight)).slice(-4));
  });

  describe('epoch by epoch', () => {
    const opened = async (work: (epochs: Epochs) => Promise<void>, set: readonly string[] = []) => {
      const all = [
        'dataset={use: jsonl, path: texts.jsonl}',
        'tokenizer={use: bpe, vocabularySize: 300, dropout: 0.3}',
      ];
      const plan = await planIn({ cwd: place.path, set: [...all, ...set] });
      const lines: string[] = [];
      const { signal } = new AbortController();
      const text = await openTextSession(plan, {
        signal,
        print: (line) => lines.push(line),
        now: () => new Date(),
      });
      try {
        const data = await openData(text.session, text.journal, { keep: true, signal });
        const tokenizer = await trainDataTokenizer(data);
        const encoded = await encodeData(data, 'train', tokenizer, signal);
        const first = { ...encoded, packing: planPacking('train', 'rows', encoded, 32) };
        const draw = (keepFrom: number) =>
          drawEpochs(data, tokenizer, first, { context: 32, signal, keepFrom });
        await work({ tokenizer, first, draw, lines });
      } finally {
        await text.close();
      }
    };
    const texts = Array.from({ length: 30 }, (_, i) => `text ${i} of the hundred thousand that were written`);
    beforeEach(async () => {
      const lines = texts.map((text) => JSON.stringify({ text }));
      await writeFile(join(place.path, 'texts.jsonl'), `${lines.join('\n')}\n`);
    });
    const ids = ({ tokens }: PackedSplit) => [...tokens];
    const textOf = (tokenizer: Tokenizer, { tokens, starts }: PackedSplit, sample: number) =>
      tokenizer.decode([...tokens.subarray(starts[sample], starts[sample + 1])], { skipSpecials: true });

    it('draws other tokens of the same texts, the same ones whenever it draws', () =>
      opened(async ({ tokenizer, first, draw }) => {
        const epochs = [first, await draw(Infinity)(1), await draw(Infinity)(2)];
        expect(new Set(epochs.map((epoch) => ids(epoch).join())).size).to.equal(3);
        for (const epoch of epochs) {
          for (const sample of [0, 1, epoch.starts.length - 2]) {
            expect(textOf(tokenizer, epoch, sample)).to.equal(textOf(tokenizer, first, sample));
          }
        }
        // Out of turn, and through the cache.
        expect(ids(await draw(Infinity)(2))).to.deep.equal(ids(epochs[2]!));
        const kept = draw(0);
        expect(ids(await kept(1))).to.deep.equal(ids(epochs[1]!));
        expect(ids(await kept(2))).to.deep.equal(ids(epochs[2]!));
        const found = draw(0);
        expect(ids(await found(2))).to.deep.equal(ids(epochs[2]!));
      }));

    it('keeps no epoch of a large split but the first and the last', () =>
      opened(
        async ({ draw, lines }) => {
          const keep = draw(0);
          await keep(1);
          await keep(2);
          const again = draw(0);
          await again(2);
          await again(1);
          const about = lines.filter((line) => line.includes('epoch'));
          expect(about.map((line) => line.replace(/^tokens of the train split, /, ''))).to.deep.equal([
            'epoch 2: made anew, as this changed: the epoch',
            'epoch 3: made anew, as this changed: the epoch',
            'epoch 3: from the cache',
            'epoch 2: made anew, as this changed: the epoch',
          ]);
        },
        ['data.cacheFolder=kept'],
      ));

    it('ends where the texts are not those of the first epoch any more', () =>
      opened(async ({ draw }) => {
        await writeFile(
          join(place.path, 'texts.jsonl'),
          `${JSON.stringify({ text: 'something else' })}\n`.repeat(30),
        );
        expect(await rejection(draw(Infinity)(1))).to.include({ code: 'CML4316' });
      }));
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
