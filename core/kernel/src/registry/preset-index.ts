// Names of presets to files, from the manifests of usable packages. It does not read the files.
import { codexError } from '@codex-ml/plugin-api';
import type { IndexedPackage } from './indexed.js';

export interface IndexedPreset {
  /** `namespace/name`, such as `std/quickstart` or, of the group `model`, `std/model/small`. */
  readonly name: string;
  readonly shortName: string;
  /** Absolute path of the YAML file. */
  readonly path: string;
  readonly package: string;
}

/** All presets, by full name. */
export function listPresets(packages: readonly IndexedPackage[]): IndexedPreset[] {
  return packages
    .flatMap(({ name: from, namespace, presets }) =>
      Object.entries(presets).map(([shortName, path]) => ({
        name: `${namespace}/${shortName}`,
        shortName,
        path,
        package: from,
      })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * The preset of a full or a short name.
 * @throws CML3109 where several presets have it
 */
export function findPreset(presets: readonly IndexedPreset[], name: string): IndexedPreset | undefined {
  const full = presets.filter((preset) => preset.name === name);
  const matches = full.length > 0 ? full : presets.filter(({ shortName }) => shortName === name);
  if (matches.length > 1) {
    const candidates = matches.map((preset) => `\`${preset.name}\` of \`${preset.package}\``).join(', ');
    throw codexError('CML3109', { name, candidates });
  }
  return matches[0];
}
