// Mistakes that people make in configs, planted one at a time: `train` says what is wrong, where, and exits with 2.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { runCli, scratchFolder } from './cli-process.js';

interface Mistake {
  /** The config, as codex-ml.config.yaml. */
  readonly yaml?: string;
  /** Other files by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly error: string;
  /** Where, as `file:line:column`. */
  readonly at?: string;
  /** A hint or a note. */
  readonly hint?: string;
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a section that is misspelt': {
    yaml: 'modle: gpt\n',
    error: 'error[CML2101]: `modle` is not a key of a config',
    at: 'codex-ml.config.yaml:1:1',
    hint: 'did you mean `model`?',
  },
  'a key of a section that is misspelt': {
    yaml: 'train:\n  stesp: 10\n',
    error: 'error[CML2102]: `stesp` is not a key of `train`',
    at: 'codex-ml.config.yaml:2:3',
    hint: 'did you mean `steps`?',
  },
  'a key in the wrong section': {
    yaml: 'run: { name: demo, steps: 10 }\n',
    error: 'error[CML2102]: `steps` is not a key of `run`',
    hint: '`train`',
  },
  'an option of a plugin that is misspelt': {
    yaml: 'optimizer: { use: adamw, weightDeacy: 0.1 }\n',
    error: 'error[CML2104]: `weightDeacy` is not an option of optimizer `std/adamw`',
    at: 'codex-ml.config.yaml:1:26',
    hint: 'did you mean `weightDecay`?',
  },
  'a word where a number is expected': {
    yaml: 'model: { use: gpt, layers: four }\n',
    error: 'error[CML2106]: `layers` of model `std/gpt`: expected a number, received "four"',
    at: 'codex-ml.config.yaml:1:28',
  },
  'a number out of range': {
    yaml: 'train:\n  batch: 0\n',
    error: 'error[CML2105]: `train.batch`: expected a number of at least 1, received 0',
    at: 'codex-ml.config.yaml:2:10',
  },
  'a text where the host expects a number': {
    yaml: 'train: { steps: many }\n',
    error: 'error[CML2105]: `train.steps`: expected a number, received "many"',
    at: 'codex-ml.config.yaml:1:17',
  },
  'a choice that does not exist': {
    yaml: 'model: { use: gpt, activation: gelou }\n',
    error:
      'error[CML2106]: `activation` of model `std/gpt`: expected one of `gelu`, `gelu-exact`, `relu-squared`, received "gelou"',
    at: 'codex-ml.config.yaml:1:32',
    hint: 'did you mean `gelu`?',
  },
  'yes where true is meant': {
    yaml: 'model: { use: gpt, bias: yes }\n',
    error: 'error[CML2106]: `bias` of model `std/gpt`: expected `true` or `false`, received "yes"',
    at: 'codex-ml.config.yaml:1:26',
    hint: 'did you mean `true`, without quotes?',
  },
  'an option that has to be given': {
    yaml: 'dataset: { use: text }\n',
    error:
      'error[CML2107]: dataset `std/text` needs `path`: a file, a folder, a pattern such as `data/**/*.txt`, or a list of them',
    at: 'codex-ml.config.yaml:1:17',
  },
  'a run name that no folder can have': {
    yaml: 'run: { name: "my run" }\n',
    error:
      'error[CML2105]: `run.name`: expected letters, digits, ".", "_" and "-", at most 64, received "my run"',
    at: 'codex-ml.config.yaml:1:14',
  },
  'a section that is a list': {
    yaml: 'train: [steps, 10]\n',
    error: 'error[CML2105]: `train`: expected a mapping, received a list',
    at: 'codex-ml.config.yaml:1:8',
  },
  'an entry that names no plugin': {
    yaml: 'metrics:\n  - { window: 3 }\n',
    error: 'error[CML2103]: `metrics.0` names no plugin',
    at: 'codex-ml.config.yaml:2:5',
  },
  'a metric listed twice': {
    yaml: 'metrics: [perplexity, perplexity]\n',
    error: 'error[CML2110]: metric `std/perplexity` is listed twice in `metrics`',
    at: 'codex-ml.config.yaml:1:23',
  },
  'a monitor that is no metric of the run': {
    yaml: 'metrics: [perplexity]\ntrain: { monitor: accuracy }\n',
    error: 'error[CML2111]: `train.monitor`: expected `loss` or a metric of this run, received "accuracy"',
    at: 'codex-ml.config.yaml:2:19',
  },
  'splits that leave nothing to train on': {
    yaml: 'dataset: { use: moby-dick, split: { validation: 0.6, test: 0.5 } }\n',
    error: 'error[CML2109]: `dataset.split`: validation 0.6 and test 0.5 leave nothing to train on',
    at: 'codex-ml.config.yaml:1:60',
  },
  'an indentation that is no YAML': {
    yaml: 'model:\n  use: gpt\n layers: 4\n',
    error: 'error[CML2010]: not valid YAML: all mapping items must start at the same column',
    at: 'codex-ml.config.yaml:3:1',
  },
  'a key written twice': {
    yaml: 'train: { steps: 10 }\nmodel: gpt\ntrain: { batch: 2 }\n',
    error: 'error[CML2011]: key `train` is written twice',
    at: 'codex-ml.config.yaml:3:1',
  },
  'a config that is a list': {
    yaml: '- model: gpt\n',
    error: 'error[CML2013]: `codex-ml.config.yaml`: expected a mapping of keys to values, received a list',
    at: 'codex-ml.config.yaml:1:1',
  },
  'a preset that does not exist': {
    yaml: 'extends: [std/quikstart]\n',
    error: 'error[CML2201]: there is no preset `std/quikstart`',
    at: 'codex-ml.config.yaml:1:11',
    hint: 'did you mean `std/quickstart`?',
  },
  'a preset on the command line that does not exist': {
    args: ['--preset', 'std/quikstart'],
    error: 'error[CML2201]: there is no preset `std/quikstart`',
    at: '--preset:1:1',
    hint: 'did you mean `std/quickstart`?',
  },
  'files that extend each other': {
    yaml: 'extends: ./base.yaml\n',
    files: { 'base.yaml': 'extends: ./codex-ml.config.yaml\n' },
    error:
      'error[CML2203]: `extends` runs in a circle: `the config file` -> `./base.yaml` -> `./codex-ml.config.yaml`',
    at: 'base.yaml:1:10',
  },
  'a config file that does not exist': {
    args: ['--config', 'other.yaml'],
    error: 'error[CML2001]: config file `other.yaml` does not exist',
  },
  'two config files in one folder': {
    yaml: 'model: gpt\n',
    files: { 'codex-ml.config.json': '{}' },
    error:
      'error[CML2002]: more than one config file in one folder: `codex-ml.config.yaml`, `codex-ml.config.json`',
  },
  'a config in a format that is not known': {
    files: { 'config.toml': '' },
    args: ['--config', 'config.toml'],
    error: 'error[CML2004]: `config.toml` is not a kind of config file',
  },
  'a config module that throws': {
    files: { 'codex-ml.config.mjs': "throw new Error('no such luck');\n" },
    error: 'error[CML2014]: config module `codex-ml.config.mjs` failed to load',
  },
  'an override without a value': {
    args: ['--set', 'train.steps'],
    error: 'error[CML2301]: `train.steps` is not an override',
    at: '--set:1:1',
  },
  'an override below a value': {
    args: ['--set', 'train.steps.first=3'],
    error: 'error[CML2303]: `train.steps` is 1000 and has no `first`',
    at: '--set:1:13',
  },
  'an override that deletes what is not there': {
    args: ['--set', 'model.layers-'],
    error: 'error[CML2305]: there is nothing at `model.layers` to delete',
    at: '--set:1:7',
  },
  'an override that appends to a number': {
    args: ['--set', 'train.steps+=3'],
    error: 'error[CML2306]: `train.steps` is 1000, not a list to append to',
    at: '--set:1:7',
  },
  'a variable that names no key': {
    env: { CODEX_ML_TRIAN__STEPS: '3' },
    error: 'error[CML2401]: environment variable `CODEX_ML_TRIAN__STEPS` names no key of a config',
    at: 'CODEX_ML_TRIAN__STEPS:1:10',
    hint: 'did you mean `CODEX_ML_TRAIN__STEPS`?',
  },
  'a reference to a variable that is not set': {
    yaml: 'dataset: { use: text, path: "${env:NO_SUCH_BOOK}" }\n',
    error: 'error[CML2501]: environment variable `NO_SUCH_BOOK` is not set',
    at: 'codex-ml.config.yaml:1:29',
  },
  'a reference to a value that does not exist': {
    yaml: 'train: { batch: "${config:train.bacth}" }\n',
    error: 'error[CML2503]: `${config:train.bacth}` refers to nothing: there is no `train.bacth`',
    at: 'codex-ml.config.yaml:1:17',
    hint: 'did you mean `${config:train.batch}`?',
  },
  'references in a circle': {
    yaml: 'train: { batch: "${config:train.steps}", steps: "${config:train.batch}" }\n',
    error: 'error[CML2504]: references run in a circle: `train.steps` -> `train.batch` -> `train.steps`',
    at: 'codex-ml.config.yaml:1:49',
  },
};

async function train({ yaml, files = {}, args = [], env = {} }: Omit<Mistake, 'error'>) {
  const folder = await scratchFolder();
  try {
    const all = {
      'package.json': '{"name":"project"}',
      ...files,
      ...(yaml === undefined ? {} : { 'codex-ml.config.yaml': yaml }),
    };
    for (const [path, content] of Object.entries(all)) {
      mkdirSync(dirname(join(folder.path, path)), { recursive: true });
      writeFileSync(join(folder.path, path), content);
    }
    const result = await runCli(['train', ...args], { cwd: folder.path, env });
    const left = readdirSync(folder.path).filter((name) => !(name in all));
    return { ...result, left };
  } finally {
    await folder.dispose();
  }
}

/** Processes at a time. */
const AT_ONCE = 4;

describe('a mistake in the config', () => {
  const outcomes = new Map<Mistake, Awaited<ReturnType<typeof train>>>();

  before(async function trainAll() {
    this.timeout(120_000);
    const waiting = Object.values(MISTAKES);
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        outcomes.set(next, await train(next));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  });

  it('is planted here in more than 20 ways, with more than 20 codes', () => {
    const codes = Object.values(MISTAKES).map(({ error }) => /CML\d+/.exec(error)?.[0]);
    expect(codes.length).to.be.greaterThan(20);
    expect(new Set(codes).size).to.be.greaterThan(20);
  });

  for (const [name, mistake] of Object.entries(MISTAKES)) {
    it(`${name} ends train with 2 before anything is written`, () => {
      const { code, stdout, stderr, left } = outcomes.get(mistake)!;
      expect(stderr.split('\n')).to.include(mistake.error);
      if (mistake.at !== undefined) expect(stderr.split('\n')).to.include(`  --> ${mistake.at}`);
      if (mistake.hint !== undefined) expect(stderr).to.include(mistake.hint);
      expect(code).to.equal(2);
      expect(stdout).to.equal('');
      expect(left).to.deep.equal([]);
    });
  }

  it('is shown in its line of the file', async () => {
    const yaml = `run: { name: demo }
tokenizer: char
dataset:
  use: moby-dick

model:
  use: gpt
  # four blocks
  layres: 4
`;
    const { code, stderr } = await train({ yaml });
    expect(stderr).to.equal(`error[CML2104]: \`layres\` is not an option of model \`std/gpt\`
  --> codex-ml.config.yaml:9:3
   |
 9 |   layres: 4
   |   ^^^^^^ did you mean \`layers\`?
   = hint: \`codex-ml plugins inspect std/gpt\` lists every option with its default
`);
    expect(code).to.equal(2);
  });

  it('is shown in the override it was made in', async () => {
    const { code, stderr } = await train({ args: ['--set', 'model.layres=4'] });
    expect(stderr).to.equal(`error[CML2104]: \`layres\` is not an option of model \`std/gpt\`
  --> --set:1:7
   |
 1 | model.layres=4
   |       ^^^^^^ did you mean \`layers\`?
   = hint: \`codex-ml plugins inspect std/gpt\` lists every option with its default
`);
    expect(code).to.equal(2);
  });

  it('is reported together with all others', async () => {
    const yaml = 'run: { nmae: x }\nmodel: { use: gpt, layers: 0, heads: many }\ntrain: { step: 1 }\n';
    const { code, stderr } = await train({ yaml });
    expect(stderr.match(/^error\[CML\d+\]/gm)).to.have.length(4);
    expect(stderr).to.match(/\n4 errors\n$/);
    expect(code).to.equal(2);
  });

  it('that concerns a plugin which is not there ends with 3', async () => {
    const { code, stderr } = await train({ yaml: 'model: gtp\n' });
    expect(stderr)
      .to.include('error[CML3201]: there is no model `gtp`')
      .and.to.include('did you mean `gpt`?');
    expect(code).to.equal(3);
  });
});
