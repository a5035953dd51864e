// The example on text of one's own trains on what is in its folder, and can be generated from.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { copyExample, runCommand, type ScratchFolder, scratchFolder } from './scratch-example.js';

interface Report {
  readonly folder: string;
  readonly vocabularySize: number;
  readonly validation: Readonly<Record<string, number>>;
}

describe('the example on text of your own', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;

  before(async () => {
    scratch = await scratchFolder();
    await copyExample('own-text', scratch.path);
  });
  after(() => scratch.dispose());

  async function train(...set: string[]): Promise<Report> {
    const args = ['train', '--json', ...['schedule.warmup=0', ...set].flatMap((one) => ['--set', one])];
    return JSON.parse(await runCommand(args, scratch.path)) as Report;
  }

  it('learns from the files in its folder, and says which text it was', async () => {
    const report = await train('train.steps=10', 'train.evaluateEvery=10');
    expect(report.validation['loss']).to.be.below(Math.log(report.vocabularySize) - 0.5);
    const manifest = await readFile(join(scratch.path, report.folder, 'data.manifest.json'), 'utf8');
    expect(JSON.parse(manifest)).to.have.nested.property('splits.train.origin.source', 'texts/*.txt');
    const text = await runCommand(['generate', '--prompt', 'The ', '--max-new-tokens', '20'], scratch.path);
    expect(text).to.match(/^The [\s\S]{20,}\n$/);
  });

  it('takes in a file that is added', async () => {
    const before = await train('train.steps=1');
    await writeFile(join(scratch.path, 'texts', 'zebra.txt'), 'Ζέβρα, ζέβρα, ζέβρα.\n'.repeat(40));
    const after = await train('train.steps=2');
    expect(after.vocabularySize).to.be.at.least(before.vocabularySize + new Set('Ζέβραζ').size);
  });
});
