// The request that commands make a plan from, out of their flags.
import type { PlanRequest } from '@codex-ml/runtime';
import type { ConfigFlags } from './flags/config-flags.js';
import { HOST_ROOT } from './host-root.js';

export function planRequest(flags: ConfigFlags, warn: (message: string) => void): PlanRequest {
  return {
    cwd: process.cwd(),
    file: flags.config,
    presets: flags.preset,
    set: flags.set,
    plugins: flags.plugin,
    env: process.env,
    hostRoot: HOST_ROOT,
    warn,
  };
}
