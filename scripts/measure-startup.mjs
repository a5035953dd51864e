// Prints how much `codex-ml --help` adds to a bare Node: medians of 11 interleaved runs. The goal is at most 200 ms.
import { join } from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

const node = await ensureReady();
process.exitCode = await runCommand(node, [join('test', 'dist', 'startup', 'measure-startup.js')], {
  env: childEnvironment(node),
});
