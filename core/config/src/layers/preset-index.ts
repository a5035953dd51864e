// Preset names: `namespace/name`, `namespace/group/name`, and their short forms without the namespace.
import { type CodexError, codexError, nearestName, type SourceLocation } from '@codex-ml/plugin-api';
import { SECTION_KEYS } from '../schema/sections.js';

/** The presets that the plugin packages in reach list in their manifests. The kernel makes it. */
export interface PresetIndex {
  /** @param name full name, with namespace */
  find(name: string): { readonly path: string } | undefined;
  /** Full names. */
  names(): readonly string[];
}

export interface FoundPreset {
  readonly name: string;
  readonly path: string;
  /** The section that the content goes into, for a group preset. */
  readonly section: string | undefined;
}

/** Look a preset up by full or unique short name; an error with the place it was asked for otherwise. */
export function findPreset(
  index: PresetIndex,
  name: string,
  where: SourceLocation,
): FoundPreset | CodexError {
  const names = index.names();
  const matches = names.includes(name) ? [name] : names.filter((full) => shortName(full) === name);
  if (matches.length > 1) {
    const candidates = matches.map((match) => `\`${match}\``).join(', ');
    return codexError('CML2202', { name, candidates }, { where });
  }
  const full = matches[0] ?? name;
  const found = index.find(full);
  if (found === undefined) return unknownPreset(names, name, where);
  const parts = full.split('/');
  const section = parts.length === 3 ? parts[1] : undefined;
  if (section !== undefined && !SECTION_KEYS.includes(section)) {
    return codexError('CML2206', { name: full, group: section }, { where });
  }
  return { name: full, path: found.path, section };
}

function shortName(full: string): string {
  return full.slice(full.indexOf('/') + 1);
}

function unknownPreset(names: readonly string[], name: string, where: SourceLocation): CodexError {
  const near = nearestName(name, [...names, ...names.map(shortName)]);
  const note = near === undefined ? undefined : `did you mean \`${near}\`?`;
  const listed = names.slice(0, 12).map((full) => `\`${full}\``);
  const hints =
    names.length === 0
      ? ['no plugin package in reach has presets; install one, or list it under `plugins`']
      : [`presets in reach: ${listed.join(', ')}${names.length > listed.length ? ', …' : ''}`];
  return codexError('CML2201', { name }, { where: { ...where, note }, hints });
}
