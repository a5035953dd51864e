// Reads the `codexMl` field, one check after the other. It touches no file beyond the object it is given.
import {
  type CodexError,
  codexError,
  HOOKS,
  KINDS,
  MANIFEST_FIELD,
  MANIFEST_VERSION,
  ManifestSchema,
  nearestName,
  type PluginManifest,
} from '@codex-ml/plugin-api';
import { isObject } from '../discovery/read-json-object.js';

/** Namespace of plugins without a package: objects in a config and single files. */
export const LOCAL_NAMESPACE = 'local';

export type ParsedManifest =
  | { readonly manifest: PluginManifest; readonly errors: readonly [] }
  | { readonly manifest?: undefined; readonly errors: readonly CodexError[] };

/**
 * Parse the manifest of package `name`. All problems of the shape are returned together: CML3104 no field, CML3106 unknown
 * format number, CML3105 one per problem of the shape, CML3110 reserved namespace.
 */
export function parseManifest(name: string, field: unknown, file: string): ParsedManifest {
  const details = { plugin: name, where: { file } };
  if (field === undefined) return { errors: [codexError('CML3104', { name }, details)] };
  const received = isObject(field) ? field['manifest'] : undefined;
  if (typeof received === 'number' && received !== MANIFEST_VERSION) {
    return { errors: [codexError('CML3106', { name, received, expected: MANIFEST_VERSION }, details)] };
  }
  const parsed = ManifestSchema.safeParse(field);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => {
      const shown = [MANIFEST_FIELD, ...path].join('.');
      const problem = message.replace(/^Invalid input: /, '');
      return codexError(
        'CML3105',
        { name, path: shown, problem },
        { ...details, hints: hintsFor(field, path) },
      );
    });
    return { errors };
  }
  const { namespace } = parsed.data;
  if (namespace === LOCAL_NAMESPACE) return { errors: [codexError('CML3110', { name, namespace }, details)] };
  return { manifest: parsed.data, errors: [] };
}

function hintsFor(field: unknown, path: readonly PropertyKey[]): string[] {
  if (path.at(-1) === 'apiVersion')
    return ['state the plugin API it was written for: `"apiVersion": "^1.0"`'];
  if (path.length === 1 && path[0] === 'manifest') return [`write \`"manifest": ${MANIFEST_VERSION}\``];
  let value: unknown = field;
  for (const key of path)
    value = isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  if (typeof value !== 'string') return [];
  const candidates = path[0] === 'hooks' ? Object.keys(HOOKS) : path.at(-1) === 'kind' ? KINDS : [];
  const nearest = nearestName(value, candidates);
  return nearest === undefined ? [] : [`did you mean \`${nearest}\`?`];
}
