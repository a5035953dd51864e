// The program of the example trains and generates, and knows its run again.
import { expect } from 'chai';
import {
  copyExample,
  linkDependencies,
  runNode,
  runScript,
  type ScratchFolder,
  scratchFolder,
} from './scratch-example.js';

describe('the example of a program', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;

  before(async () => {
    scratch = await scratchFolder();
    await copyExample('api', scratch.path);
    await linkDependencies(scratch.path);
  });
  after(() => scratch.dispose());

  const start = (...overrides: string[]) => runNode(['train-and-generate.ts', ...overrides], scratch.path);

  it('type-checks', async () => {
    await runScript('typecheck', scratch.path);
  });

  it('trains, generates, and finds the run complete when it is started again', async () => {
    const first = await start('train.steps=2');
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stdout).to.match(/^completed at step 2, validation loss \d\.\d{3}\nCall me[\s\S]{60}\n$/);
    const second = await start('train.steps=2');
    expect(second.stdout).to.equal(first.stdout);
    expect(second.stderr).to.contain('is complete at step 2');
  });

  it('reports a mistake as the command line does', async () => {
    const { code, stderr } = await start('modle.layers=2');
    expect(code).to.equal(2);
    expect(stderr).to.contain('error[CML2101]').and.to.contain('did you mean `model`?');
  });
});
