// The repository as the architecture tests see it: packages, source files and the imports in them. Reads files only.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Folder of the repository; this file runs from test/dist/architecture. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly keywords?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly codexMl?: {
    readonly provides: readonly { readonly entry: string; readonly options: string; readonly id: string }[];
    readonly presets?: Readonly<Record<string, string>>;
  };
}

export interface WorkspacePackage {
  /** Relative to the root, such as `core/nn`. */
  readonly folder: string;
  readonly manifest: PackageManifest;
}

export interface ImportedModule {
  readonly specifier: string;
  /** Package of a bare specifier, without subpath; undefined for relative and built-in ones. */
  readonly packageName: string | undefined;
  /** `import type`, `export type`, or a type position such as `typeof import('x')`. */
  readonly typeOnly: boolean;
  /** `import()` at run time. */
  readonly dynamic: boolean;
  readonly line: number;
}

/** Every workspace package. */
export function listPackages(): readonly WorkspacePackage[] {
  const { workspaces } = readJson<{ workspaces: string[] }>('package.json');
  return workspaces
    .flatMap((pattern) =>
      pattern.endsWith('/*')
        ? readdirSync(join(ROOT, pattern.slice(0, -2))).map((name) => `${pattern.slice(0, -2)}/${name}`)
        : [pattern],
    )
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readJson<PackageManifest>(`${folder}/package.json`) }));
}

/** TypeScript files below a folder, relative to the root, sorted. Fixtures and build output are left out. */
export function listTypeScript(folder: string): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.m?ts$/.test(file) && !/\/(node_modules|dist|dist-test|fixtures)\//.test(file))
    .sort();
}

/** Text of a file given relative to the root. */
export function readText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Parsed JSON of a file given relative to the root. */
export function readJson<T>(file: string): T {
  return JSON.parse(readText(file)) as T;
}

const imports = new Map<string, readonly ImportedModule[]>();

/** Imports of a file given relative to the root, read once however many tests ask. */
export function importsOfFile(file: string): readonly ImportedModule[] {
  let found = imports.get(file);
  if (found === undefined) {
    found = findImports(file, readText(file));
    imports.set(file, found);
  }
  return found;
}

/** Every import of a TypeScript source text: static, re-exported, dynamic, and in type positions. */
export function findImports(file: string, text: string): readonly ImportedModule[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: ImportedModule[] = [];
  const add = (node: ts.Node, typeOnly: boolean, dynamic: boolean) => {
    if (!ts.isStringLiteralLike(node)) return;
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    found.push({ specifier: node.text, packageName: packageNameOf(node.text), typeOnly, dynamic, line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnlyImport(node.importClause), false);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, node.isTypeOnly, false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true, false);
    } else if (ts.isCallExpression(node) && isModuleCall(node) && node.arguments[0] !== undefined) {
      add(node.arguments[0], false, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `import(x)`, `require(x)`, `require.resolve(x)` and `import.meta.resolve(x)`. */
function isModuleCall({ expression }: ts.CallExpression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ['require', 'require.resolve', 'import.meta.resolve'].includes(expression.getText());
}

function isTypeOnlyImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function packageNameOf(specifier: string): string | undefined {
  if (/^(\.|\/|#|node:|file:)/.test(specifier)) return undefined;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}
