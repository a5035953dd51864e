// Writes the generated docs: errors, hooks, options, config keys, commands, checks, and READMEs of plugins, from the built packages.
// --check writes nothing and fails where a page is missing, stale or no longer generated.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandPages } from './docs/command-pages.mjs';
import { configPages } from './docs/config-pages.mjs';
import { contractPages } from './docs/contract-pages.mjs';
import { errorPages } from './docs/error-pages.mjs';
import { hookPages } from './docs/hook-pages.mjs';
import { kernelPages } from './docs/kernel-pages.mjs';
import { kindPages } from './docs/kind-pages.mjs';
import { optionPages } from './docs/option-pages.mjs';
import { pluginReadmes } from './docs/plugin-readmes.mjs';
import { validationPages } from './docs/validation-pages.mjs';
import { ROOT } from './node-binary.mjs';
import { listFiles } from './workspace.mjs';

/** Folders that hold generated pages only. */
const GENERATED_FOLDERS = ['docs/errors', 'docs/reference'];

const check = process.argv.includes('--check');
const pages = new Map(
  [
    errorPages(),
    hookPages(),
    contractPages(),
    kindPages(),
    optionPages(),
    configPages(),
    commandPages(),
    kernelPages(),
    pluginReadmes(),
    validationPages(),
  ].flatMap((group) => Object.entries(group)),
);
const problems = [];

for (const [path, text] of pages) {
  const target = join(ROOT, path);
  const current = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
  if (current === text) continue;
  problems.push(`${path} is ${current === undefined ? 'missing' : 'stale'}`);
  if (check) continue;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
for (const folder of GENERATED_FOLDERS) {
  for (const file of listFiles(join(ROOT, folder))) {
    const path = `${folder}/${file}`;
    if (pages.has(path)) continue;
    problems.push(`${path} is not generated any more`);
    if (!check) rmSync(join(ROOT, path));
  }
}

if (check && problems.length > 0) {
  for (const problem of problems) console.error(`${problem}: run \`npm run docs\` and commit it`);
  process.exit(1);
}
