// The example on prepared data makes a tokenizer and tokens of two sources, and a run that finds both.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCli } from '../e2e/cli-process.js';
import { copyExample, runCommand, type ScratchFolder, scratchFolder } from './scratch-example.js';

const TRAIN_TOKENIZER = [
  ...['tokenizer', 'train', '--set', 'tokenizer.use=bpe'],
  ...['--set', 'tokenizer.vocabularySize=400', '--force', '--json'],
];
const TRAIN = ['train', '--json', '--set', 'train.steps=4', '--set', 'schedule.warmup=0'];

describe('the example on prepared data', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;

  before(async () => {
    scratch = await scratchFolder();
    await copyExample('prepared-data', scratch.path);
  });
  after(() => scratch.dispose());

  const run = async <T>(...args: string[]): Promise<T> =>
    JSON.parse(await runCommand(args, scratch.path)) as T;
  const readJson = async (...path: string[]): Promise<object> =>
    JSON.parse(await readFile(join(scratch.path, ...path), 'utf8')) as object;

  it('writes a tokenizer that says what it was made from', async () => {
    const { vocabularySize } = await run<{ vocabularySize: number }>(...TRAIN_TOKENIZER);
    expect(vocabularySize).to.equal(400);
    const manifest = await readJson('tokenizer', 'manifest.json');
    expect(manifest).to.have.nested.property('data.source', 'letters: letters.jsonl; recipes: recipes.csv');
    expect(manifest).to.have.nested.property('data.texts', 26);
  });

  it('mixes two letters with each recipe, and trains on no text that is held out', async () => {
    interface Preview {
      readonly samples: readonly { readonly id: string }[];
    }
    const { samples } = await run<Preview>('data', 'preview', '--samples', '99', '--json');
    const letters = samples.filter(({ id }) => id.startsWith('letters/')).length;
    expect(samples).to.have.length(26);
    // Of 20 letters and 10 recipes four are held out.
    expect(letters).to.be.within(16, 20);
    await run('data', 'overlap', '--fail-above', '0', '--json');
  });

  it('prepares what the run then finds', async () => {
    await run('data', 'prepare', '--json');
    const { code, stdout, stderr } = await runCli(TRAIN, { cwd: scratch.path });
    expect(code, stderr).to.equal(0);
    expect(stderr.match(/: from the cache$/gm)).to.have.length(3);
    const { folder, vocabularySize } = JSON.parse(stdout) as { folder: string; vocabularySize: number };
    expect(vocabularySize).to.equal(400);
    const manifest = await readJson(folder, 'data.manifest.json');
    expect(manifest).to.have.nested.property('splits.train.samples', 26);
    expect(manifest).to.have.nested.property('tokenizer.use', 'std/tokenizer-json');
    const { fingerprint } = await run<{ fingerprint: string }>('tokenizer', 'inspect', '--json');
    expect(manifest).to.have.nested.property('tokenizer.fingerprint', fingerprint);
  });

  it('says what is made anew where a letter has changed', async () => {
    const letters = join(scratch.path, 'letters.jsonl');
    await writeFile(letters, (await readFile(letters, 'utf8')).replace('broken mast', 'torn sail'));
    const { stderr } = await runCli(['data', 'prepare'], { cwd: scratch.path });
    expect(stderr).to.match(/^tokens of the train split: made anew, as this changed: the text$/m);
  });
});
