// Machines for tests: everything is missing on them, but what a test puts there.
import type { Machine } from '@codex-ml/engine-onnx/dist/devices/machine.js';

export function machineWith(given: Partial<Machine> & { readonly libraries?: readonly string[] }): Machine {
  return {
    platform: 'linux',
    arch: 'x64',
    env: {},
    exists: () => false,
    list: () => [],
    missingLibraries: (names) => names.filter((name) => given.libraries?.includes(name) !== true),
    readRegistry: () => [],
    ...given,
  };
}
