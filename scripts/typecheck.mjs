// Type-checks every project. Projects build on each other's declarations, so this is the compile step of the build.
import { join } from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { childEnvironment, getNode } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

await ensureInstalled();
const node = getNode();
process.exitCode = await runCommand(node, [join('node_modules', 'typescript', 'bin', 'tsc'), '-b'], {
  env: childEnvironment(node),
});
