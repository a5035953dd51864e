import mixture from '@codex-ml/datasets/dist/mixture.js';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised } from './fixture-folder.js';

describe('mixture', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
    await folder.write({
      'a.txt': 'a1\na2\na3\na4\na5\na6',
      'b.jsonl': '{"text":"b1"}\n{"text":"b2"}',
      'c.txt': 'c1\n\nc2',
      'd.txt': 'd1\nd2',
    });
  });
  afterEach(() => folder.remove());

  const components = {
    a: { use: 'lines', path: 'a.txt', validation: 'c.txt', weight: 2 },
    b: { use: 'jsonl', path: 'b.jsonl' },
  };
  const ids = async (options: object, split: 'train' | 'validation' = 'train') =>
    (await collect(await folder.open(mixture, { components, ...options }), split)).map(({ id }) => id);

  it('takes samples by weight and ends with the first component that has no more', async () => {
    expect(await ids({})).to.deep.equal([
      'a/line:1',
      'b/line:1',
      'a/line:2',
      'a/line:3',
      'b/line:2',
      'a/line:4',
      'a/line:5',
    ]);
  });

  it('begins shorter components anew until all have ended, each sample with an id of its own', async () => {
    expect(await ids({ stop: 'all-exhausted' })).to.deep.equal([
      'a/line:1',
      'b/line:1',
      'a/line:2',
      'a/line:3',
      'b/line:2',
      'a/line:4',
      'a/line:5',
      'b/line:1#2',
      'a/line:6',
    ]);
  });

  it('gives each sample once, and what is held out always so', async () => {
    expect(await ids({ stop: 'once' })).to.have.members([
      ...[1, 2, 3, 4, 5, 6].map((n) => `a/line:${n}`),
      'b/line:1',
      'b/line:2',
    ]);
    expect(await ids({ stop: 'all-exhausted' }, 'validation')).to.deep.equal([
      'a/validation/line:1',
      'a/validation/line:3',
    ]);
  });

  it('stops at a limit', async () => {
    expect(await ids({ limit: 3 })).to.deep.equal(['a/line:1', 'b/line:1', 'a/line:2']);
  });

  it('describes its parts, their files and what they left out', async () => {
    const dataset = await folder.open(mixture, {
      components: { x: { use: 'lines', path: 'c.txt' }, y: { use: 'lines', path: ['d.txt', 'c.txt'] } },
      stop: 'once',
    });
    const described = await dataset.describe('train');
    expect(described).to.deep.include({
      source: 'x: c.txt; y: d.txt, c.txt',
      samples: 6,
      skipped: { empty: 2 },
    });
    expect(await dataset.files!('train')).to.deep.equal([`${folder.path}/c.txt`, `${folder.path}/d.txt`]);
    expect(dataset.splits).to.deep.equal(['train']);
  });

  it('refuses unknown datasets, weights that are not positive, and options of others', () => {
    const accepts = (component: object) =>
      mixture.options.safeParse({ components: { x: component } }).success;
    expect(accepts({ use: 'lines', path: 'a.txt' })).to.equal(true);
    for (const wrong of [
      { use: 'linse', path: 'a.txt' },
      { use: 'mixture', components: {} },
      { use: 'lines', path: 'a.txt', weight: 0 },
      { use: 'lines', path: 'a.txt', weight: -1 },
      { use: 'lines', path: 'a.txt', field: 'x' },
      { use: 'csv', path: 'a.csv', header: false },
      { use: 'lines' },
    ]) {
      expect(accepts(wrong), JSON.stringify(wrong)).to.equal(false);
    }
    expect(mixture.options.safeParse({ components: {} }).success).to.equal(false);
  });

  it('refuses a component that has nothing to train on', async () => {
    await folder.write({ 'held/test.txt': 'x' });
    const held = { ...components, held: { use: 'lines', path: 'held' } };
    const error = await folder.open(mixture, { components: held }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('title', 'component `held` of the mixture has no `train` split');
  });

  it('passes on what is wrong with a component', async () => {
    await folder.write({ 'e.txt': '' });
    const empty = { ...components, e: { use: 'lines', path: 'e.txt' } };
    expect(await raised(await folder.open(mixture, { components: empty }))).to.have.property(
      'code',
      'CML4203',
    );
  });
});
