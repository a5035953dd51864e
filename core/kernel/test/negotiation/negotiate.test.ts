import { HOST_VERSIONS, type HostVersions, negotiate } from '@codex-ml/kernel';
import { API_VERSION, KIND_API_VERSIONS } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';

function host(api: string, kinds: Partial<HostVersions['kinds']> = {}): HostVersions {
  const all = Object.fromEntries(Object.keys(KIND_API_VERSIONS).map((kind) => [kind, api]));
  return { api, kinds: { ...(all as HostVersions['kinds']), ...kinds } };
}

const ask = (range: string, versions: HostVersions, kind: 'metric' | 'model' = 'metric') =>
  negotiate({ id: 'acme/bleu', kind, range, packageName: 'acme-bleu' }, versions);

function refusal(range: string, versions: HostVersions) {
  const verdict = ask(range, versions);
  if (verdict.status === 'ok') return expect.fail(`expected \`${range}\` to be refused`);
  return verdict.problem;
}

describe('negotiate', () => {
  it('serves the versions that this host states', () => {
    expect(HOST_VERSIONS.api).to.equal(API_VERSION);
    expect(ask('^1.0', HOST_VERSIONS)).to.deep.equal({ status: 'ok' });
  });

  for (const range of [
    '*',
    'x',
    '',
    '>=1',
    '>=1.0.0',
    '>0.9',
    '1 - 3',
    '>=1 <3',
    '^1.0 || *',
    '^1 || ^2 || >=3',
  ]) {
    it(`refuses \`${range}\`, which does not pin a major, and shows a good value`, () => {
      const problem = refusal(range, host('1.0.0'));
      expect(problem.code).to.equal('CML3203');
      expect(problem.hints.join()).to.include('"^1.0"');
    });
  }

  for (const range of [
    '^1.0',
    '1',
    '1.x',
    '~1.2',
    '1.2.0',
    '>=1.0 <2',
    '^1.0 || ^2.0',
    '1.0.0 - 1.4.0',
    '=1.2.0',
  ]) {
    it(`accepts \`${range}\` on a host that it names`, () => {
      expect(ask(range, host('1.2.0')).status).to.equal('ok');
    });
  }

  it('refuses what is not a range', () => {
    expect(refusal('one point oh', host('1.0.0')).code).to.equal('CML3204');
  });

  it('names plugin, range, host and what to install where the plugin is too old', () => {
    const problem = refusal('^1.0', host('2.0.0'));
    expect(problem.code).to.equal('CML3205');
    expect(problem.title).to.equal('plugin `acme/bleu` needs plugin API `^1.0`, this host has 2.0.0');
    expect(problem.plugin).to.equal('acme/bleu');
    expect(problem.hints.join()).to.include('npm install acme-bleu@latest');
  });

  it('tells to install a newer host where the plugin is of the next major', () => {
    const problem = refusal('^2.0', host('1.4.0'));
    expect(problem.code).to.equal('CML3205');
    expect(problem.hints[0]).to.include('npm install codex-ml@latest');
  });

  it('refuses a plugin that asks for a newer minor than the host has', () => {
    const problem = refusal('^1.9', host('1.4.0'));
    expect(problem.code).to.equal('CML3206');
    expect(problem.title).to.include('`^1.9`').and.to.include('1.4.0');
    expect(problem.hints.join()).to.include('codex-ml@latest').and.to.include('`acme-bleu`');
  });

  it('serves a plugin written for an older minor, with one note', () => {
    const verdict = ask('~1.0', host('1.4.0'));
    expect(verdict.status).to.equal('ok');
    expect(verdict).to.have.property('note').that.includes('`^1.4`');
  });

  it('lets a prerelease of the host satisfy the range of its major', () => {
    expect(ask('^1.0', host('1.1.0-rc.1')).status).to.equal('ok');
    expect(ask('^1.0', host('2.0.0-rc.1')).status).to.equal('incompatible');
  });

  it('measures a kind that moved apart by its own version', () => {
    const versions = host('1.4.0', { model: '2.0.0' });
    expect(ask('^1.0', versions, 'metric').status).to.equal('ok');
    expect(ask('^1.0', versions, 'model').status).to.equal('incompatible');
    expect(ask('^2.0', versions, 'model').status).to.equal('ok');
  });

  it('serves exactly the hosts of the same major that are at least as new, for any caret range', () => {
    const part = fc.nat({ max: 9 });
    fc.assert(
      fc.property(
        part.map((n) => n + 1),
        part,
        part.map((n) => n + 1),
        part,
        part,
        (pluginMajor, pluginMinor, major, minor, patch) => {
          const verdict = ask(`^${pluginMajor}.${pluginMinor}`, host(`${major}.${minor}.${patch}`));
          expect(verdict.status === 'ok').to.equal(pluginMajor === major && pluginMinor <= minor);
        },
      ),
    );
  });
});
