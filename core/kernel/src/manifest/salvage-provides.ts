// Reads what it can of a manifest that is not valid, so that a broken plugin is still known by name.
import { isKind, type Kind } from '@codex-ml/plugin-api';
import { isObject } from '../discovery/read-json-object.js';

export interface SalvagedCapability {
  readonly kind: Kind;
  readonly shortId: string;
  readonly summary: string;
}

export interface SalvagedManifest {
  readonly namespace: string | null;
  readonly apiVersion: string;
  readonly provides: readonly SalvagedCapability[];
}

/** Kinds and ids that are readable; everything else is left out. */
export function salvageManifest(field: unknown): SalvagedManifest {
  const fields = isObject(field) ? field : {};
  const namespace = typeof fields['namespace'] === 'string' ? fields['namespace'] : null;
  const listed = Array.isArray(fields['provides']) ? (fields['provides'] as readonly unknown[]) : [];
  const provides = listed
    .filter(isObject)
    .flatMap(({ kind, id, summary }) =>
      typeof kind === 'string' && isKind(kind) && typeof id === 'string'
        ? [{ kind, shortId: id, summary: typeof summary === 'string' ? summary : '' }]
        : [],
    );
  return {
    namespace,
    apiVersion: typeof fields['apiVersion'] === 'string' ? fields['apiVersion'] : '',
    provides,
  };
}
