// What a package imports is what its package.json declares, and the other way round.
import { isBuiltin } from 'node:module';
import { expect } from 'chai';
import {
  importsOfFile,
  listPackages,
  listTypeScript,
  readJson,
  readText,
  type WorkspacePackage,
} from './repository.js';

const packages = listPackages();
const workspaceNames = new Set(packages.map(({ manifest }) => manifest.name));

/** Test tools that the root declares for everyone. */
const rootTools = new Set(
  Object.keys(readJson<{ devDependencies: Record<string, string> }>('package.json').devDependencies),
);

/** Declared because their packages are found by name at run time (plugins and presets, optional peers), or by a command line. */
function isUsedWithoutImport({ folder, manifest }: WorkspacePackage, name: string): boolean {
  if (folder === 'cli') return workspaceNames.has(name);
  if (manifest.peerDependenciesMeta?.[name]?.optional !== true) return false;
  return listTypeScript(`${folder}/src`).some((file) => readText(file).includes(`'${name}'`));
}

function importedBy(folder: string, part: 'src' | 'test' | 'bin') {
  const names = listTypeScript(`${folder}/${part}`).flatMap((file) =>
    importsOfFile(file).flatMap(({ packageName, typeOnly, line }) =>
      packageName === undefined || isBuiltin(packageName)
        ? []
        : [{ packageName, typeOnly, at: `${file}:${line}` }],
    ),
  );
  return names;
}

describe('dependencies', () => {
  it('of sources are all declared, as a dependency or a peer', () => {
    const undeclared = packages.flatMap(({ folder, manifest }) => {
      const declared = new Set(
        Object.keys({
          ...manifest.dependencies,
          ...manifest.peerDependencies,
          ...manifest.optionalDependencies,
        }),
      ).add(manifest.name);
      return importedBy(folder, 'src')
        .filter(({ packageName }) => !declared.has(packageName))
        .map(({ at, packageName }) => `${at} imports ${packageName}`);
    });
    expect(undeclared).to.deep.equal([]);
  });

  it('of tests are all declared, in the package or in the root, or are packages of the workspace', () => {
    const undeclared = packages.flatMap(({ folder, manifest }) => {
      const declared = new Set([
        ...Object.keys({
          ...manifest.dependencies,
          ...manifest.devDependencies,
          ...manifest.peerDependencies,
        }),
        ...workspaceNames,
        ...rootTools,
      ]);
      return importedBy(folder, 'test')
        .filter(({ packageName }) => !declared.has(packageName))
        .map(({ at, packageName }) => `${at} imports ${packageName}`);
    });
    expect(undeclared).to.deep.equal([]);
  });

  it('are all used by the sources', () => {
    const unused = packages.flatMap((entry) => {
      const used = new Set(importedBy(entry.folder, 'src').map(({ packageName }) => packageName));
      return Object.keys({ ...entry.manifest.dependencies, ...entry.manifest.peerDependencies })
        .filter((name) => !used.has(name) && !isUsedWithoutImport(entry, name))
        .map((name) => `${entry.folder}/package.json declares ${name}`);
    });
    expect(unused).to.deep.equal([]);
  });

  it('have exact versions, and those inside the workspace the version of the release', () => {
    const { version } = readJson<{ version: string }>('lerna.json');
    const wrong = packages.flatMap(({ folder, manifest }) =>
      Object.entries({
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
        ...Object.fromEntries(
          Object.entries(manifest.peerDependencies ?? {}).filter(([name]) => workspaceNames.has(name)),
        ),
      })
        .filter(([name, range]) =>
          workspaceNames.has(name) ? range !== version : !/^\d+\.\d+\.\d+/.test(range),
        )
        .map(([name, range]) => `${folder}/package.json: ${name}@${range}`),
    );
    expect(wrong).to.deep.equal([]);
  });
});
