// docs/reference/contracts/: one page per kind of plugin, with the declarations of its contract, the checks of its suite and what the suite has to be
// told; and one page for what all kinds share. All of it is cut out of the sources.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_KEYS, isListKind, KIND_API_VERSIONS, KINDS } from '@codex-ml/plugin-api';
import { contractSurfaces, SHARED } from '../api/contract-surfaces.mjs';
import { ROOT } from '../node-binary.mjs';
import { listFiles, listPluginPackages } from '../workspace.mjs';
import { GENERATED, table } from './markdown.mjs';
import { checkTitles, memberText, openingComment, readDeclarations } from './source-declarations.mjs';

const REPORT = 'core/plugin-api/api/plugin-api.api.md';
const SOURCES = 'core/plugin-api/src';
const SUITES = 'core/testkit/src/suites';

/** Parts of the shared page by source file; the hook table and the error catalogue have pages of their own. */
const SHARED_FILES = {
  'define-plugin.ts': 'The definition',
  'options.ts': 'Options',
  'context.ts': 'What a plugin is handed',
  'hooks.ts': 'Taps',
  'contracts/training-addition.ts': 'Additions to training',
  'contracts/run.ts': 'The run',
  'contracts/rng.ts': 'Random streams',
  'contracts/tensors.ts': 'Tensors',
  'contracts/engine.ts': 'What others see of an engine',
  'json.ts': 'JSON',
};
/** Vocabulary, whoever uses it at the moment. */
const ALWAYS_SHARED = new Set(['contracts/run.ts', 'contracts/rng.ts', 'contracts/tensors.ts']);
const ELSEWHERE = new Set(['HOOKS', 'HookPayloads', 'KindContracts', 'describeOptions', 'optionsJsonSchema']);

/** Path to text of each page. */
export function kindPages() {
  const surfaces = contractSurfaces(readFileSync(join(ROOT, REPORT), 'utf8'), KINDS);
  const declarations = readDeclarations(SOURCES);
  const homes = homesOf(surfaces, declarations);
  const pages = { 'docs/reference/contracts/shared.md': sharedPage(declarations, homes) };
  for (const kind of KINDS) {
    pages[`docs/reference/contracts/${kind}.md`] = kindPage(
      kind,
      surfaces.get(kind).names,
      declarations,
      homes,
    );
  }
  return pages;
}

/** The page that shows a declaration: that of the only kind it belongs to, or the shared one. */
function homesOf(surfaces, declarations) {
  const homes = new Map();
  for (const { name, file } of declarations.values()) {
    const users = KINDS.filter((kind) => kind !== 'extension' && surfaces.get(kind).names.includes(name));
    const isOfKinds = file.startsWith('contracts/') || name === 'Corpus';
    if (isOfKinds && users.length === 1 && !ALWAYS_SHARED.has(file)) homes.set(name, users[0]);
    else if (Object.hasOwn(SHARED_FILES, file) && !ELSEWHERE.has(name) && isShown(name))
      homes.set(name, SHARED);
  }
  return homes;
}

/** Helpers of each kind are on its page. */
function isShown(name) {
  return !KINDS.some((kind) => name === helperOf(kind));
}

function helperOf(kind) {
  return `define${kind[0].toUpperCase()}${kind.slice(1)}`;
}

function kindPage(kind, names, declarations, homes) {
  const own = [...declarations.values()].filter(({ name }) => homes.get(name) === kind);
  const others = names.filter((name) => homes.has(name) && homes.get(name) !== kind);
  const suite = suiteFiles(kind);
  const subjects = [...readDeclarations(SUITES).values()].filter(({ file }) => suite.includes(file));
  const intro = own.length === 0 ? EXTENSIONS : openingComment(`${SOURCES}/${own[0].file}`);
  const shown = subjects.filter(({ name }) => isSubject(name));
  return `${GENERATED}
# ${kind}

${intro}

${facts(kind)}

## ${helperOf(kind)}

Besides \`id\`, \`summary\`, \`apiVersion\` and \`options\`, which [all plugins have](shared.md#plugindefinition), it is given:

${fence(memberText(`${SOURCES}/define-plugin.ts`, 'KindContracts', kind))}

\`Setup\` is \`{ options, ctx }\`: the validated options and the [context](shared.md#plugincontext). Of [\`Creates\`](shared.md#creates), the
second type is what \`create\` is handed besides, the third what it returns.

${own.length === 0 ? '' : `## Declarations\n\n${own.map(section).join('\n')}\n`}${others.length === 0 ? '' : `Also seen by plugins of this kind: ${others.map((name) => linkTo(name, homes)).join(', ')}.\n\n`}## Its suite

\`describeConformance\` and \`codex-ml plugins validate\` check that a plugin of this kind

${[...checksOf('options-suite.ts'), ...suite.flatMap(checksOf)].map((title) => `- ${title}`).join('\n')}

What the suite is told, beside the plugin and the engine that it is given, in a [fixture](../../plugins/testing.md#fixtures) of the package:

${shown.map(({ text }) => fence(text)).join('\n\n')}
`;
}

/** Extensions have no file of their own. */
const EXTENSIONS =
  'Extensions: nothing but taps. What may be tapped, and what each tap is handed, stands in the [table of hooks](../hooks.md).';

/** Where a plugin of the kind stands, how one begins, and where others are. */
function facts(kind) {
  const shipped = listPluginPackages().flatMap(({ manifest }) =>
    manifest.codexMl.provides
      .filter((provided) => provided.kind === kind)
      .map(({ id }) => `\`${manifest.codexMl.namespace}/${id}\``),
  );
  return table(
    ['', ''],
    [
      ['contract', `${KIND_API_VERSIONS[kind]} ([versions](../../plugins/versioning.md))`],
      ['in a config', `\`${CONFIG_KEYS[kind]}\`, ${isListKind(kind) ? 'any number' : 'one'} per run`],
      [
        'to begin with',
        `\`codex-ml plugins new ${kind} <name>\`, or [an example](../../plugins/kinds.md#${kind})`,
      ],
      ['that ship', `${shipped.join(', ')} ([options](../options/${kind}.md))`],
    ],
  );
}

function sharedPage(declarations, homes) {
  const parts = Object.entries(SHARED_FILES).map(([file, title]) => {
    const own = [...declarations.values()].filter(
      (each) => each.file === file && homes.get(each.name) === SHARED,
    );
    return `## ${title}\n\n${own.map(section).join('\n')}`;
  });
  return `${GENERATED}
# What all kinds share

What every plugin hands over and is handed, and what the contracts of several kinds are made of. The hooks and what each one is handed have
[a page of their own](../hooks.md).

${parts.join('\n')}`;
}

function section({ name, text }) {
  return `### ${name}\n\n${fence(text)}\n`;
}

function fence(text) {
  return `\`\`\`typescript\n${text}\n\`\`\``;
}

function linkTo(name, homes) {
  return `[\`${name}\`](${homes.get(name)}.md#${name.toLowerCase()})`;
}

function suiteFiles(kind) {
  return listFiles(join(ROOT, SUITES), (name) => name.endsWith('.ts')).filter(
    (file) => file.startsWith(`${kind}/`) || file.startsWith(`${kind}-`),
  );
}

function isSubject(name) {
  return name.endsWith('Subject') || SUBJECT_PARTS.has(name);
}

/** Types that the subjects mention. */
const SUBJECT_PARTS = new Set([
  'KnownAnswer',
  'FlaggedText',
  'StoredRow',
  'ReferenceProblem',
  'Payloads',
  'Arrays',
]);

function checksOf(file) {
  return checkTitles(`${SUITES}/${file}`);
}
