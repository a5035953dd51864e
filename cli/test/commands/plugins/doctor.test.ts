import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli } from '../../run-cli.js';

interface Finding {
  readonly status: string;
  readonly code: string | null;
  readonly message: string;
  readonly hints: readonly string[];
}
interface Report {
  readonly status: string;
  readonly packages: readonly {
    readonly name: string;
    readonly status: string;
    readonly provides: readonly string[];
    readonly findings: readonly Finding[];
  }[];
  readonly findings: readonly Finding[];
}

const MANIFEST = { manifest: 1, namespace: 'plug', apiVersion: '^1.0', provides: [] };

/** A project with one package of this package.json. */
function projectWith(fields: object, more: Readonly<Record<string, string>> = {}): string {
  const json = {
    name: 'plug',
    version: '1.2.3',
    keywords: ['codex-ml-plugin'],
    codexMl: MANIFEST,
    ...fields,
  };
  return makeProject({
    files: {
      'package.json': JSON.stringify({ dependencies: { plug: '*' } }),
      'node_modules/plug/package.json': JSON.stringify(json),
      ...more,
    },
  });
}

async function reportOf(cwd: string, ...args: string[]): Promise<Report> {
  return JSON.parse((await runCli(['plugins', 'doctor', ...args, '--json'], { cwd })).stdout) as Report;
}

describe('codex-ml plugins doctor', () => {
  it('says that all is well, with a line for each package', async () => {
    const { code, stdout, stderr } = await runCli(['plugins', 'doctor'], { cwd: makeProject() });
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(/^ok {4}@codex-ml\/tokenizers \S+ \(first-party\): \d+ plugins$/m);
    expect(stdout).to.match(/^ok {4}@codex-ml\/configs \S+ \(first-party\): \d+ presets$/m);
    expect(stdout).to.match(/\nevery plugin can be used/);
  });

  it('says of each broken or incompatible package what is wrong and how to mend it, and exits with 3', async () => {
    const cwd = makeProject({ plugins: ['bad-api-major', 'bad-manifest-shape', 'good-metric'] });
    const { code, stdout } = await runCli(['plugins', 'doctor'], { cwd });
    expect(code).to.equal(3);
    expect(stdout).to.match(/^fail {2}codex-ml-fixture-bad-api-major 1/m);
    expect(stdout).to.match(
      /^ {6}CML3205: plugin `next\/counter` needs plugin API `\^2\.0`, this host has /m,
    );
    expect(stdout).to.match(/^ {8}= hint: install a newer host: `npm install codex-ml@latest`$/m);
    expect(stdout.match(/^ {6}CML3105: /gm)!.length).to.be.greaterThan(3);
    const { status, packages } = await reportOf(cwd);
    expect(status).to.equal('fail');
    expect(packages.find(({ name }) => name.endsWith('good-metric'))).to.deep.include({
      status: 'ok',
      provides: ['metric:good/token-count'],
      findings: [],
    });
  });

  it('looks at one package or plugin where it is named', async () => {
    const cwd = makeProject({ plugins: ['bad-api-major', 'good-metric'] });
    const names = async (name: string) => (await reportOf(cwd, name)).packages.map((entry) => entry.name);
    expect(await names('good/token-count')).to.deep.equal(['codex-ml-fixture-good-metric']);
    expect(await names('codex-ml-fixture-bad-api-major')).to.deep.equal(['codex-ml-fixture-bad-api-major']);
    const { code, stderr } = await runCli(['plugins', 'doctor', 'nothing-like-it'], { cwd });
    expect(code).to.equal(2);
    expect(stderr).to.include('CML1008');
  });

  const apiCopy = 'node_modules/plug/node_modules/@codex-ml/plugin-api/package.json';
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['a missing peer', 'CML3317', 'fail', projectWith({ peerDependencies: { absent: '^1.0' } })],
    [
      'a peer of another version',
      'CML3318',
      'warn',
      projectWith(
        { peerDependencies: { present: '^1.0' } },
        { 'node_modules/present/package.json': '{ "version": "2.0.0" }' },
      ),
    ],
    ['a second plugin-api', 'CML3319', 'warn', projectWith({}, { [apiCopy]: '{ "version": "0.0.1" }' })],
    ['commands without a manifest', 'CML3320', 'warn', projectWith({ oclif: { commands: './commands' } })],
    ['a command that codex-ml has', 'CML3321', 'warn', makeProject({ plugins: ['bad-commands-clash'] })],
    [
      'an id that two packages claim',
      'CML3108',
      'fail',
      makeProject({ plugins: ['good-metric', 'bad-duplicate-id'] }),
    ],
  ];
  for (const [what, code, status, cwd] of cases) {
    it(`reports ${what} as ${code}, with a hint`, async () => {
      const report = await reportOf(cwd);
      const found = report.packages.flatMap(({ findings }) => findings);
      expect(report.status).to.equal(status);
      expect(new Set(found.map((finding) => `${finding.code} ${finding.status}`))).to.deep.equal(
        new Set([`${code} ${status}`]),
      );
      expect(found[0]!.hints.length).to.be.greaterThan(0);
    });
  }

  it('reports a package that is installed twice as CML3316', async () => {
    const name = '@codex-ml/metrics';
    const cwd = makeProject({
      files: {
        'package.json': JSON.stringify({ dependencies: { [name]: '*' } }),
        [`node_modules/${name}/package.json`]: JSON.stringify({
          ...{ name, version: '9.0.0', keywords: ['codex-ml-plugin'] },
          codexMl: MANIFEST,
        }),
      },
    });
    const { packages } = await reportOf(cwd);
    const [finding] = packages.find((entry) => entry.name === name)!.findings;
    expect(finding).to.include({ code: 'CML3316', status: 'warn' });
    expect(finding!.message).to.include('9.0.0');
  });

  it('says what concerns no package: a plugin without keyword, and a config that cannot be loaded', async () => {
    const cwd = projectWith({ keywords: [] }, { 'codex-ml.config.yaml': 'a: [\n' });
    const { stderr } = await runCli(['plugins', 'doctor'], { cwd });
    expect(stderr).to.include('the config cannot be loaded');
    const { status, findings } = await reportOf(cwd);
    expect(status).to.equal('warn');
    expect(findings.map(({ message }) => message)).to.have.length(1);
    expect(findings[0]!.message).to.include('`plug`').and.to.include('keyword');
  });
});
