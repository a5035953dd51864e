// Brings the clone up to date, then writes the API reports. Arguments go to scripts/build-api-reports.mjs, such as --check.
import { join } from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

const node = await ensureReady();
process.exitCode = await runCommand(
  node,
  [join('scripts', 'build-api-reports.mjs'), ...process.argv.slice(2)],
  { env: childEnvironment(node) },
);
