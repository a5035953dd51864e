// Runs all tests under c8 and fails below the thresholds of .c8rc.json. Arguments go to scripts/test.mjs.
import { join } from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

const node = await ensureReady();
const c8 = [
  join('node_modules', 'c8', 'bin', 'c8.js'),
  node,
  join('scripts', 'test.mjs'),
  ...process.argv.slice(2),
];
process.exitCode = await runCommand(node, c8, { env: childEnvironment(node) });
