// docs/reference/options: one page per kind, with the options of every capability that ships with the project.
import { join } from 'node:path';
import { CONFIG_KEYS, describeOptions, isListKind, KINDS } from '@codex-ml/plugin-api';
import { ROOT } from '../node-binary.mjs';
import { listPluginPackages, readJson } from '../workspace.mjs';
import { GENERATED, optionTable, table } from './markdown.mjs';

/** Path to text of each page. */
export function optionPages() {
  const all = listCapabilities();
  const pages = { 'docs/reference/options/README.md': index(all) };
  for (const kind of KINDS) {
    const capabilities = all.filter((capability) => capability.kind === kind);
    if (capabilities.length > 0) pages[`docs/reference/options/${kind}.md`] = kindPage(kind, capabilities);
  }
  return pages;
}

function listCapabilities() {
  return listPluginPackages()
    .flatMap(({ folder, manifest }) =>
      manifest.codexMl.provides.map(({ kind, id, summary, options }) => ({
        kind,
        id: `${manifest.codexMl.namespace}/${id}`,
        summary,
        from: manifest.name,
        options: describeOptions(readJson(join(ROOT, folder, options))),
      })),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function kindPage(kind, capabilities) {
  const key = CONFIG_KEYS[kind];
  const usage = isListKind(kind)
    ? `Chosen in the list \`${key}:\`, by id or as \`{ use: id, option: value }\`.`
    : `Chosen under \`${key}:\`, as \`{ use: id, option: value }\`.`;
  const sections = capabilities.map(
    ({ id, summary, from, options }) =>
      `## ${id}\n\n${summary}. From \`${from}\`.\n\n${optionTable(options)}\n`,
  );
  return `${GENERATED}\n# ${kind}\n\n${usage}\n\n${sections.join('\n')}`;
}

function index(all) {
  const rows = all.map(({ kind, id, summary }) => [kind, `[\`${id}\`](${kind}.md)`, summary]);
  return `${GENERATED}
# Options

What ships with the project. \`codex-ml plugins inspect <id>\` prints the same for any installed plugin.

${table(['kind', 'id', 'what it is'], rows)}
`;
}
