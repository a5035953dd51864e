// Cuts the report of the plugin API into surfaces: one per plugin kind, and `shared` for what all plugins see. Reads no files.
import { createHash } from 'node:crypto';
import ts from 'typescript';

export const SHARED = 'shared';

/** Declarations that carry versions or texts, not shape. */
const NOT_SURFACE = new Set(['API_VERSION', 'KIND_API_VERSIONS', 'CATALOGUE', 'RETIRED_CODES']);

/** Where the surface of a kind ends: what every plugin is handed or hands over is shared. */
const SHARED_ROOTS = ['PluginContext', 'OptionsSchema', 'OptionsOf'];
const STOPS = new Set([
  ...SHARED_ROOTS,
  ...['HookTaps', 'Setup', 'Kind', 'KindContracts', 'Plugin', 'PluginDefinition', 'DefinitionOf'],
]);

/** The hook table is what an extension lives on; other kinds see it through the shared context. */
const HOOK_ROOTS = ['HOOKS', 'HookPayloads', 'HookTaps', 'HookHandler', 'TransformResult', 'TapOptions'];

/**
 * Surfaces by name. A declaration may belong to several: a change of it is a change of each.
 * @param {string} report text of an API report
 * @param {readonly string[]} kinds
 * @returns {Map<string, { text: string, sha256: string, names: string[] }>} `text` has one line per member
 */
export function contractSurfaces(report, kinds) {
  const { declarations, members } = readDeclarations(report);
  for (const kind of kinds) {
    if (!members.has(kind)) throw new Error(`KindContracts of the API report has no member \`${kind}\``);
  }
  const reach = (roots, stops) => closure(roots, stops, declarations);
  const texts = new Map();
  const ofKinds = new Set();
  for (const kind of kinds) {
    const isExtension = kind === 'extension';
    const member = members.get(kind);
    const helper = `define${kind[0].toUpperCase()}${kind.slice(1)}`;
    const stops = isExtension ? new Set([...STOPS].filter((name) => !HOOK_ROOTS.includes(name))) : STOPS;
    const names = reach([...member.mentions, helper, ...(isExtension ? HOOK_ROOTS : [])], stops);
    if (!isExtension) for (const name of names) ofKinds.add(name);
    texts.set(kind, { names, own: [`KindContracts.${kind}: ${member.text}`] });
  }
  const rest = [...declarations.keys()].filter((name) => !ofKinds.has(name) && name !== 'KindContracts');
  const helpers = new Set(kinds.map((kind) => `define${kind[0].toUpperCase()}${kind.slice(1)}`));
  const shared = new Set([...rest, ...reach(SHARED_ROOTS, new Set(['HookTaps']))]);
  texts.set(SHARED, { names: [...shared].filter((name) => !helpers.has(name)), own: [] });
  return new Map([...texts].map(([name, surface]) => [name, finish(surface, declarations)]));
}

function finish({ names, own }, declarations) {
  const sorted = [...names].filter((name) => !NOT_SURFACE.has(name)).sort();
  const text = [...own, ...sorted.map((name) => declarations.get(name).text)].join('\n');
  return { names: sorted, text, sha256: createHash('sha256').update(text).digest('hex') };
}

function closure(roots, stops, declarations) {
  const seen = new Set();
  const waiting = roots.filter((name) => declarations.has(name) && !stops.has(name));
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    for (const next of declarations.get(name).mentions) {
      if (declarations.has(next) && !stops.has(next) && !seen.has(next)) waiting.push(next);
    }
  }
  return [...seen];
}

/** Each declaration of the report as text without comments, with the declared names it mentions. */
function readDeclarations(report) {
  const code = /```ts\n([\s\S]*?)\n```/.exec(report)?.[1];
  if (code === undefined) throw new Error('the API report holds no block of TypeScript');
  // api-extractor renames what would hide a global: `Plugin_2`.
  const source = code.replace(/\b([A-Z]\w*)_2\b/g, '$1');
  const file = ts.createSourceFile('report.ts', source, ts.ScriptTarget.Latest, true);
  const declarations = new Map();
  const members = new Map();
  for (const statement of file.statements) {
    const name = nameOf(statement);
    if (name === undefined) continue;
    const earlier = declarations.get(name);
    const found = describe(statement, file);
    declarations.set(
      name,
      earlier === undefined
        ? found
        : { text: `${earlier.text}\n${found.text}`, mentions: [...earlier.mentions, ...found.mentions] },
    );
    if (name !== 'KindContracts') continue;
    for (const member of statement.members) {
      const kind = member.name.getText(file);
      // A helper of define* is written in terms of this member; what all kinds share is cut off by the stops.
      members.set(kind, describe(member, file));
    }
  }
  return { declarations, members };
}

function nameOf(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations[0].name.text;
  return ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
    ? undefined
    : statement.name?.text;
}

function describe(node, file) {
  const mentions = [];
  const visit = (child) => {
    if (ts.isIdentifier(child) && !isLabel(child)) mentions.push(child.text);
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return { text: printWithoutWords(node, file), mentions: [...new Set(mentions)] };
}

/** A name that stands for itself, such as that of a property or a parameter. */
function isLabel(identifier) {
  const { parent } = identifier;
  return (
    parent.name === identifier && !ts.isTypeReferenceNode(parent) && !ts.isExpressionWithTypeArguments(parent)
  );
}

const printer = ts.createPrinter({ removeComments: true });

/** The text of a declaration; sentences for people (`doc` of the hook table) are left out. */
function printWithoutWords(node, file) {
  const { transformed } = ts.transform(node, [
    (context) => {
      const visit = (child) => {
        if (ts.isPropertySignature(child) && child.name.getText(file) === 'doc' && isStringType(child.type)) {
          return undefined;
        }
        return ts.visitEachChild(child, visit, context);
      };
      return visit;
    },
  ]);
  return printer.printNode(ts.EmitHint.Unspecified, transformed[0], file);
}

function isStringType(type) {
  return type !== undefined && ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal);
}
