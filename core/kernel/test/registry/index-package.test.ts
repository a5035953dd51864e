import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FIXTURES, packageNameOf, pluginProject } from '../plugin-project.js';

const marked = globalThis as { codexMlFixtureImports?: number };

/** Fixture to the code its capability or package is listed with. */
const BROKEN: Readonly<Record<string, string>> = {
  'bad-api-missing': 'CML3105',
  'bad-entry-missing': 'CML3107',
  'bad-manifest-json': 'CML3103',
  'bad-manifest-number': 'CML3106',
  'bad-manifest-shape': 'CML3105',
  'bad-namespace': 'CML3110',
  'bad-options-missing': 'CML3107',
};
const INCOMPATIBLE: Readonly<Record<string, string>> = {
  'bad-api-major': 'CML3205',
  'bad-api-malformed': 'CML3204',
  'bad-api-newer-minor': 'CML3206',
  'bad-api-wildcard': 'CML3203',
};

describe('the index', () => {
  it('tells of good packages all that listings need', async () => {
    const kernel = await pluginProject({ uses: ['good-hooks'] }).kernel();
    const [capability] = kernel.capabilities();
    expect(capability).to.deep.include({
      kind: 'extension',
      id: 'steps/step-log',
      shortId: 'step-log',
      source: 'project',
      summary: 'writes the losses of a run into a file',
      apiVersion: '^1.0',
      status: 'ok',
      forced: false,
      hooks: ['data.sample', 'step.end', 'run.end'],
      network: false,
      native: false,
    });
    expect(capability?.package).to.include({ name: packageNameOf('good-hooks'), version: '1.0.0' });
  });

  for (const [fixture, code] of Object.entries(BROKEN)) {
    it(`lists ${fixture} as broken with ${code}, and the rest as usable`, async () => {
      const kernel = await pluginProject({ uses: [fixture, 'good-metric'] }).kernel();
      const [bad, good] = kernel.packages();
      expect(bad).to.include({ name: packageNameOf(fixture), status: 'broken' });
      expect(bad?.errors[0]?.code).to.equal(code);
      expect(good?.status).to.equal('ok');
      expect(() => kernel.get('metric', 'token-count')).not.to.throw();
    });
  }

  for (const [fixture, code] of Object.entries(INCOMPATIBLE)) {
    it(`lists ${fixture} as incompatible with ${code}`, async () => {
      const kernel = await pluginProject({ uses: [fixture] }).kernel();
      expect(kernel.packages()[0]?.status).to.equal('incompatible');
      expect(kernel.capabilities()[0]).to.include({ status: 'incompatible', forced: false });
      expect(kernel.capabilities()[0]?.problem?.code).to.equal(code);
    });
  }

  it('keeps the names of capabilities of a manifest it cannot use', async () => {
    const kernel = await pluginProject({ uses: ['bad-manifest-number'] }).kernel();
    expect(kernel.capabilities().map(({ kind, id, status }) => [kind, id, status])).to.deep.equal([
      ['metric', 'future/counter', 'broken'],
    ]);
  });

  it('reports every problem of one manifest', async () => {
    const kernel = await pluginProject({ uses: ['bad-manifest-shape'] }).kernel();
    expect(kernel.packages()[0]?.errors.length).to.be.at.least(4);
  });

  it('names both sources of an id that two packages claim, and breaks neither package’s neighbours', async () => {
    const kernel = await pluginProject({
      uses: ['bad-duplicate-id', 'good-pair'],
      ships: ['good-metric'],
    }).kernel();
    const claimed = kernel.capabilities().filter(({ id }) => id === 'good/token-count');
    expect(claimed.map(({ status }) => status)).to.deep.equal(['broken', 'broken']);
    const title = claimed[0]?.problem?.title;
    expect(title).to.include('codex-ml-fixture-bad-duplicate-id@3.0.0` (project)');
    expect(title).to.include('codex-ml-fixture-good-metric@1.0.0` (first-party)');
    expect(() => kernel.get('schedule', 'halving')).not.to.throw();
  });

  it('imports no plugin code, neither of good nor of bad packages', async () => {
    delete marked.codexMlFixtureImports;
    const project = pluginProject({ uses: ['good-metric'], ships: ['good-hooks'] });
    // A copy, because Node runs no module twice and another test may have run the fixture itself.
    cpSync(join(FIXTURES, 'bad-throws-on-import'), join(project.root, 'bomb'), { recursive: true });
    project.installApi();
    const kernel = await project.kernel({ explicit: ['./bomb'] });
    kernel.find('metric', 'nothing');
    await kernel.optionsSchemaOf(kernel.get('metric', 'bomb/counter'));
    await Promise.all(kernel.packages().map((entry) => kernel.integrity(entry)));
    expect(marked.codexMlFixtureImports).to.equal(undefined);
    // The mark works: importing the entry sets it.
    await kernel.load('metric', 'bomb/counter').catch(() => undefined);
    expect(marked.codexMlFixtureImports).to.equal(1);
  });

  it('uses an incompatible plugin that is allowed by name, loudly and flagged', async () => {
    const heard: string[] = [];
    const kernel = await pluginProject({ uses: ['bad-api-major', 'bad-api-wildcard'] }).kernel({
      allowIncompatible: [packageNameOf('bad-api-major'), 'any/counter', 'ghost'],
      warn: (message) => heard.push(message),
    });
    for (const name of ['next/counter', 'any/counter']) {
      const capability = kernel.get('metric', name);
      expect(capability).to.include({ status: 'ok', forced: true });
      expect(capability.problem).to.not.equal(undefined);
      expect((await kernel.load('metric', name)).plugin.id).to.equal('counter');
    }
    expect(heard).to.have.length(3);
    expect(heard.join('\n'))
      .to.include('`next/counter`')
      .and.to.include('`any/counter`')
      .and.to.include('`ghost`');
  });

  it('does not let an allowance excuse a broken plugin', async () => {
    const kernel = await pluginProject({ uses: ['bad-entry-missing'] }).kernel({
      allowIncompatible: [packageNameOf('bad-entry-missing')],
    });
    expect(() => kernel.get('metric', 'counter')).to.throw('has no entry file `./counter.js`');
  });

  it('reports a preset file that is not there', async () => {
    const project = pluginProject();
    const codexMl = {
      manifest: 1,
      namespace: 'p',
      apiVersion: '^1.0',
      provides: [],
      presets: { tiny: './tiny.yaml' },
    };
    project.write('p/package.json', { name: 'p', codexMl });
    const kernel = await project.kernel({ explicit: ['./p'] });
    expect(kernel.packages()[0]?.errors[0]?.title).to.equal(
      '`p/tiny` of `p` has no preset file `./tiny.yaml`',
    );
    expect(kernel.preset('tiny')).to.equal(undefined);
  });
});
