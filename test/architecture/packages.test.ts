// Every package can be published: complete fields, one version, manifests that point at files that exist.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestSchema, PLUGIN_KEYWORD } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { listPackages, ROOT, readJson } from './repository.js';

const packages = listPackages();

describe('every package', () => {
  it('has the fields a reader of the registry needs', () => {
    const incomplete = packages.flatMap(({ folder, manifest }) =>
      (['description', 'license', 'engines', 'exports', 'files'] as const)
        .filter((field) => manifest[field] === undefined)
        .map((field) => `${folder}/package.json lacks ${field}`),
    );
    expect(incomplete).to.deep.equal([]);
  });

  it('states the same Node range and the licence of the repository', () => {
    const root = readJson<{ engines: { node: string }; license: string }>('package.json');
    for (const { folder, manifest } of packages) {
      expect(manifest.engines, folder).to.deep.equal(root.engines);
      expect(manifest.license, folder).to.equal(root.license);
    }
  });

  it('has the version that lerna.json states', () => {
    const { version } = readJson<{ version: string }>('lerna.json');
    expect(packages.filter(({ manifest }) => manifest.version !== version)).to.deep.equal([]);
  });

  it('exports only what exists after the build, with types beside code', () => {
    const wrong = packages.flatMap(({ folder, manifest }) =>
      Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
        const files = typeof target === 'string' ? [target] : Object.values(target as Record<string, string>);
        const missing = files.filter((file) => !file.includes('*') && !existsSync(join(ROOT, folder, file)));
        const untyped = typeof target === 'object' && !('types' in (target as object));
        return [
          ...missing.map((file) => `${folder}: "${subpath}" points at ${file}, which does not exist`),
          ...(untyped ? [`${folder}: "${subpath}" has no types`] : []),
        ];
      }),
    );
    expect(wrong).to.deep.equal([]);
  });
});

describe('every plugin package', () => {
  const plugins = packages.filter(
    ({ folder, manifest }) => folder.startsWith('plugins/') || manifest.codexMl,
  );

  it('carries the keyword and a valid manifest', () => {
    const wrong = plugins.flatMap(({ folder, manifest }) => {
      const problems = manifest.keywords?.includes(PLUGIN_KEYWORD) ? [] : [`${folder} lacks the keyword`];
      const parsed = ManifestSchema.safeParse(manifest.codexMl);
      return [...problems, ...(parsed.error?.issues ?? []).map((issue) => `${folder}: ${issue.message}`)];
    });
    expect(wrong).to.deep.equal([]);
  });

  it('provides something', () => {
    const empty = plugins.filter(
      ({ manifest }) =>
        (manifest.codexMl?.provides ?? []).length + Object.keys(manifest.codexMl?.presets ?? {}).length === 0,
    );
    expect(empty.map(({ folder }) => folder)).to.deep.equal([]);
  });

  it('lists entries, option schemas and presets that exist after the build and that it exports', () => {
    const wrong = plugins.flatMap(({ folder, manifest }) => {
      const { provides = [], presets = {} } = manifest.codexMl ?? {};
      return [...provides.flatMap(({ entry, options }) => [entry, options]), ...Object.values(presets)]
        .filter((file) => !existsSync(join(ROOT, folder, file)))
        .map((file) => `${folder}: ${file}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it('gives each capability an id of its own', () => {
    const ids = plugins.flatMap(({ manifest }) =>
      ManifestSchema.parse(manifest.codexMl).provides.map(
        ({ kind, id }) => `${kind} ${ManifestSchema.parse(manifest.codexMl).namespace}/${id}`,
      ),
    );
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).to.deep.equal([]);
  });
});
