// Fixtures that a package declares: read, refused, and run under a test runner.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodexError, type Dataset, defineDataset, defineOptions, z } from '@codex-ml/plugin-api';
import { type ConformanceFixtures, describeFixtures } from '@codex-ml/testkit';
import { expect } from 'chai';
import { readFixtures } from '../../dist/validate/conformance-fixtures.js';

const text = defineDataset({
  id: 'one-file',
  apiVersion: '^1.0',
  options: defineOptions({ path: z.string().describe('file') }),
  create: ({ options, ctx }): Dataset => ({
    shape: 'stream',
    splits: ['train'],
    async *open(split) {
      expect(split).to.equal('train');
      yield { id: options.path, text: readFileSync(ctx.resolvePath(options.path), 'utf8') };
    },
    describe: async () => ({ source: options.path, samples: 1, bytes: 3, sha256: '0'.repeat(64) }),
  }),
});

const fixtures: ConformanceFixtures = [
  {
    kind: 'dataset',
    id: 'one-file',
    files: { 'a/b.txt': 'abc' },
    options: { path: 'a/b.txt' },
    title: 'below',
  },
  { kind: 'schedule', id: 'other', steps: 7 },
];

describe('fixtures of a package', () => {
  it('are found by kind and id, with facts apart from what the validator uses itself', () => {
    expect(readFixtures(fixtures, { kind: 'schedule', id: 'other' })).to.deep.equal([
      { title: undefined, files: {}, options: {}, facts: { steps: 7 } },
    ]);
    expect(readFixtures(fixtures, { kind: 'dataset', id: 'other' })).to.deep.equal([]);
  });

  it('are refused where they are no list, or name files outside of their folder', () => {
    const problem = (exported: unknown) => readFixtures(exported, { kind: 'metric', id: 'x' });
    expect(problem({ known: [] }))
      .to.have.property('problem')
      .that.includes('`default`');
    expect(problem([{ kind: 'metric' }]))
      .to.have.property('problem')
      .that.includes('`0.id`');
    expect(problem([{ kind: 'metric', id: 'x', files: { '../x': '' } }])).to.have.property('problem');
  });

  it('may have files of bytes', () => {
    const files = { 'a.bin': new Uint8Array([0, 255]), 'b.txt': 'text' };
    const read = readFixtures([{ kind: 'dataset', id: 'x', files }], { kind: 'dataset', id: 'x' });
    expect(read).to.have.nested.property('0.files').that.deep.equals(files);
    const wrong = readFixtures([{ kind: 'dataset', id: 'x', files: { a: 1 } }], { kind: 'dataset', id: 'x' });
    expect(wrong).to.have.property('problem').that.includes('`0.files.a`');
  });

  it('become suites of a test runner, with their files in a folder', async () => {
    const titles: string[] = [];
    const runs = new Map<string, () => Promise<void>>();
    const runner = {
      describe: (title: string, body: () => void) => {
        titles.push(title);
        body();
      },
      it: (name: string, run: () => Promise<void>) => runs.set(name, run),
    };
    describeFixtures(text, fixtures, { runner });
    expect(titles).to.deep.equal(['conformance of dataset one-file, below']);
    await runs.get('yields samples of text')?.();
    expect(runs.size).to.be.greaterThan(8);
  });

  it('are missed where a plugin has none: such a test would check nothing', () => {
    const register = () => describeFixtures(text, [], { runner: { describe: () => 1, it: () => 1 } });
    expect(register)
      .to.throw()
      .that.satisfies((error: unknown) => CodexError.is(error) && error.code === 'CML3543');
  });

  it('are shipped by every package of this repository that declares a file for them', () => {
    const root = join(import.meta.dirname, '../../../../plugins');
    for (const name of [
      'datasets',
      'metrics',
      'models',
      'optimizers',
      'safety',
      'tokenizers',
      'tracker-files',
    ]) {
      const json = JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8')) as {
        codexMl: { conformance: string };
      };
      expect(existsSync(join(root, name, json.codexMl.conformance)), name).to.equal(true);
    }
  });
});
