// README.md and LICENSE of every plugin package, from its manifest and the schemas of its options: what the registry shows.
// What a package has to say beyond that is in its about.md, which follows.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_KEYS, describeOptions, isListKind } from '@codex-ml/plugin-api';
import { ROOT } from '../node-binary.mjs';
import { listPackages, readJson } from '../workspace.mjs';
import { GENERATED, optionTable, table } from './markdown.mjs';

/** Path to text of each file. */
export function pluginReadmes() {
  const licence = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  return Object.fromEntries(
    listPackages()
      .filter(({ manifest }) => manifest.codexMl !== undefined)
      .flatMap(({ folder, manifest }) => [
        [`${folder}/README.md`, readme(folder, manifest)],
        [`${folder}/LICENSE`, licence],
      ]),
  );
}

function readme(folder, { name, description, codexMl }) {
  const { provides, presets = {}, namespace } = codexMl;
  const parts = [
    `${GENERATED}\n# ${name}\n`,
    `${description}. Part of codex-ml, and installed with it; for use without the command line: \`npm install ${name}\`.\n`,
    ...provides.map((capability) => section(folder, namespace, capability)),
    ...(Object.keys(presets).length === 0 ? [] : [presetSection(folder, namespace, presets)]),
    ...about(join(ROOT, folder, 'about.md')),
  ];
  return parts.join('\n');
}

function section(folder, namespace, { kind, id, summary, options }) {
  const described = describeOptions(readJson(join(ROOT, folder, options)));
  const key = CONFIG_KEYS[kind];
  const required = described.filter((option) => option.required).map(({ name }) => `, ${name}: …`);
  const choice = `{ use: ${id}${required.join('')} }`;
  const usage = isListKind(kind) ? `${key}:\n  - ${choice}` : `${key}: ${choice}`;
  return `## ${namespace}/${id}\n\nA plugin of kind ${kind}: ${summary}.\n\n\`\`\`yaml\n${usage}\n\`\`\`\n\n${optionTable(described)}\n`;
}

function presetSection(folder, namespace, presets) {
  const rows = Object.entries(presets).map(([preset, file]) => [
    `\`${namespace}/${preset}\``,
    purposeOf(join(ROOT, folder, file)),
  ]);
  const [[first]] = Object.entries(presets);
  return `## Presets\n\nTo start from, with \`extends\` or \`--preset\`: \`codex-ml train --preset ${namespace}/${first}\`.\n\n${table(['preset', 'what it is for'], rows)}\n`;
}

function about(file) {
  return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
}

/** The first line of comment of a preset, which says its purpose. */
function purposeOf(file) {
  return readFileSync(file, 'utf8')
    .split('\n', 1)[0]
    .replace(/^#\s*(Purpose:\s*)?/, '');
}
