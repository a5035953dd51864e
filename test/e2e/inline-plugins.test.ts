// A metric that reaches a run in four ways: as a package, as an object in codex-ml.config.ts, as a file under `plugins`, and by `--plugin`. All
// are validated, negotiated, given their options and reported in the same way, with the place where the config names them.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KIND_API_VERSIONS } from '@codex-ml/plugin-api';
import { buildPlugin } from '@codex-ml/testkit/build';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import { type CliResult, runCli, scratchFolder } from './cli-process.js';

/** Counts scored tokens from a number on. Right as JavaScript; `: number` in it makes it TypeScript. */
const metric = (types: '' | ': number', { range = '^1.0', initial = 'from' } = {}) => `
  id: 'tokens', summary: 'scored tokens', apiVersion: '${range}',
  options: defineOptions({
    from: z.int().min(0).default(3).describe('where counting starts'),
    least: z.number().min(0).default(0).describe('weight above which a token counts'),
  }),
  create: ({ options: { from, least } }) => ({
    consumes: 'tokens', better: 'higher', initial: () => ${initial},
    update: (count${types}, seen) => count + seen.weights.filter((weight${types}) => weight > least).length,
    merge: (a${types}, b${types}) => a + b, value: (count${types}) => count,
  }),
`;
const IMPORT = "import { defineMetric, defineOptions, z } from '@codex-ml/plugin-api';\n";
const module = (types: '' | ': number', how?: Parameters<typeof metric>[1]) =>
  `${IMPORT}export default defineMetric({${metric(types, how)}});\n`;

/** The section of metrics, alone on its line. */
const yaml = (entry: string, plugins = '') => `extends: [std/tiny]
engine: tfjs
train: { steps: 2, evaluateEvery: 0, evaluateBatches: 1 }
${plugins}
metrics: [perplexity, ${entry}]
`;

interface Way {
  readonly id: string;
  /** Files of a project whose config has this entry in its list of metrics. */
  files(entry: string, how?: Parameters<typeof metric>[1]): Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** File of the config and line of its metrics. */
  readonly at: string;
}

const YAML_AT = 'codex-ml.config.yaml:5:';

const WAYS: Readonly<Record<string, Way>> = {
  'a package': {
    id: 'acme/tokens',
    files: (entry, how) => ({
      'node_modules/codex-ml-acme/src/tokens.ts': module(': number', how),
      'codex-ml.config.yaml': yaml(entry),
    }),
    at: YAML_AT,
  },
  'an object in codex-ml.config.ts': {
    id: 'local/tokens',
    files: (entry, how) => ({
      'codex-ml.config.ts': `${IMPORT}import { defineConfig } from 'codex-ml';
const tokens = defineMetric({${metric(': number', how)}});
export default defineConfig({
  extends: ['std/tiny'], engine: 'tfjs', plugins: [tokens], train: { steps: 2, evaluateEvery: 0, evaluateBatches: 1 },
  metrics: ['perplexity', ${entry.replace(/use: (\w+)/, "use: '$1'")}],
});
`,
    }),
    at: 'codex-ml.config.ts:17:',
  },
  'a file under `plugins`': {
    id: 'local/tokens',
    files: (entry, how) => ({
      'metrics/tokens.js': module('', how),
      'codex-ml.config.yaml': yaml(entry, 'plugins: [./metrics/tokens.js]'),
    }),
    at: YAML_AT,
  },
  '`--plugin` and a file': {
    id: 'local/tokens',
    files: (entry, how) => ({ 'tokens.ts': module(': number', how), 'codex-ml.config.yaml': yaml(entry) }),
    args: ['--plugin', './tokens.ts'],
    at: YAML_AT,
  },
};

const PACKAGE_JSON = {
  name: 'codex-ml-acme',
  version: '1.0.0',
  type: 'module',
  keywords: ['codex-ml-plugin'],
  exports: { './dist/*': './dist/*', './package.json': './package.json' },
  codexMl: { manifest: 1, namespace: 'acme', apiVersion: '^1.0', provides: [] },
};

describe('a plugin without a package', function () {
  this.timeout(120_000);
  let scratch: { path: string; dispose: () => Promise<void> };
  let count = 0;

  before(async () => {
    scratch = await scratchFolder();
  });
  after(() => scratch.dispose());

  function project(files: Readonly<Record<string, string>>): string {
    const root = join(scratch.path, `project-${++count}`);
    const json = { type: 'module', dependencies: { 'codex-ml': '*', 'codex-ml-acme': '*' } };
    for (const [path, text] of Object.entries({ ...files, 'package.json': JSON.stringify(json) })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    for (const name of ['@codex-ml', 'codex-ml'])
      symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name), 'dir');
    return root;
  }

  /** A project in which the metric is reached in one way, built where that needs a build. */
  async function projectOf(way: Way, entry: string, how?: Parameters<typeof metric>[1]): Promise<string> {
    const root = project(way.files(entry, how));
    const folder = join(root, 'node_modules/codex-ml-acme');
    if (way.id === 'acme/tokens') {
      const codexMl = { ...PACKAGE_JSON.codexMl, apiVersion: how?.range ?? '^1.0' };
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...PACKAGE_JSON, codexMl }));
      const source = readFileSync(join(folder, 'src/tokens.ts'), 'utf8').replaceAll(': number', '');
      mkdirSync(join(folder, 'dist'));
      writeFileSync(join(folder, 'dist/tokens.js'), source);
      await buildPlugin({ folder, compile: false });
    }
    return root;
  }

  function run(cwd: string, ...args: readonly string[]): Promise<CliResult> {
    return runCli(args, { cwd });
  }

  for (const [name, way] of Object.entries(WAYS)) {
    const { id, args = [], at } = way;

    describe(`: ${name}`, () => {
      it('takes part in a run with the options it was given, is recorded, and is there when the run is used', async () => {
        const root = await projectOf(way, '{ use: tokens, from: 1000 }');
        const { code, stdout, stderr } = await run(root, 'train', '--json', ...args);
        expect(code, stderr).to.equal(0);
        const { folder, validation } = JSON.parse(stdout) as {
          folder: string;
          validation: Record<string, number>;
        };
        expect(validation['tokens']).to.be.above(1000).and.below(2000);
        const record = JSON.parse(readFileSync(join(root, folder, 'run.json'), 'utf8')) as {
          plugins: readonly { id: string }[];
        };
        expect(record.plugins.map((each) => each.id)).to.include(id);
        const used = await run(root, 'evaluate', '--json');
        expect(used.code, used.stderr).to.equal(0);
        expect(JSON.parse(used.stdout)).to.have.nested.property('metrics.tokens').above(1000);
      });

      it('is listed and inspected with its options, and completed by editors', async () => {
        const root = await projectOf(way, '{ use: tokens }');
        const inspected = await run(root, 'plugins', 'inspect', 'tokens', ...args);
        expect(inspected.stdout).to.match(/^from +integer .*3 +where counting starts$/m);
        const schema = await run(root, 'config', 'schema', ...args);
        const { $defs } = JSON.parse(schema.stdout) as { $defs: Record<string, object> };
        expect($defs[`metric.${id.replace('/', '.')}`])
          .to.have.nested.property('properties.from')
          .that.includes({ default: 3, description: 'where counting starts' });
      });

      it('has its options checked, with the place of each mistake', async () => {
        const root = await projectOf(way, '{ use: tokens, form: 2, least: -1 }');
        const { code, stdout, stderr } = await run(root, 'config', 'validate', ...args);
        expect(code, stdout + stderr).to.equal(2);
        const errors = stderr.split(/^(?=error\[)/m).filter((part) => part.startsWith('error['));
        const line = readFileSync(join(root, at.split(':')[0]!), 'utf8')
          .split('\n')
          .find((each) => each.includes('form: 2'))!;
        const [misspelt = '', wrong = ''] = errors;
        expect(misspelt)
          .to.include(`error[CML2104]: \`form\` is not an option of metric \`${id}\``)
          .and.to.include(`--> ${at}${line.indexOf('form') + 1}\n`)
          .and.to.include('did you mean `from`?');
        expect(wrong)
          .to.include(`error[CML2106]: \`least\` of metric \`${id}\`: expected`)
          .and.to.include(`--> ${at}${line.indexOf('-1') + 1}\n`)
          .and.to.include('`least`: weight above which a token counts');
      });

      it('is refused where it was written for another major, before anything is written', async () => {
        const root = await projectOf(way, '{ use: tokens }', { range: '^2.0' });
        const { code, stderr } = await run(root, 'train', ...args);
        expect(code, stderr).to.equal(3);
        expect(stderr)
          .to.include(
            `error[CML3205]: plugin \`${id}\` needs plugin API \`^2.0\`, this host has ${KIND_API_VERSIONS.metric}`,
          )
          .and.to.include(`--> ${at}`)
          .and.to.include('hint: install a newer host');
        expect((await run(root, 'runs', 'list', '--json')).stdout).to.include('"runs": []');
        const list = await run(root, 'plugins', 'list', ...args);
        expect(list.stdout).to.match(/^tokens +metric .*\^2\.0 +incompatible$/m);
      });

      it('is named with its method where it throws', async () => {
        const initial = "(() => { throw new RangeError('no luck'); })()";
        const root = await projectOf(way, '{ use: tokens }', { initial });
        const { code, stderr } = await run(root, 'train', ...args);
        expect(code, stderr).to.equal(3);
        expect(stderr).to.include(`error[CML3212]: plugin \`${id}\` failed in \`initial\`: no luck`);
      });
    });
  }

  describe('that is broken', () => {
    const files: Readonly<Record<string, readonly [text: string, ...says: string[]]>> = {
      'throws when it is imported': [
        "const a = 1;\nthrow new RangeError('half past');\n",
        '`./tokens.ts` is broken and may be the one that is missing: plugin `./tokens.ts` could not be loaded: half past (CML3207)',
        'hint: thrown at tokens.ts:2:7',
      ],
      'is no TypeScript that Node can strip': [
        'enum A { B }\nexport default A;\n',
        '(CML3207)',
        'hint: Node strips types only',
      ],
      'has no default export': ['export const a = 1;\n', '`./tokens.ts` is broken', '(CML3209)'],
      'exports what is no plugin': [
        "export default { kind: 'metric', id: 'tokens' };\n",
        '`./tokens.ts` is broken',
        '(CML3209)',
      ],
      'is not well defined': [
        module(': number').replace("id: 'tokens'", "id: 'My Tokens'"),
        'plugin `My Tokens` is not well defined: `id`: expected a kebab-case name',
      ],
    };
    for (const [how, [text, ...says]] of Object.entries(files)) {
      it(`stops the run that uses it, with the reason: a file that ${how}`, async () => {
        const root = project({ 'tokens.ts': text, 'codex-ml.config.yaml': yaml('tokens') });
        const { code, stderr } = await run(root, 'train', '--plugin', './tokens.ts');
        expect(code, stderr).to.equal(3);
        expect(stderr)
          .to.include(`error[CML3201]: there is no metric \`tokens\``)
          .and.to.include(`--> ${YAML_AT}`);
        for (const say of says) expect(stderr).to.include(say);
      });
    }

    it('costs a run that does not use it one line', async () => {
      const root = project({
        'tokens.ts': "throw new RangeError('half past');\n",
        'codex-ml.config.yaml': yaml('bits-per-byte', 'plugins: [./tokens.ts]'),
      });
      const { code, stderr } = await run(root, 'train', '--dry-run');
      expect(code, stderr).to.equal(0);
      expect(stderr.split('\n').filter((line) => line.includes('tokens.ts'))).to.deep.equal([
        '`./tokens.ts` is listed as a plugin but broken (CML3207: plugin `./tokens.ts` could not be loaded: half past); this run does not use it',
      ]);
      for (const command of [['--help'], ['plugins', 'list'], ['config', 'schema'], ['config', 'show']])
        expect((await run(root, ...command)).code, command.join(' ')).to.equal(0);
    });

    const objects: Readonly<Record<string, readonly [text: string, at: string, ...says: string[]]>> = {
      'that no helper made': [
        "const tokens = { kind: 'metric', id: 'tokens', create: () => ({}) };",
        'codex-ml.config.ts:4:28',
        'error[CML2105]: `plugins.0`: expected a package, a path, or a plugin object, received an object that is none',
        'hint: a plugin object is made by `defineMetric`',
      ],
      'that is not well defined': [
        "const tokens = defineMetric({ id: 'tokens', apiVersion: 1, options: defineOptions({}) } as never);",
        'codex-ml.config.ts:3:16',
        'error[CML2014]',
        '`apiVersion`: expected a semver range such as "^1.0", received 1',
      ],
      'whose id is taken by another': [
        `const tokens = defineMetric({${metric('').replaceAll('\n', ' ')}}), more = tokens;`,
        'codex-ml.config.ts:4:',
        'error[CML3108]: metric `local/tokens` is provided twice, by `config plugins[0]` (inline) and `config plugins[1]` (inline)',
      ],
    };
    for (const [how, [text, at, ...says]] of Object.entries(objects)) {
      it(`is reported at its line: an object in a config ${how}`, async () => {
        const list = text.includes('more') ? '[tokens, more]' : '[tokens]';
        const root = project({
          'codex-ml.config.ts': `${IMPORT}import { defineConfig } from 'codex-ml';
${text}
export default { plugins: ${list}, extends: ['std/tiny'], metrics: ['tokens'] };
export const used = defineConfig;
`,
        });
        const { code, stderr } = await run(root, 'train');
        expect(code, stderr).to.equal(how.includes('taken') ? 3 : 2);
        expect(stderr).to.include(`--> ${at}`);
        for (const say of says) expect(stderr).to.include(say);
      });
    }
  });
});
