// Declarations of TypeScript sources as their authors wrote them, with comments and without the bodies of functions, and what the file says of itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../node-binary.mjs';
import { listFiles } from '../workspace.mjs';

const parse = (path) =>
  ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true);

/**
 * @param {string} folder relative to the root
 * @returns {Map<string, { name: string, file: string, text: string }>} exported declarations by name, in the order of their files
 */
export function readDeclarations(folder) {
  const found = new Map();
  for (const file of listFiles(join(ROOT, folder), (name) => name.endsWith('.ts'))) {
    const source = parse(`${folder}/${file}`);
    for (const statement of source.statements) {
      const [name] = exportedNames(statement);
      if (name !== undefined && !found.has(name))
        found.set(name, { name, file, text: declarationText(statement, source) });
    }
  }
  return found;
}

/** The comment that opens a file, as one paragraph. */
export function openingComment(path) {
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join(' ');
}

/** A member of an interface with its comment, the indentation taken off. */
export function memberText(path, declaration, member) {
  const source = parse(path);
  const found = source.statements.find((node) => node.name?.text === declaration);
  return outdented(withComments(memberOf(found, member), source), 2);
}

/** Titles of the checks that a file makes: the first argument of each call of `check`. */
export function checkTitles(path) {
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'check')
      titles.push(titleOf(node.arguments[0]));
    ts.forEachChild(node, visit);
  };
  visit(parse(path));
  return titles.filter((title) => title !== undefined);
}

/** What is filled in when the suite runs is shown as an ellipsis. */
function titleOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => `…${literal.text}`)].join('');
}

function memberOf(declaration, member) {
  return declaration.members.find(({ name }) => name.text === member);
}

function exportedNames(statement) {
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  return ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.text)
    : [statement.name?.text];
}

function declarationText(statement, source) {
  const text = withComments(statement, source);
  if (!ts.isFunctionDeclaration(statement) || statement.body === undefined) return text;
  return `${text.slice(0, text.length - statement.body.getText(source).length).trimEnd()};`;
}

/** Its documentation comes with it; notes to linters do not. */
function withComments(node, source) {
  const text = source.text.slice(node.getStart(source, true), node.end);
  return text.replaceAll(/^\s*\/\/ biome-ignore .*\n/gm, '');
}

function outdented(text, spaces) {
  return text.replaceAll(`\n${' '.repeat(spaces)}`, '\n');
}
