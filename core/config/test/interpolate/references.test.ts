import { expect } from 'chai';
import { load, loadYaml, makeProject, removeProjects, titlesOf } from '../fixtures/project.js';

async function pathOf(yaml: string, env: Record<string, string> = {}): Promise<unknown> {
  const { tree } = await loadYaml(`dataset:\n  path: ${yaml}\n`, { env });
  return (tree['dataset'] as Record<string, unknown>)['path'];
}

describe('references', () => {
  after(removeProjects);

  it('take environment variables and defaults, typed where the whole unquoted text is one reference', async () => {
    expect(await pathOf('${env:N}', { N: '12' })).to.equal(12);
    expect(await pathOf('"${env:N}"', { N: '12' })).to.equal('12');
    expect(await pathOf('a${env:N}b', { N: '12' })).to.equal('a12b');
    expect(await pathOf('${env:N,3}')).to.equal(3);
    expect(await pathOf('${env:N,a,b c}')).to.equal('a,b c');
    expect(await pathOf('${env:N,}')).to.equal('');
    expect(await pathOf('${env:N,3}', { N: '' })).to.equal('');
    expect(await pathOf('${env:A}/${env:B,b}', { A: 'a' })).to.equal('a/b');
  });

  it('are typed in JSON, where quotes cannot be left out', async () => {
    const folder = makeProject({ 'codex-ml.config.json': '{ "train": { "steps": "${env:N}" } }' });
    expect((await load(folder, { env: { N: '5' } })).tree['train']).to.include({ steps: 5 });
  });

  it('take other places of the merged config, whole mappings too', async () => {
    const { tree, origins } = await loadYaml(
      'run: { name: "s${config:train.steps}-${config:model.use}" }\nmodel: { use: gpt, width: 8, extra: "${config:train}" }\n',
      { set: ['train.steps=7'] },
    );
    expect(tree['run']).to.include({ name: 's7-gpt' });
    expect((tree['model'] as Record<string, unknown>)['extra']).to.include({ steps: 7, batch: 12 });
    expect(origins.get('run.name')).to.include({ line: 1, column: 14 });
  });

  it('follow references to references and entries of lists', async () => {
    const { tree } = await loadYaml(
      'train:\n  steps: ${config:train.batch}\n  batch: ${config:train.accumulate}\n  accumulate: ${env:A}\nrun:\n  name: ${config:metrics.1.use}\n',
      { env: { A: '3' } },
    );
    expect(tree['train']).to.include({ steps: 3, batch: 3, accumulate: 3 });
    expect(tree['run']).to.include({ name: 'std/bits-per-byte' });
  });

  it('are looked up only where the value is used in the end', async () => {
    const { tree } = await loadYaml('train:\n  steps: ${env:NOT_SET}\n', { set: ['train.steps=4'] });
    expect(tree['train']).to.include({ steps: 4 });
  });

  it('are escaped by a doubled dollar sign', async () => {
    expect(await pathOf('$${env:X} costs $5 and ${env:N}', { N: '1' })).to.equal('${env:X} costs $5 and 1');
  });

  it('work in extends, with environment variables only', async () => {
    const folder = makeProject({
      'codex-ml.config.yaml': 'extends: ["./${env:STAGE,dev}.yaml"]\n',
      'dev.yaml': 'train: { steps: 1 }',
      'prod.yaml': 'train: { steps: 2 }',
      'bad.yaml': 'extends: ["./${config:run.name}.yaml", "./${env:NOWHERE}.yaml"]',
    });
    expect((await load(folder)).tree['train']).to.include({ steps: 1 });
    expect((await load(folder, { env: { STAGE: 'prod' } })).tree['train']).to.include({ steps: 2 });
    expect(await titlesOf(load(folder, { file: 'bad.yaml' }))).to.deep.equal([
      'CML2502 `${config:run.name}` is not a reference',
      'CML2501 environment variable `NOWHERE` is not set',
    ]);
  });

  it('cannot put mappings inside a text, or refer to themselves through a mapping', async () => {
    expect(await titlesOf(loadYaml('run: { name: "x-${config:train}" }'))).to.deep.equal([
      'CML2502 `${config:train}` is not a reference',
    ]);
    expect(await titlesOf(loadYaml('run: { name: "${config:run}" }'))).to.deep.equal([
      'CML2504 references run in a circle: `run.name` -> `run.name`',
    ]);
    expect(await titlesOf(loadYaml('run: { name: "${config:run.name,x}" }'))).to.deep.equal([
      'CML2502 `${config:run.name,x}` is not a reference',
    ]);
  });
});
