import { configHash, resolveConfig } from '@codex-ml/config';
import { CodexError, CodexErrors, codexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { fixtureLookup } from '../fixtures/capabilities.js';
import {
  errorsOf,
  loadYaml,
  makeProject,
  removeProjects,
  resolveProject,
  resolveYaml,
} from '../fixtures/project.js';

const FULL = `
run: { name: demo, seed: 7 }
model: { use: gpt, layers: 2, heads: 2, width: 16 }
dataset: { use: text, path: [a.txt, b.txt], split: { validation: 0.2 } }
metrics: [perplexity, { use: bleu, n: 2 }]
train: { steps: 10, monitor: bleu }
safety: [secrets]
`;

describe('resolveConfig', () => {
  after(removeProjects);

  it('gives the normal form: full ids, defaults, options apart from the keys of the host, frozen', async () => {
    const { config } = await resolveYaml(FULL);
    expect(config.model.use).to.equal('std/gpt');
    expect(config.model.options).to.deep.equal({
      layers: 2,
      heads: 2,
      width: 16,
      context: 64,
      dropout: 0,
      bias: true,
      activation: 'gelu',
    });
    expect(config.dataset.options).to.deep.equal({ path: ['a.txt', 'b.txt'], encoding: 'utf-8' });
    expect(config.dataset.split).to.deep.equal({ validation: 0.2, test: 0, by: 'auto' });
    expect(config.launcher).to.equal(null);
    expect(config.trackers.map(({ use }) => use)).to.deep.equal(['std/console', 'std/ndjson', 'std/csv']);
    expect(() => {
      (config.model.options as Record<string, unknown>)['layers'] = 5;
    }).to.throw(TypeError);
  });

  it('resolves its own result to the same result and hash', async () => {
    const first = await resolveYaml(FULL);
    const folder = makeProject({ 'codex-ml.config.json': JSON.stringify(first.json, null, 2) });
    const second = await resolveProject(folder);
    expect(second.json).to.deep.equal(first.json);
    expect(second.hash).to.equal(first.hash);
  });

  it('hashes what a run depends on: not the order of keys, the spelling of ids or the folder of runs', async () => {
    const { hash, json } = await resolveYaml('model: { use: gpt, layers: 2 }\nrun: { seed: 3 }\n');
    const same = [
      'run: { seed: 3 }\nmodel: { layers: 2, use: std/gpt }\n',
      'run: { seed: 3, folder: elsewhere }\nmodel: { layers: 2, heads: 4 }\n',
    ];
    for (const yaml of same) expect((await resolveYaml(yaml)).hash).to.equal(hash);
    expect((await resolveYaml('model: { use: gpt, layers: 2 }\nrun: { seed: 4 }\n')).hash).to.not.equal(hash);
    expect(configHash(json)).to.equal(hash);
    expect(hash).to.match(/^[0-9a-f]{64}$/);
  });

  it('knows the origin of every leaf', async () => {
    const { origins, json } = await resolveYaml(FULL, {
      set: ['train.steps=20'],
      env: { CODEX_ML_TRAIN__BATCH: '3' },
    });
    expect(origins).to.deep.include({
      'train.steps': { layer: 'set', source: '--set train.steps=20' },
      'train.batch': { layer: 'env', source: 'CODEX_ML_TRAIN__BATCH' },
      'train.monitor': { layer: 'file', source: 'codex-ml.config.yaml', line: 6, column: 30 },
      'dataset.path.1': { layer: 'file', source: 'codex-ml.config.yaml', line: 4, column: 37 },
      'dataset.encoding': { layer: 'default', source: 'std/text' },
      'metrics.1.n': { layer: 'file', source: 'codex-ml.config.yaml', line: 5, column: 39 },
      'metrics.0.use': { layer: 'file', source: 'codex-ml.config.yaml', line: 5, column: 11 },
      launcher: { layer: 'default', source: 'codex-ml' },
      extensions: { layer: 'default', source: 'codex-ml' },
    });
    const leaves = (value: unknown): number =>
      typeof value === 'object' && value !== null && Object.keys(value).length > 0
        ? Object.values(value).reduce((sum: number, member) => sum + leaves(member), 0)
        : 1;
    expect(Object.keys(origins)).to.have.length(leaves(json));
  });

  it('puts the errors of a lookup at the name of the plugin, thrown or returned, one or several', async () => {
    const loaded = await loadYaml('model: gpt\n');
    const broken = codexError('CML3401', { id: 'std/gpt' });
    const elsewhere = codexError('CML3401', { id: 'x/y' }, { where: { file: 'package.json', line: 3 } });
    const attempt = (act: () => CodexError): Promise<unknown> =>
      Promise.resolve().then(() =>
        resolveConfig(loaded, {
          find: (kind, name) => (kind === 'model' ? act() : fixtureLookup.find(kind, name)),
        }),
      );
    const [returned] = await errorsOf(attempt(() => broken));
    expect(returned?.where).to.include({ file: 'codex-ml.config.yaml', line: 1, column: 8 });
    const thrown = await errorsOf(
      attempt(() => {
        throw new CodexErrors([broken, elsewhere]);
      }),
    );
    expect(thrown.map(({ where }) => where?.file)).to.deep.equal(['codex-ml.config.yaml', 'package.json']);
    expect(CodexError.is(thrown[1])).to.equal(true);
  });

  it('gives the monitored metric the name that evaluation reports', async () => {
    const monitorOf = async (yaml: string) => (await resolveYaml(yaml)).config.train.monitor;
    expect(await monitorOf('train: { monitor: std/perplexity }')).to.equal('perplexity');
    expect(await monitorOf('train: { monitor: perplexity }')).to.equal('perplexity');
    expect(await monitorOf('train: { monitor: loss }')).to.equal('loss');
    const two = 'metrics: [std/bleu, acme/bleu]\n';
    expect(await monitorOf(`${two}train: { monitor: acme/bleu }`)).to.equal('acme/bleu');
    const [ambiguous] = await errorsOf(resolveYaml(`${two}train: { monitor: bleu }`));
    expect(ambiguous?.where?.note).to.equal('several metrics have this name; write the full id');
  });

  it('accepts a split that leaves something', async () => {
    const { config } = await resolveYaml('dataset: { split: { validation: 0.5, test: 0.4 } }\n');
    expect(config.dataset.split).to.include({ validation: 0.5, test: 0.4 });
  });

  it('says how a number, a text or a single value would have to be written', async () => {
    const notes = async (yaml: string) => (await errorsOf(resolveYaml(yaml))).map(({ where }) => where?.note);
    expect(await notes('run: { name: 12 }')).to.deep.equal(['did you mean "12", in quotes?']);
    expect(await notes('model: { use: gpt, bias: "false" }')).to.deep.equal([
      'did you mean `false`, without quotes?',
    ]);
    expect(await notes('model: { use: tuned, names: a }')).to.deep.equal(['did you mean `[a]`?']);
    expect(await notes('run: { network: maybe }')).to.deep.equal([undefined]);
    expect(await notes('plugins: one')).to.deep.equal([undefined]);
  });

  it('uses the message that a schema gives itself', async () => {
    const titles = (await errorsOf(resolveYaml('run: { name: "a b" }'))).map(({ title }) => title);
    expect(titles).to.deep.equal([
      '`run.name`: expected letters, digits, ".", "_" and "-", at most 64, received "a b"',
    ]);
  });
});
