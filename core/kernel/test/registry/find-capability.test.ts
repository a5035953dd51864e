import { isMiss, type Kernel } from '@codex-ml/kernel';
import type { CodexError, Kind } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { pluginProject } from '../plugin-project.js';
import { errorOf, errorsOf } from '../rejection.js';

function miss(kernel: Kernel, kind: Kind, name: string): CodexError {
  const found = kernel.find(kind, name);
  if (!isMiss(found)) return expect.fail(`expected no ${kind} \`${name}\``);
  return found;
}

describe('finding a capability', () => {
  it('takes the full id and the short one', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    expect(kernel.get('metric', 'good/token-count')).to.equal(kernel.get('metric', 'token-count'));
  });

  it('offers the nearest name of the kind', async () => {
    const kernel = await pluginProject({ uses: ['good-metric', 'good-pair'] }).kernel();
    expect(miss(kernel, 'metric', 'token-cuont').hints).to.include('did you mean `token-count`?');
    expect(miss(kernel, 'metric', 'good/token-cuont').hints).to.include('did you mean `good/token-count`?');
    expect(miss(kernel, 'schedule', 'halvin').code).to.equal('CML3201');
  });

  it('finds the right id under the wrong namespace', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    expect(miss(kernel, 'metric', 'std/token-count').hints).to.include('did you mean `good/token-count`?');
  });

  it('says that the name belongs to another kind', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    expect(miss(kernel, 'tracker', 'token-count').hints).to.include(
      '`good/token-count` is a plugin of kind metric, not tracker',
    );
  });

  it('offers names of broken plugins, too', async () => {
    const kernel = await pluginProject({ uses: ['bad-manifest-number'] }).kernel();
    expect(miss(kernel, 'metric', 'cuonter').hints).to.include('did you mean `counter`?');
  });

  it('speaks of broken packages that may have been meant', async () => {
    const kernel = await pluginProject().kernel({ explicit: ['acme-bleu'] });
    expect(miss(kernel, 'metric', 'bleu').hints.join()).to.include('plugin `acme-bleu` cannot be found');
  });

  it('lists what is installed, or that nothing is', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    expect(miss(kernel, 'metric', 'zzz').hints.join()).to.include('`good/token-count`');
    expect(miss(kernel, 'engine', 'zzz').hints.join()).to.include('no usable plugin of kind engine');
  });

  it('names both candidates of an ambiguous short id', async () => {
    const kernel = await pluginProject({ uses: ['bad-api-major', 'bad-api-wildcard'] }).kernel();
    const error = miss(kernel, 'metric', 'counter');
    expect(error.code).to.equal('CML3202');
    expect(error.title).to.include('`next/counter`').and.to.include('`any/counter`');
    expect(error.title).to.include('codex-ml-fixture-bad-api-major@1.0.0');
    expect(error.hints[0]).to.equal('write `next/counter` or `any/counter`');
  });

  it('makes a contested full id an error when it is used', async () => {
    const kernel = await pluginProject({ uses: ['bad-duplicate-id', 'good-metric'] }).kernel();
    expect(miss(kernel, 'metric', 'good/token-count').code).to.equal('CML3108');
    expect((await errorOf(() => kernel.get('metric', 'token-count'))).code).to.equal('CML3108');
  });

  it('finds a broken capability, and throws its problem when it is got', async () => {
    const kernel = await pluginProject({ uses: ['bad-entry-missing'] }).kernel();
    const found = kernel.find('metric', 'counter');
    expect(isMiss(found)).to.equal(false);
    expect((await errorOf(() => kernel.get('metric', 'counter'))).code).to.equal('CML3107');
    expect((await errorOf(() => kernel.load('metric', 'counter'))).code).to.equal('CML3107');
  });

  it('throws all problems of a manifest that has several', async () => {
    const project = pluginProject();
    const provides = [{ kind: 'metric', id: 'x', entry: 'x.js', options: 'x.json', summary: 'x' }];
    project.write('p/package.json', {
      name: 'p',
      codexMl: { manifest: 1, namespace: 'p', apiVersion: '^1.0', provides },
    });
    const kernel = await project.kernel({ explicit: ['./p'] });
    const errors = await errorsOf(() => kernel.get('metric', 'x'));
    expect(errors.map(({ code }) => code)).to.deep.equal(['CML3105', 'CML3105']);
  });
});
