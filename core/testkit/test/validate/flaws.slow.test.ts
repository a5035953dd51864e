// Each check of validation is failed by a package with the one flaw that it is for, and by nothing else.
import { withTemporaryFolder } from '@codex-ml/testkit';
import { type CheckId, GROUPS, groupOf } from '@codex-ml/testkit/validate';
import { expect } from 'chai';
import { type Flaw, makePackage, validateOne } from './made-package.js';

interface Case extends Flaw {
  /** Clause after `a package that`. */
  readonly name: string;
  readonly check: CheckId;
  readonly code: string;
  readonly where: string | RegExp | null;
}

const OPTION = (field: string): Flaw['replace'] => [
  ['defineOptions }', 'defineOptions, z }'],
  ['defineOptions({})', `defineOptions({ ${field} })`],
];
const CREATE = (code: string): Flaw['replace'] => [['create: () => ({', `create: ({ ctx }) => (${code}, {`]];

const CASES: readonly Case[] = [
  {
    name: 'no project would find',
    json: { keywords: [] },
    check: 'manifest.keyword',
    code: 'CML3501',
    where: 'keywords',
  },
  {
    name: 'provides nothing',
    manifest: { provides: [] },
    check: 'manifest.provides',
    code: 'CML3502',
    where: 'codexMl.provides',
  },
  {
    name: 'admits any version',
    manifest: { apiVersion: '*' },
    check: 'manifest.version',
    code: 'CML3203',
    where: 'codexMl.apiVersion',
  },
  {
    name: 'names a file of fixtures that is not there',
    manifest: { conformance: './none.js' },
    check: 'manifest.files',
    code: 'CML3107',
    where: 'codexMl.conformance',
  },
  {
    name: 'leaves its schema out',
    json: { files: ['*.js', '*.d.ts'] },
    check: 'packaging.contents',
    code: 'CML3512',
    where: 'codexMl.provides[0].options',
  },
  {
    name: 'hides its entry',
    json: { exports: { './*.json': './*.json' } },
    check: 'packaging.exports',
    code: 'CML3513',
    where: 'exports',
  },
  {
    name: 'brings the plugin API',
    json: { dependencies: { '@codex-ml/plugin-api': '*' } },
    check: 'packaging.peers',
    code: 'CML3515',
    where: 'dependencies.@codex-ml/plugin-api',
  },
  {
    name: 'runs a script',
    json: { scripts: { postinstall: 'node setup.js' } },
    check: 'packaging.scripts',
    code: 'CML3517',
    where: 'scripts.postinstall',
  },
  {
    name: 'would be compiled',
    files: { 'binding.gyp': '{}' },
    check: 'packaging.scripts',
    code: 'CML3517',
    where: 'binding.gyp',
  },
  {
    name: 'has no types',
    json: { files: ['*.js', '*.json'] },
    check: 'packaging.types',
    code: 'CML3518',
    where: 'files',
  },
  {
    name: 'has no name of a licence',
    json: { license: undefined },
    check: 'packaging.papers',
    code: 'CML3519',
    where: 'license',
  },
  {
    name: 'says nothing of itself',
    files: { 'README.md': '# A plugin' },
    check: 'docs.readme',
    code: 'CML3565',
    where: 'README.md',
  },
  {
    name: 'takes long to import',
    begin: 'const begin = process.cpuUsage();\nwhile (process.cpuUsage(begin).user < 500_000);\n',
    check: 'load.time',
    code: 'CML3521',
    where: 'counter.js',
  },
  {
    name: 'loads many modules',
    begin: Array.from({ length: 61 }, (_, i) => `import './parts/${i}.js';\n`).join(''),
    files: Object.fromEntries(Array.from({ length: 61 }, (_, i) => [`parts/${i}.js`, 'export {};'])),
    check: 'load.modules',
    code: 'CML3522',
    where: 'counter.js',
  },
  {
    name: 'extends built-in objects',
    begin: 'String.prototype.shout = () => 1;\n',
    check: 'load.globals',
    code: 'CML3523',
    where: 'counter.js:1',
  },
  {
    name: 'warns on stderr',
    begin: "process.stderr.write('careful');\n",
    check: 'load.output',
    code: 'CML3524',
    where: 'counter.js:1',
  },
  {
    name: 'starts a timer',
    begin: '\nsetInterval(() => 1, 1000);\n',
    check: 'load.handles',
    code: 'CML3525',
    where: 'counter.js:2',
  },
  {
    name: 'listens to signals',
    begin: "process.on('SIGTERM', () => 1);\n",
    check: 'load.process',
    code: 'CML3526',
    where: 'counter.js:1',
  },
  {
    name: 'sets a variable',
    begin: "process.env.COUNTER = '1';\n",
    check: 'load.process',
    code: 'CML3527',
    where: 'counter.js:1',
  },
  {
    name: 'fetches something',
    begin: "fetch('https://example.org').catch(() => 1);\n",
    check: 'load.network',
    code: 'CML3530',
    where: 'counter.js:1',
  },
  {
    name: 'asks a name server',
    begin: "import { lookup } from 'node:dns';\nlookup('example.org', () => 1);\n",
    check: 'load.network',
    code: 'CML3530',
    where: 'counter.js:2',
  },
  {
    name: 'reads your files',
    begin: "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/hostname');\n",
    check: 'load.rights',
    code: 'CML3531',
    where: 'counter.js:2',
  },
  {
    name: 'starts a program',
    begin: "import { spawnSync } from 'node:child_process';\nspawnSync('ls');\n",
    check: 'load.rights',
    code: 'CML3531',
    where: 'counter.js:2',
  },
  {
    name: 'imports by chance',
    begin: "import 'tagalong';\n",
    files: { 'node_modules/tagalong/package.json': '{"main":"a.js"}', 'node_modules/tagalong/a.js': '' },
    check: 'load.dependencies',
    code: 'CML3516',
    where: 'counter.js:1',
  },
  {
    name: 'ends the process',
    begin: 'process.exit(0);\n',
    check: 'load.import',
    code: 'CML3529',
    where: null,
  },
  {
    name: 'waits for ever at its top level',
    begin: 'await new Promise(() => 1);\n',
    check: 'load.import',
    code: 'CML3529',
    where: null,
  },
  {
    name: 'hides an option',
    replace: OPTION('minimum: z.number().default(0)'),
    files: {
      'README.md': 'counter minimum',
      'counter.schema.json': schema({ minimum: { default: 0, type: 'number' } }),
    },
    check: 'options.documented',
    code: 'CML3535',
    where: 'option `minimum`',
  },
  {
    name: 'has a default that it would refuse',
    replace: OPTION("minimum: z.number().min(1).default(0).describe('x')"),
    files: {
      'README.md': 'counter minimum',
      'counter.schema.json': schema({
        minimum: { default: 0, description: 'x', type: 'number', minimum: 1 },
      }),
    },
    check: 'options.defaults',
    code: 'CML3536',
    where: 'options.parse({})',
  },
  {
    name: 'takes any option',
    replace: [
      ['defineOptions }', 'z }'],
      ['defineOptions({})', 'z.object({})'],
    ],
    files: {
      'counter.schema.json': JSON.stringify({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {},
      }),
    },
    check: 'options.strict',
    code: 'CML3537',
    where: /no-such-option/,
  },
  {
    name: 'has an old schema file',
    files: {
      'counter.schema.json': schema({ old: { type: 'string', description: 'x' } }),
      'README.md': 'counter old',
    },
    check: 'options.schema',
    code: 'CML3111',
    where: 'counter.schema.json',
  },
  {
    name: 'counts wrong',
    replace: [['weight > 0', 'weight > 1']],
    check: 'contract.suite',
    code: 'CML3541',
    where: 'two tokens and padding',
  },
  {
    name: 'throws while it works',
    replace: [
      ['merge: (a, b) => ({', 'merge: (a, b) => b.tokens > 1 ? fail() : ({'],
      ['export default', "const fail = () => { throw new Error('too many'); };\nexport default"],
    ],
    check: 'contract.suite',
    code: 'CML3542',
    where: /^counter\.js:\d+$/,
  },
  {
    name: 'has fixtures of another form',
    files: { 'conformance.js': 'export default { counter: {} };' },
    check: 'contract.fixtures',
    code: 'CML3543',
    where: 'codexMl.conformance',
  },
  {
    name: 'has no fixtures',
    manifest: { conformance: undefined },
    check: 'contract.fixtures',
    code: 'CML3544',
    where: 'codexMl.conformance',
  },
  {
    name: 'talks while it works',
    replace: CREATE("console.log('made')"),
    check: 'contract.output',
    code: 'CML3524',
    where: /^counter\.js:\d+$/,
  },
  {
    name: 'draws its own numbers',
    replace: [
      ['tokens: 0 })', 'tokens: 0, salt: SALT })'],
      ['b.tokens })', 'b.tokens, salt: a.salt })'],
      ['0), 0),', '0), 0), salt: state.salt,'],
      ['export default', 'const SALT = process.pid;\nexport default'],
    ],
    check: 'determinism.processes',
    code: 'CML3551',
    where: 'the state after some observations',
  },
  {
    name: 'leaves a timer behind',
    replace: CREATE('setInterval(() => 1, 5000)'),
    check: 'resources.handles',
    code: 'CML3556',
    where: /^counter\.js:\d+$/,
  },
  {
    name: 'leaves a listener behind',
    replace: CREATE("process.on('SIGUSR2', () => 1)"),
    check: 'resources.handles',
    code: 'CML3526',
    where: null,
  },
  {
    name: 'calls home while it works',
    replace: CREATE("fetch('https://example.org').catch(() => 1)"),
    check: 'offline.network',
    code: 'CML3530',
    where: /^counter\.js:\d+$/,
  },
  {
    name: 'blames no option',
    replace: [
      ['defineOptions }', 'defineOptions, z }'],
      [
        'defineOptions({})',
        "defineOptions({ minimum: z.any().default(0).describe('x') }).refine((all) => all.minimum === 0)",
      ],
    ],
    files: {
      'README.md': 'counter minimum',
      'counter.schema.json': schema({ minimum: { default: 0, description: 'x' } }),
    },
    check: 'errors.options',
    code: 'CML3561',
    where: 'option `minimum`',
  },
];

function schema(properties: object): string {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return JSON.stringify({ $schema, type: 'object', properties, additionalProperties: false });
}

/** Codes of what a package may do, if it knows. */
const WARNINGS = new Set(['CML3518', 'CML3544']);

describe('a package that', function () {
  this.timeout(60_000);

  it('has no flaw passes every check that applies to it', () =>
    withTemporaryFolder(async (folder) => {
      const { ok, findings, checks } = await validateOne(makePackage(folder, {}), folder, GROUPS);
      expect(findings).to.deep.equal([]);
      expect(ok).to.equal(true);
      const notRun = checks.filter(({ status }) => status === 'not-run').map(({ check }) => check);
      expect(notRun).to.deep.equal(['resources.tensors', 'errors.refusals']);
    }));

  for (const { name, check, code, where, ...flaw } of CASES) {
    it(`${name} fails ${check} with ${code}`, () =>
      withTemporaryFolder(async (folder) => {
        const { findings, checks } = await validateOne(makePackage(folder, flaw), folder, [groupOf(check)]);
        const own = findings.filter((one) => one.check === check);
        expect([...new Set(own.map((one) => one.code))], JSON.stringify(findings)).to.deep.equal([code]);
        const [found] = own;
        if (where instanceof RegExp) expect(found!.where).to.match(where);
        else expect(found!.where).to.equal(where);
        expect(found!.mend.length).to.be.greaterThan(0);
        const outcome = checks.find((one) => one.check === check);
        expect(outcome?.status).to.equal(WARNINGS.has(code) ? 'warned' : 'failed');
      }));
  }
});
