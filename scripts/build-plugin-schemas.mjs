// Writes the JSON Schema file of every capability's options beside its code, with the function that authors of other plugins
// use. Editors, `config schema` and `plugins inspect` read these files without running plugin code.
// --check writes nothing and fails where a file is missing or differs.
import { join } from 'node:path';
import { renderError, toCodexErrors } from '@codex-ml/plugin-api';
import { writeOptionSchemas } from '@codex-ml/testkit/schemas';
import { ROOT } from './node-binary.mjs';
import { listPackages } from './workspace.mjs';

const check = process.argv.includes('--check');

for (const { folder, manifest } of listPackages()) {
  if (manifest.codexMl === undefined) continue;
  try {
    await writeOptionSchemas(join(ROOT, folder), { check });
  } catch (error) {
    for (const one of toCodexErrors(error)) console.error(renderError(one));
    process.exitCode = 1;
  }
}
