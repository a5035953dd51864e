// Who may import whom, checked on every source file and on every package.json.
import { expect } from 'chai';
import { findImports, importsOfFile, listPackages, listTypeScript } from './repository.js';

/** Workspace packages that the sources of a package may import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'core/plugin-api': [],
  'core/config': ['@codex-ml/plugin-api'],
  'core/kernel': ['@codex-ml/plugin-api'],
  'core/nn': ['@codex-ml/plugin-api'],
  'core/tfjs': ['@codex-ml/plugin-api'],
  'core/runtime': ['@codex-ml/config', '@codex-ml/kernel', '@codex-ml/nn', '@codex-ml/plugin-api'],
  'core/testkit': [
    '@codex-ml/config',
    '@codex-ml/kernel',
    '@codex-ml/nn',
    '@codex-ml/plugin-api',
    '@codex-ml/runtime',
  ],
  'plugins/engine-onnx': ['@codex-ml/plugin-api', '@codex-ml/tfjs'],
  'plugins/engine-tensorflow': ['@codex-ml/plugin-api', '@codex-ml/tfjs'],
  'plugins/engine-tfjs': ['@codex-ml/plugin-api', '@codex-ml/tfjs'],
  'plugins/*': ['@codex-ml/nn', '@codex-ml/plugin-api'],
  cli: [
    '@codex-ml/config',
    '@codex-ml/kernel',
    '@codex-ml/nn',
    '@codex-ml/plugin-api',
    '@codex-ml/runtime',
    '@codex-ml/testkit',
  ],
  configs: [],
};

/** Third-party packages that belong to one place. */
const OWNED: readonly { readonly packages: RegExp; readonly owner: RegExp }[] = [
  { packages: /^(inversify|@inversifyjs\/.*|reflect-metadata|tapable)$/, owner: /^core\/kernel$/ },
  { packages: /^cosmiconfig$/, owner: /^core\/config$/ },
  { packages: /^(oclif|@oclif\/.*)$/, owner: /^cli$/ },
  { packages: /^@tensorflow\//, owner: /^(core\/tfjs|plugins\/engine-.*)$/ },
];

const packages = listPackages();
const workspaceNames = new Set(packages.map(({ manifest }) => manifest.name));

function allowedFor(folder: string): readonly string[] {
  const allowed = ALLOWED[folder] ?? ALLOWED[folder.replace(/\/.*/, '/*')];
  expect(allowed, `${folder} has no line in the table of directions`).not.to.equal(undefined);
  return allowed ?? [];
}

function importsOf(folder: string) {
  return listTypeScript(`${folder}/src`).flatMap((file) =>
    importsOfFile(file).map((found) => ({ ...found, at: `${file}:${found.line}` })),
  );
}

describe('import directions', () => {
  it('keep every workspace import within the table', () => {
    const wrong = packages.flatMap(({ folder, manifest }) => {
      const allowed = [...allowedFor(folder), manifest.name];
      return (
        importsOf(folder)
          .filter(({ packageName }) => packageName !== undefined && workspaceNames.has(packageName))
          .filter(({ packageName }) => !allowed.includes(packageName!))
          // The command line ships the first-party plugins: it may know their option types, never their code.
          .filter(({ typeOnly }) => !(folder === 'cli' && typeOnly))
          .map(({ at, specifier }) => `${at} imports ${specifier}`)
      );
    });
    expect(wrong).to.deep.equal([]);
  });

  it('keep every dependency field within the table', () => {
    const wrong = packages
      .filter(({ folder }) => folder !== 'cli')
      .flatMap(({ folder, manifest }) =>
        Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
          .filter((name) => workspaceNames.has(name) && !allowedFor(folder).includes(name))
          .map((name) => `${folder}/package.json depends on ${name}`),
      );
    expect(wrong).to.deep.equal([]);
  });

  it('leave the container, the config search, the command framework and the tensors to their owners', () => {
    const wrong = packages.flatMap(({ folder }) =>
      importsOf(folder)
        .filter(({ packageName, typeOnly }) =>
          OWNED.some(
            ({ packages: owned, owner }) =>
              packageName !== undefined &&
              owned.test(packageName) &&
              !owner.test(folder) &&
              !(folder === 'core/plugin-api' && typeOnly),
          ),
        )
        .map(({ at, specifier }) => `${at} imports ${specifier}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('keep the testkit out of everything but tests, and the suites out of the command line', () => {
    // What authors of plugins need has subpaths of its own, which load no suite.
    const forAuthors = ['build', 'scaffold', 'validate'].map((name) => `@codex-ml/testkit/${name}`);
    const fromCli = importsOf('cli')
      .filter(
        ({ packageName, specifier }) =>
          packageName === '@codex-ml/testkit' && !forAuthors.includes(specifier),
      )
      .map(({ at }) => at);
    expect(fromCli).to.deep.equal([]);
    const wrong = packages
      .filter(({ folder }) => folder !== 'core/testkit' && folder !== 'cli')
      .flatMap(({ folder, manifest }) => [
        ...importsOf(folder)
          .filter(({ packageName }) => packageName === '@codex-ml/testkit')
          .map(({ at }) => at),
        ...('@codex-ml/testkit' in { ...manifest.dependencies, ...manifest.peerDependencies }
          ? [folder]
          : []),
      ]);
    expect(wrong).to.deep.equal([]);
  });

  it('let one package reach another by its name only; tests may reach the build of their own', () => {
    const wrong = packages.flatMap(({ folder }) =>
      ['src', 'test'].flatMap((part) =>
        listTypeScript(`${folder}/${part}`).flatMap((file) =>
          importsOfFile(file)
            .filter(({ specifier }) => specifier.startsWith('.'))
            .map((found) => ({ ...found, path: new URL(found.specifier, `file:///${file}`).pathname }))
            .filter(({ path }) => !path.startsWith(`/${folder}/${part}/`))
            .filter(({ path }) => !(part === 'test' && path.startsWith(`/${folder}/dist/`)))
            .map(({ specifier, line }) => `${file}:${line} imports ${specifier}`),
        ),
      ),
    );
    expect(wrong).to.deep.equal([]);
  });
});

describe('the import scanner of these tests', () => {
  it('sees static, type, re-exported, dynamic and type-position imports', () => {
    const text = [
      "import a, { b } from 'one';",
      "import type { C } from '@scope/two/sub';",
      "import { type D } from 'three';",
      "export * from './four.js';",
      "const five = () => import('five');",
      "type Six = typeof import('six');",
      "import 'seven';",
      "const eight = import.meta.resolve('eight');",
    ].join('\n');
    const seen = findImports('x.ts', text).map(
      ({ packageName, specifier, typeOnly, dynamic }) =>
        `${packageName ?? specifier}${typeOnly ? ' type' : ''}${dynamic ? ' dynamic' : ''}`,
    );
    expect(seen).to.deep.equal([
      'one',
      '@scope/two type',
      'three type',
      './four.js',
      'five dynamic',
      'six type',
      'seven',
      'eight dynamic',
    ]);
  });
});
