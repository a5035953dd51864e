// Runs the three linters, each for what it is best at: biome (format and fast rules), eslint (rules that need types),
// dependency-cruiser (import directions). All run even where one fails. --fix lets biome and eslint repair what they can;
// --format only formats.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { childEnvironment, getNode, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';
import { listPackages } from './workspace.mjs';

await ensureInstalled();
const node = getNode();
const fix = process.argv.includes('--fix');
const formatOnly = process.argv.includes('--format');

const linters = {
  biome: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', ...(fix ? ['--write'] : []), '.'],
  eslint: ['eslint/bin/eslint.js', '--max-warnings=0', ...(fix ? ['--fix'] : []), '.'],
  'dependency-cruiser': [
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ...['--config', '.dependency-cruiser.cjs'],
    ...listPackages()
      .flatMap(({ folder }) => [`${folder}/src`, `${folder}/test`])
      .filter((folder) => existsSync(join(ROOT, folder))),
  ],
};

const formatter = { biome: ['@biomejs/biome/bin/biome', 'format', '--write', '.'] };

const failed = [];
for (const [name, [bin, ...args]] of Object.entries(formatOnly ? formatter : linters)) {
  const code = await runCommand(node, [join('node_modules', ...bin.split('/')), ...args], {
    env: childEnvironment(node),
  });
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Lint failed: ${failed.join(', ')}. \`npm run lint -- --fix\` repairs what can be repaired.`);
  process.exit(1);
}
