// The example package from source to user: built and tested by its own scripts, packed, installed by npm together with the packed packages of
// this repository, listed, validated and used by a run. There is no network anywhere.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValidationReport } from '@codex-ml/testkit/validate';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import {
  copyPackage,
  editInstalled,
  installPackedProject,
  type PackedProject,
} from '../plugins/packed-project.js';
import { makePluginProject, type Outcome, type PluginProject, run } from '../plugins/plugin-project.js';

const CONFIG = `extends: [std/tiny]
metrics:
  - perplexity
  - { use: approx-bleu, order: 2 }
train: { steps: 4, evaluateEvery: 2, evaluateBatches: 2, checkpointEvery: 4 }
`;

describe('the example package codex-ml-bleu', function () {
  this.timeout(240_000);
  let source: PluginProject;
  let project: PackedProject;
  let folder: string;

  before(async () => {
    source = await makePluginProject();
    folder = join(source.path, 'codex-ml-bleu');
    await copyPackage(join(ROOT, 'examples/plugin-bleu'), folder);
  });
  after(() => source.dispose());

  describe('in the hands of its author', () => {
    it('builds without changing what is committed, and passes its tests', async () => {
      const before = await readFile(join(folder, 'package.json'), 'utf8');
      const { code, output } = await run('npm', ['test'], folder);
      expect(code, output).to.equal(0);
      expect(output)
        .to.contain('bleu against sacrebleu')
        .and.to.match(/^ℹ fail 0$/m);
      expect(await readFile(join(folder, 'package.json'), 'utf8')).to.equal(before);
    });

    it('checks the types of its tests, and finds everything up to date', async () => {
      for (const script of ['typecheck', 'check']) {
        const { code, output } = await run('npm', ['run', script], folder);
        expect(code, output).to.equal(0);
      }
    });

    it('has an example that runs', async () => {
      const cli = join(source.path, 'node_modules/codex-ml/bin/codex-ml.js');
      const { code, output } = await run(
        process.execPath,
        [cli, 'train', '--set', 'train.steps=2'],
        join(folder, 'example'),
      );
      expect(code, output).to.equal(0);
      expect(output).to.match(/validation: .*approx-bleu \d/);
    });
  });

  describe('in a project that has it installed with codex-ml', () => {
    before(async () => {
      project = await installPackedProject([folder]);
      await writeFile(join(project.path, 'codex-ml.config.yaml'), CONFIG);
    });
    after(() => project?.dispose());

    /** The command as npm put it into the project. */
    const cli = (...args: string[]): Promise<Outcome> =>
      run(
        process.execPath,
        [join(project.path, 'node_modules/codex-ml/bin/codex-ml.js'), ...args],
        project.path,
      );
    const readJsonOf = async <T>(...args: string[]): Promise<T> => {
      const { code, output } = await cli(...args, '--json');
      expect(code, output).to.equal(0);
      return JSON.parse(output.slice(output.indexOf('{'))) as T;
    };

    it('is listed with what it provides', async () => {
      interface Listed {
        readonly plugins: readonly {
          readonly id: string;
          readonly package: string;
          readonly status: string;
        }[];
      }
      const { plugins } = await readJsonOf<Listed>('plugins', 'list');
      const own = plugins.filter((each) => each.package === 'codex-ml-bleu');
      expect(own.map(({ id, status }) => [id, status])).to.deep.equal([
        ['acme/approx-bleu', 'ok'],
        ['acme/bleu', 'ok'],
      ]);
    });

    it('is used by a run, whose record names it', async () => {
      const { folder: runFolder, validation } = await readJsonOf<{
        folder: string;
        validation: Record<string, number>;
      }>('train');
      expect(validation['approx-bleu']).to.be.within(0, 100);
      const record = await readFile(join(project.path, runFolder, 'run.json'), 'utf8');
      expect(record).to.contain('codex-ml-bleu');
    });

    it('passes every check of validate', async () => {
      const { ok, packages } = await readJsonOf<ValidationReport>('plugins', 'validate', 'codex-ml-bleu');
      expect(packages.flatMap(({ findings }) => findings)).to.deep.equal([]);
      expect(ok).to.equal(true);
    });

    it('written for another major of the contract is refused by runs, and harmless to everything else', async () => {
      const restore = await editInstalled(project, 'codex-ml-bleu/package.json', (text) =>
        text.replace('"apiVersion": "^1.1"', '"apiVersion": "^2.0"'),
      );
      const { code, output } = await cli('train', '--fresh');
      expect(code, output).to.equal(3);
      expect(output).to.contain('acme/approx-bleu').and.to.contain('^2.0').and.to.contain('hint');
      for (const args of [
        ['plugins', 'list'],
        ['plugins', 'inspect', 'std/perplexity'],
        ['--help'],
        ['train', '--dry-run', '--set', 'metrics=[perplexity]'],
      ]) {
        const other = await cli(...args);
        expect(other.code, `${args.join(' ')}\n${other.output}`).to.equal(0);
      }
      await restore();
    });

    it('has in it what makes a new package, which works there at once', async () => {
      const made = await cli('plugins', 'new', 'metric', 'acme/own');
      expect(made.code, made.output).to.equal(0);
      expect(made.output).to.match(/next:\n {2}cd codex-ml-acme-own\n {2}npm test\n {2}npm run validate\n$/);
      const tested = await run('npm', ['test'], join(project.path, 'codex-ml-acme-own'));
      expect(tested.code, tested.output).to.equal(0);
      // No compiler is installed here, which the build says.
      expect(tested.output)
        .to.contain('TypeScript is not installed here')
        .and.to.match(/^ℹ fail 0$/m);
    });
  });
});
