// The gate on the plugin contract: the surface of a kind may not change under its version. Changes are made to the committed report.
import { pathToFileURL } from 'node:url';
import { API_VERSION, KIND_API_VERSIONS, KINDS } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { ROOT, readJson, readText } from '../architecture/repository.js';

interface Surface {
  readonly text: string;
  readonly sha256: string;
  readonly names: readonly string[];
}
type Surfaces = ReadonlyMap<string, Surface>;
type Versions = Readonly<Record<string, string>>;
type History = Readonly<Record<string, Versions>>;
interface Given {
  readonly versions: Versions;
  readonly surfaces: Surfaces;
  readonly history: History;
  readonly unreleased?: boolean;
}
interface Problem {
  readonly surface: string;
  readonly message: string;
}
interface Scripts {
  contractSurfaces(report: string, kinds: readonly string[]): Surfaces;
  judgeContract(given: Given): readonly Problem[];
  recordContract(given: Given): History;
  listChangedLines(before: string, now: string): readonly string[];
}

const REPORT = readText('core/plugin-api/api/plugin-api.api.md');
const VERSIONS: Versions = { shared: API_VERSION, ...KIND_API_VERSIONS };

describe('the gate on the plugin contract', () => {
  let scripts: Scripts;
  let base: Surfaces;
  let history: History;

  before(async () => {
    const load = (name: string) => import(pathToFileURL(`${ROOT}/scripts/api/${name}.mjs`).href);
    scripts = { ...(await load('contract-surfaces')), ...(await load('judge-contract')) } as Scripts;
    base = scripts.contractSurfaces(REPORT, KINDS);
    history = scripts.recordContract({ versions: VERSIONS, surfaces: base, history: {} });
  });

  /** Surfaces after a change of the source, which must really change the report. */
  function changed(from: string, to: string): Surfaces {
    expect(REPORT).to.include(from);
    return scripts.contractSurfaces(REPORT.replace(from, to), KINDS);
  }

  /** Names of the surfaces that may not stand as they are. */
  function blamed(surfaces: Surfaces, versions: Versions = VERSIONS): readonly string[] {
    return scripts.judgeContract({ versions, surfaces, history }).map(({ surface }) => surface);
  }

  it('holds the committed report against the committed record of versions', () => {
    const committed = readJson<History>('core/plugin-api/api/contract-history.json');
    expect(Object.keys(committed).sort()).to.deep.equal(['shared', ...KINDS].sort());
    expect(scripts.judgeContract({ versions: VERSIONS, surfaces: base, history: committed })).to.deep.equal(
      [],
    );
  });

  it('refuses a changed metric contract, names the kind, and says what to do', () => {
    const surfaces = changed("readonly better: 'lower' | 'higher';", "readonly better: 'lower';");
    const [problem, ...more] = scripts.judgeContract({ versions: VERSIONS, surfaces, history });
    expect(more).to.deep.equal([]);
    expect(problem?.message)
      .to.include('kind `metric` changed')
      .and.to.include('KIND_API_VERSIONS of core/plugin-api/src/api-version.ts')
      .and.to.include('npm run api');
    const lines = scripts.listChangedLines(base.get('metric')!.text, surfaces.get('metric')!.text);
    expect(lines).to.deep.equal(["- readonly better: 'lower' | 'higher';", "+ readonly better: 'lower';"]);
  });

  it('accepts it under a higher version of the kind, and not under a lower one', () => {
    const surfaces = changed("readonly better: 'lower' | 'higher';", "readonly better: 'lower';");
    expect(blamed(surfaces, { ...VERSIONS, metric: '7.0.0' })).to.deep.equal([]);
    expect(blamed(surfaces, { ...VERSIONS, metric: '0.9.0' })).to.deep.equal(['metric']);
  });

  const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['a method of models', 'createCache(batch: number', 'makeCache(batch: number', ['extension', 'model']],
    ['a method of launchers', 'cancel(): Promise<void>', 'stop(): Promise<void>', ['launcher']],
    [
      'what the factory of a kind is given',
      'readonly vocabularySize: number;\n        readonly rng',
      'readonly rng',
      ['model'],
    ],
    [
      'a payload of the hook table',
      'readonly gradientNorm: number;',
      'readonly norm: number;',
      ['extension', 'shared'],
    ],
    [
      'the policy of a hook',
      'readonly policy: "guard"',
      'readonly policy: "observe"',
      ['extension', 'shared'],
    ],
    ['what every plugin is handed', 'readonly net: NetworkGate;', '', ['shared']],
    ['the manifest', 'namespace: z.ZodString;', 'namespace: z.ZodNumber;', ['shared']],
  ];
  for (const [what, from, to, expected] of cases) {
    it(`blames ${expected.join(' and ')} where ${what} changed`, () => {
      expect([...blamed(changed(from, to))].sort()).to.deep.equal(expected);
    });
  }

  it('takes no notice of words: docs of hooks, versions, and texts of errors', () => {
    expect(blamed(changed('readonly doc: "before each update"', 'readonly doc: "sooner"'))).to.deep.equal([]);
    expect(blamed(changed('export const API_VERSION = "', 'export const API_VERSION = "9'))).to.deep.equal(
      [],
    );
    expect(REPORT).not.to.include('CML3101');
  });

  it('asks that every kind rises with the shared surface, since plugins see both', () => {
    const surfaces = changed('readonly net: NetworkGate;', '');
    const alone = blamed(surfaces, { ...VERSIONS, shared: '9.0.0' });
    expect([...alone].sort()).to.deep.equal([...KINDS].sort());
    const together = Object.fromEntries(Object.keys(VERSIONS).map((name) => [name, '9.0.0']));
    expect(blamed(surfaces, together)).to.deep.equal([]);
  });

  it('lets a surface move again under a version that was not published, where it is told so', () => {
    const surfaces = changed('cancel(): Promise<void>', 'stop(): Promise<void>');
    const given = { versions: VERSIONS, surfaces, history, unreleased: true };
    expect(scripts.judgeContract(given)).to.deep.equal([]);
    expect(scripts.recordContract(given)['launcher']).to.deep.equal({
      [VERSIONS['launcher']!]: surfaces.get('launcher')!.sha256,
    });
  });

  it('keeps the fingerprints of earlier versions', () => {
    const earlier = { ...history, metric: { '0.5.0': 'a', ...history['metric'] } };
    const record = scripts.recordContract({ versions: VERSIONS, surfaces: base, history: earlier });
    expect(record['metric']).to.deep.equal(earlier['metric']);
  });
});
