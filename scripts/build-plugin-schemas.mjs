// Writes the JSON Schema file of every capability's options beside its code, from the capability's own schema.
// Editors, `config schema` and `plugins inspect` read these files without running plugin code.
// --check writes nothing and fails where a file is missing or differs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPlugin, ManifestSchema, optionsJsonSchema } from '@codex-ml/plugin-api';
import { ROOT } from './node-binary.mjs';
import { listPackages } from './workspace.mjs';

const check = process.argv.includes('--check');
const problems = [];

for (const { folder, manifest } of listPackages()) {
  if (manifest.codexMl === undefined) continue;
  const parsed = ManifestSchema.safeParse(manifest.codexMl);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      problems.push(`${folder}/package.json: codexMl.${issue.path.join('.')}: ${issue.message}`);
    }
    continue;
  }
  for (const capability of parsed.data.provides) await writeSchema(folder, capability);
}

for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);

async function writeSchema(folder, { kind, id, entry, options }) {
  const at = `${folder}/package.json: ${kind} "${id}"`;
  const module = join(ROOT, folder, entry);
  if (!existsSync(module)) {
    problems.push(`${at}: its entry ${entry} does not exist after the build`);
    return;
  }
  const plugin = (await import(pathToFileURL(module).href)).default;
  if (!isPlugin(plugin)) {
    problems.push(`${at}: the default export of ${entry} was not made by a define* helper`);
  } else if (plugin.kind !== kind || plugin.id !== id) {
    problems.push(`${at}: ${entry} exports ${plugin.kind} "${plugin.id}" instead`);
  } else {
    compareOrWrite(join(ROOT, folder, options), `${folder}/${options.slice(2)}`, schemaText(plugin));
  }
}

function schemaText(plugin) {
  return `${JSON.stringify(optionsJsonSchema(plugin.options), null, 2)}\n`;
}

function compareOrWrite(path, shown, text) {
  const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (current === text) return;
  if (check) {
    problems.push(`${shown} is ${current === undefined ? 'missing' : 'stale'}: run \`npm run build\``);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
