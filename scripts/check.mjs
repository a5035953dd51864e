// Everything a change must pass besides the tests: types, the linters, and generated files that agree with their sources.
import { join } from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

const node = await ensureReady();
const steps = [
  ['types', join('scripts', 'typecheck.mjs')],
  ['linters', join('scripts', 'lint.mjs')],
  ['surfaces and versions of the plugin contract', join('scripts', 'build-api-reports.mjs'), '--check'],
  ['schemas of plugin options', join('scripts', 'build-plugin-schemas.mjs'), '--check'],
  ['manifest of commands', join('scripts', 'build-cli-manifest.mjs'), '--check'],
  ['generated docs', join('scripts', 'build-docs.mjs'), '--check'],
];

let failed = false;
for (const [name, ...args] of steps) {
  const code = await runCommand(node, args, { env: childEnvironment(node) });
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name}`);
  failed ||= code !== 0;
}
process.exitCode = failed ? 1 : 0;
