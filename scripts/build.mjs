// Builds everything: TypeScript, the JSON Schemas of plugin options and the manifest of commands.
// --product leaves tests out.
// --keep-committed leaves a committed generated file as it is, so that a check can still see that it is stale.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { markBuilt } from './ensure-ready.mjs';
import { childEnvironment, getNode, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

await ensureInstalled();
const node = getNode();
const keep = process.argv.includes('--keep-committed');

const product = process.argv.includes('--product');
// The testkit writes the schemas of plugin options.
const projects = product ? ['cli', join('core', 'testkit')] : [];

await step('compiling TypeScript', join('node_modules', 'typescript', 'bin', 'tsc'), '-b', ...projects);
await step('writing the schemas of plugin options', join('scripts', 'build-plugin-schemas.mjs'));
if (!keep || !existsSync(join(ROOT, 'cli', 'oclif.manifest.json'))) {
  await step('writing the manifest of commands', join('scripts', 'build-cli-manifest.mjs'));
}
markBuilt(product ? 'product' : 'all');

async function step(what, ...args) {
  const code = await runCommand(node, args, { env: childEnvironment(node) });
  if (code === 0) return;
  console.error(`The build stopped while ${what}; the messages above say where.`);
  process.exit(1);
}
