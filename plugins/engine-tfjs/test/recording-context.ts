// A plugin context that records warnings. The engine uses nothing else of it.
import type { PluginContext } from '@codex-ml/plugin-api';

export interface Recording {
  readonly ctx: PluginContext;
  readonly warnings: readonly string[];
}

export function recordingContext(): Recording {
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (message: string) => warnings.push(message) };
  return { ctx: { id: 'std/tfjs', log } as unknown as PluginContext, warnings };
}
