// Removes everything a build, a test run or a coverage run made. Leaves node_modules and run folders alone.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './node-binary.mjs';
import { listPackages } from './workspace.mjs';

const folders = listPackages().flatMap(({ folder }) => [`${folder}/dist`, `${folder}/dist-test`]);
for (const folder of [...folders, 'test/dist', 'coverage', '.nx', 'node_modules/.cache/codex-ml']) {
  rmSync(join(ROOT, folder), { recursive: true, force: true });
}
