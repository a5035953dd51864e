// The `codexMl` field as the modules of a package say it must be. Pure: it reads and writes nothing.
import { type CodexError, codexError, KINDS, MANIFEST_FIELD } from '@codex-ml/plugin-api';
import { type FoundCapability, type ManifestRow, rowsOf } from './find-capabilities.js';
import type { PackageFile } from './read-manifest.js';

export interface GeneratedManifest {
  readonly field: Readonly<Record<string, unknown>>;
  readonly errors: readonly CodexError[];
}

/**
 * Rows keep their order; new ones follow by kind and id; rows without a module go. Kind, id, entry and summary are the modules', and
 * so is the API range where it is another than that of the package. What modules do not say stays as it is.
 * @param conformance path of the module with fixtures, where there is one
 */
export function generateManifest(
  pack: PackageFile,
  found: readonly FoundCapability[],
  conformance: string | undefined,
): GeneratedManifest {
  const { name, field } = pack;
  const rows = rowsOf(pack);
  const errors: CodexError[] = [];
  const rowOf = ({ entry, plugin: { kind, id } }: FoundCapability) =>
    rows.find((row) => row.kind === kind && row.id === id) ?? rows.find((row) => row.entry === entry);
  const rank = (one: FoundCapability) => {
    const row = rowOf(one);
    return row === undefined ? rows.length + KINDS.indexOf(one.plugin.kind) : rows.indexOf(row);
  };
  const ordered = [...found].sort((a, b) => rank(a) - rank(b) || (a.plugin.id < b.plugin.id ? -1 : 1));
  const provides = ordered.map((one): ManifestRow => {
    const { kind, id, apiVersion, summary: own } = one.plugin;
    const row = rowOf(one);
    const summary = own ?? row?.summary;
    if (summary === undefined) {
      const full = `${String(field['namespace'])}/${id}`;
      errors.push(codexError('CML3417', { kind, id: full }, { plugin: name }));
    }
    return {
      kind,
      id,
      entry: one.entry,
      options: row?.options ?? one.entry.replace(/\.m?js$/, '.schema.json'),
      ...(summary !== undefined && { summary }),
      ...(apiVersion !== field['apiVersion'] && { apiVersion }),
    };
  });
  const named = field['conformance'] ?? conformance;
  const generated = { ...field, provides, ...(named !== undefined && { conformance: named }) };
  return { field: generated, errors };
}

/** Every place where two manifests differ, as errors. */
export function compareManifests(
  { name, file, field }: PackageFile,
  expected: Readonly<Record<string, unknown>>,
): CodexError[] {
  const errors: CodexError[] = [];
  const compare = (path: string, is: unknown, should: unknown): void => {
    if (JSON.stringify(is) === JSON.stringify(should)) return;
    if (isContainer(is) && isContainer(should) && Array.isArray(is) === Array.isArray(should)) {
      for (const key of new Set([...Object.keys(is), ...Object.keys(should)])) {
        const place = Array.isArray(is) ? `${path}[${key}]` : `${path}.${key}`;
        compare(place, (is as Record<string, unknown>)[key], (should as Record<string, unknown>)[key]);
      }
      return;
    }
    const received = show(is);
    errors.push(
      codexError(
        'CML3419',
        { name, path, received, expected: show(should) },
        { plugin: name, where: { file } },
      ),
    );
  };
  compare(MANIFEST_FIELD, field, expected);
  return errors;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : `\`${JSON.stringify(value)}\``;
}
