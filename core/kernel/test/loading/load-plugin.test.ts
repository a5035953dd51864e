import { defineMetric, defineOptions, type Plugin } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { packageNameOf, pluginProject } from '../plugin-project.js';
import { errorOf } from '../rejection.js';

/** Fixture whose manifest is fine but whose module is not: name to use, code, words of the title. */
const REFUSED: readonly (readonly [
  fixture: string,
  kind: 'metric' | 'tracker',
  name: string,
  code: string,
  words: string,
])[] = [
  ['bad-throws-on-import', 'metric', 'bomb/counter', 'CML3207', 'the fuse was lit'],
  ['bad-no-default', 'metric', 'nothing/counter', 'CML3208', 'has no default export'],
  ['bad-not-branded', 'metric', 'plain/counter', 'CML3209', 'is not a plugin'],
  [
    'bad-kind-mismatch',
    'tracker',
    'kinds/counter',
    'CML3210',
    '`kind` of plugin `kinds/counter` differs from its manifest: expected `tracker`, received `metric`',
  ],
  ['bad-id-mismatch', 'metric', 'ids/counter', 'CML3210', 'expected `counter`, received `summer`'],
  ['bad-module-range', 'metric', 'twofaced/counter', 'CML3205', 'needs plugin API `^2.0`'],
  ['bad-malformed-definition', 'metric', 'half/counter', 'CML3101', '`create`: expected a function'],
];

function metric(id: string, apiVersion = '^1.0'): Plugin {
  return defineMetric({
    id,
    apiVersion,
    options: defineOptions({}),
    create: () => ({
      consumes: 'tokens' as const,
      better: 'lower' as const,
      initial: () => 0,
      update: (state: number) => state + 1,
      merge: (a: number, b: number) => a + b,
      value: (state: number) => state,
    }),
  });
}

describe('loading a plugin', () => {
  it('imports the entry module and hands out the same object again', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    const [first, second] = await Promise.all([
      kernel.load('metric', 'token-count'),
      kernel.load('metric', 'good/token-count'),
    ]);
    expect(first).to.equal(second);
    expect(first.plugin.id).to.equal('token-count');
    expect(first.capability.id).to.equal('good/token-count');
    expect(first.plugin.options.parse({})).to.deep.equal({ minimum: 0 });
  });

  for (const [fixture, kind, name, code, words] of REFUSED) {
    it(`refuses ${fixture} with ${code}, naming the plugin`, async () => {
      const kernel = await pluginProject({ uses: [fixture] }).kernel();
      expect(kernel.get(kind, name).status).to.equal('ok');
      const error = await errorOf(() => kernel.load(kind, name));
      expect(error.code).to.equal(code);
      expect(error.title).to.include(words);
      expect(error.plugin).to.equal(name);
    });
  }

  it('keeps the original as cause of a failed import', async () => {
    const kernel = await pluginProject({ uses: ['bad-throws-on-import'] }).kernel();
    const error = await errorOf(() => kernel.load('metric', 'counter'));
    expect(error.cause).to.be.instanceOf(TypeError);
  });

  it('says what to do about a missing dependency', async () => {
    const project = pluginProject();
    project.write('p/package.json', {
      name: 'p',
      type: 'module',
      codexMl: {
        manifest: 1,
        namespace: 'p',
        apiVersion: '^1.0',
        provides: [{ kind: 'metric', id: 'x', entry: './x.js', options: './x.schema.json', summary: 'x' }],
      },
    });
    project.write('p/x.js', "import 'no-such-package';\n");
    project.write('p/x.schema.json', {});
    const kernel = await project.kernel({ explicit: ['./p'] });
    const error = await errorOf(() => kernel.load('metric', 'x'));
    expect(error.hints.join()).to.include('install the missing module');
  });

  it('uses a module of another API range where the user allowed it', async () => {
    const kernel = await pluginProject({ uses: ['bad-module-range'] }).kernel({
      allowIncompatible: ['twofaced/counter'],
    });
    expect((await kernel.load('metric', 'counter')).plugin.apiVersion).to.equal('^2.0');
  });
});

describe('options schemas', () => {
  it('are read from the file of the package', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    const schema = await kernel.optionsSchemaOf(kernel.get('metric', 'token-count'));
    expect(schema['properties']).to.have.property('minimum').that.includes({ default: 0 });
  });

  it('name the file where it is damaged', async () => {
    const kernel = await pluginProject({ uses: ['bad-options-damaged'] }).kernel();
    const error = await errorOf(() => kernel.optionsSchemaOf(kernel.get('metric', 'counter')));
    expect(error.code).to.equal('CML3211');
    expect(error.where?.file).to.match(/counter\.schema\.json$/);
  });

  it('are made from the object of an inline plugin', async () => {
    const kernel = await pluginProject().kernel({ inline: [metric('mine')] });
    const schema = await kernel.optionsSchemaOf(kernel.get('metric', 'mine'));
    expect(schema).to.include({ type: 'object', additionalProperties: false });
  });

  it('raise the problem of a capability that has none', async () => {
    const kernel = await pluginProject({ uses: ['bad-manifest-number'] }).kernel();
    const [capability] = kernel.capabilities();
    expect((await errorOf(() => kernel.optionsSchemaOf(capability!))).code).to.equal('CML3106');
  });
});

describe('plugins without a package', () => {
  it('come from a config as objects, under the namespace `local`', async () => {
    const mine = metric('mine');
    const kernel = await pluginProject().kernel({ inline: [mine] });
    expect(kernel.get('metric', 'mine')).to.include({
      id: 'local/mine',
      source: 'inline',
      status: 'ok',
      network: true,
    });
    expect((await kernel.load('metric', 'local/mine')).plugin).to.equal(mine);
    expect(await kernel.integrity(kernel.packages()[0]!)).to.equal(null);
  });

  it('are negotiated like others, and may be allowed like others', async () => {
    const project = pluginProject();
    const old = metric('mine', '^2.0');
    expect(
      (await errorOf(async () => (await project.kernel({ inline: [old] })).get('metric', 'mine'))).code,
    ).to.equal('CML3205');
    const kernel = await project.kernel({ inline: [old], allowIncompatible: ['local/mine'] });
    expect(kernel.get('metric', 'mine').forced).to.equal(true);
    expect(kernel.warnings()).to.have.length(1);
  });

  it('clash by id like others', async () => {
    const kernel = await pluginProject().kernel({ inline: [metric('mine'), metric('mine')] });
    const error = await errorOf(() => kernel.get('metric', 'mine'));
    expect(error.title).to.include('config plugins[0]').and.to.include('config plugins[1]');
  });

  it('are listed as broken where they are no plugins', async () => {
    const kernel = await pluginProject().kernel({
      inline: [{ kind: 'metric', id: 'x' } as unknown as Plugin],
    });
    expect(kernel.packages()[0]?.errors[0]?.code).to.equal('CML3209');
  });

  it('come from a single TypeScript file, whose types are stripped', async () => {
    const project = pluginProject();
    project.write('package.json', { type: 'module' });
    const entry = new URL('../../../plugin-api/dist/index.js', import.meta.url).href;
    project.write(
      'my-metric.ts',
      `import { defineMetric, defineOptions } from '${entry}';
const start: number = 0;
export default defineMetric({
  id: 'mine', apiVersion: '^1.0', options: defineOptions({}),
  create: () => ({ consumes: 'tokens', better: 'lower', initial: () => start, update: (n: number) => n + 1, merge: (a: number, b: number) => a + b, value: (n: number) => n }),
});
`,
    );
    const kernel = await project.kernel({ explicit: ['./my-metric.ts', './my-metric.ts'] });
    expect(kernel.packages()).to.have.length(1);
    const { plugin, capability } = await kernel.load('metric', 'mine');
    expect(capability).to.include({ id: 'local/mine', source: 'explicit' });
    expect(plugin.id).to.equal('mine');
    expect(await kernel.integrity(kernel.packages()[0]!)).to.match(/^[0-9a-f]{64}$/);
  });

  it('do not stop the host where a single file fails', async () => {
    const project = pluginProject({ uses: ['good-metric'] });
    project.write('broken.js', "throw new RangeError('half past');\n");
    project.write('empty.mjs', 'export {};\n');
    project.write('enums.ts', 'enum A { B }\nexport default A;\n');
    project.write('garbled.js', 'const {{ = 1;\n');
    project.write('loss.mts', 'export const LOSS = 1;\n');
    project.write('imports.mts', "import { LOSS } from './loss.mjs';\nexport default LOSS;\n");
    const explicit = ['./broken.js', './empty.mjs', './enums.ts', './garbled.js', './imports.mts'];
    const kernel = await project.kernel({ explicit });
    const codes = kernel.packages().map(({ name, errors }) => [name, errors[0]?.code]);
    expect(codes).to.deep.equal([
      ['./broken.js', 'CML3207'],
      ['./empty.mjs', 'CML3209'],
      ['./enums.ts', 'CML3207'],
      ['./garbled.js', 'CML3207'],
      ['./imports.mts', 'CML3207'],
      [packageNameOf('good-metric'), undefined],
    ]);
    expect(kernel.packages()[2]?.errors[0]?.hints.join()).to.include('strips types');
    expect(kernel.packages()[3]?.errors[0]?.hints.join()).to.match(/`node --check .*garbled\.js`/);
    expect(kernel.packages()[4]?.errors[0]?.hints.join()).to.include('import `loss.mts` by that name');
  });
});
