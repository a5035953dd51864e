// Makes the manifest of every plugin package from its modules, and writes the JSON Schema of every capability's options beside its code,
// with the function that authors of other plugins use. Editors, `config schema` and `plugins inspect` read these files without
// running plugin code.
// --check writes nothing and fails where something is missing or differs.
import { join } from 'node:path';
import { renderError, toCodexErrors } from '@codex-ml/plugin-api';
import { buildPlugin } from '@codex-ml/testkit/build';
import { ROOT } from './node-binary.mjs';
import { listPackages } from './workspace.mjs';

const check = process.argv.includes('--check');

for (const { folder, manifest } of listPackages()) {
  if (manifest.codexMl === undefined) continue;
  try {
    // The compiler has been here, for all packages at once.
    const { written } = await buildPlugin({ folder: join(ROOT, folder), check, compile: false });
    if (written.includes('package.json')) console.log(`wrote the manifest in ${folder}/package.json`);
  } catch (error) {
    for (const one of toCodexErrors(error)) console.error(renderError(one));
    process.exitCode = 1;
  }
}
