// A program for one set of input shapes, ready to run.
import type { HostTensor } from '@codex-ml/plugin-api';

export interface CompiledGraph {
  readonly outputs: readonly string[];
  /** @param wanted names among `outputs` */
  run(
    feeds: Readonly<Record<string, HostTensor>>,
    wanted: readonly string[],
  ): Promise<Record<string, HostTensor>>;
  release(): Promise<void>;
}
