// Writes cli/oclif.manifest.json, which lets the command line list its commands without loading them. It is committed.
// --check restores the file and fails where it was stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, getNode, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

const path = join(ROOT, 'cli', 'oclif.manifest.json');
const check = process.argv.includes('--check');
const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
const node = getNode();

const code = await runCommand(node, [join(ROOT, 'node_modules', 'oclif', 'bin', 'run.js'), 'manifest'], {
  cwd: join(ROOT, 'cli'),
  env: childEnvironment(node),
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (code !== 0) process.exit(code);

const manifest = JSON.parse(readFileSync(path, 'utf8'));
// oclif lists commands in the order in which the disk does.
manifest.commands = Object.fromEntries(
  Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)),
);
const after = `${JSON.stringify(manifest, null, 2)}\n`;
if (check && before !== after) {
  if (before !== undefined) writeFileSync(path, before);
  console.error('cli/oclif.manifest.json is stale: run `npm run build` and commit it');
  process.exit(1);
}
writeFileSync(path, after);
