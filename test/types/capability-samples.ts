// Config texts made from the manifests and schemas of the first-party plugins: one right and one wrong use of each capability.
import { CONFIG_KEYS, isKind, isListKind } from '@codex-ml/plugin-api';
import { listPackages, readJson } from '../architecture/repository.js';

export interface ShippedCapability {
  /** As in `CapabilityOptions`: `kind:namespace/id`. */
  readonly key: string;
  /** A config section with every option that has a default, and the ones that must be given. */
  section(id: 'short' | 'full', extra?: string): string;
}

interface Schema {
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly required?: readonly string[];
}

interface Manifest {
  readonly namespace: string;
  readonly provides: readonly { readonly kind: string; readonly id: string; readonly options: string }[];
}

/** Values for options without default. Every required one must stand here. */
const GIVEN: Readonly<Record<string, unknown>> = {
  path: 'data/*.txt',
  components: { prose: { use: 'lines', path: 'data/*.txt' } },
};

/** What the packages below plugins/ provide. */
export function listShippedCapabilities(): readonly ShippedCapability[] {
  return listPackages()
    .filter(({ folder }) => folder.startsWith('plugins/'))
    .flatMap(({ folder }) => {
      const { codexMl } = readJson<{ codexMl: Manifest }>(`${folder}/package.json`);
      return codexMl.provides.map(({ kind, id, options }) => {
        const full = `${codexMl.namespace}/${id}`;
        const values = JSON.stringify(valuesOf(readJson<Schema>(`${folder}/${options.slice(2)}`)));
        return {
          key: `${kind}:${full}`,
          section: (form: 'short' | 'full', extra = '') =>
            sectionText(kind, `use: '${form === 'full' ? full : id}', ...${values}${extra}`),
        };
      });
    });
}

function valuesOf({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const defaults = Object.entries(properties)
    .filter(([, { default: value }]) => value !== undefined)
    .map(([name, { default: value }]) => [name, value]);
  return Object.fromEntries([...defaults, ...required.map((name) => [name, GIVEN[name]])]);
}

function sectionText(kind: string, entry: string): string {
  if (!isKind(kind)) throw new TypeError(`no kind ${kind}`);
  return `${CONFIG_KEYS[kind]}: ${isListKind(kind) ? `[{ ${entry} }]` : `{ ${entry} }`}`;
}
