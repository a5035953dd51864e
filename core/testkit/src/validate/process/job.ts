// What the validating process is told, and what it tells back, line by line. Plain JSON on both ways.
import { appendFileSync } from 'node:fs';
import type { HookName, Kind } from '@codex-ml/plugin-api';
import type { CheckId, Group } from '../check-table.js';
import type { Finding } from '../report.js';

export interface Job {
  /** `load` imports the entry and little else; `use` runs the plugin. */
  readonly part: 'load' | 'use';
  readonly groups: readonly Group[];
  readonly package: { readonly name: string; readonly root: string };
  readonly capability: JobCapability;
  /** File of fixtures; null where the package declares none. */
  readonly conformance: string | null;
  /** Entry of an engine for kinds that need one; null where there is none. */
  readonly engine: string | null;
  readonly budgets: Budgets;
  /** Folder that the process may write to. */
  readonly scratch: string;
}

export interface JobCapability {
  /** Full id, or the path of a single file. */
  readonly id: string;
  /** Null for a single file, which says itself what it holds. */
  readonly kind: Kind | null;
  readonly shortId: string | null;
  readonly entry: string;
  readonly optionsFile: string | null;
  readonly network: boolean;
  /** Hooks that the manifest declares; null for a single file, which may tap all. */
  readonly hooks: readonly HookName[] | null;
}

export interface Budgets {
  /** Longest import, in milliseconds of processor time. */
  readonly importMs: number;
  /** Most modules that an import may load, those of the plugin API and of Node not counted. */
  readonly modules: number;
}

export const DEFAULT_BUDGETS: Budgets = Object.freeze({ importMs: 300, modules: 60 });

/** Part of what the plugin does when it is used, as a digest: two processes must agree on it. */
export interface ResultPart {
  readonly what: string;
  readonly sha256: string;
  /** The beginning, for messages. */
  readonly sample: string;
}

export type ChildEvent =
  | { readonly type: 'doing'; readonly text: string; readonly check: CheckId }
  | { readonly type: 'checked'; readonly check: CheckId; readonly note?: string }
  | { readonly type: 'not-run'; readonly check: CheckId; readonly note: string }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'result'; readonly part: ResultPart }
  | { readonly type: 'is'; readonly kind: Kind; readonly id: string }
  | { readonly type: 'end' };

export type Emit = (event: ChildEvent) => void;

/** Writes events as they come, so that they are there when the process dies. */
export function eventWriter(file: string): Emit {
  return (event) => appendFileSync(file, `${JSON.stringify(event)}\n`);
}

/** Events of a file, up to a line that was cut off. */
export function parseEvents(text: string): ChildEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as ChildEvent];
      } catch {
        return [];
      }
    });
}
