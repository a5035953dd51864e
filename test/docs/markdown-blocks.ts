// Fenced code blocks of the documentation, so that tests can check what readers will copy.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, readText } from '../architecture/repository.js';

export interface FencedBlock {
  /** Page, relative to the root. */
  readonly file: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

/** Markdown pages of the repository that people write: the root's and those below docs and examples. */
export function listPages(): readonly string[] {
  const inRoot = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  const below = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => name.endsWith('.md') && !/\/(node_modules|dist|runs)\//.test(name)),
  );
  return [...inRoot, ...below].sort();
}

/** Every fenced block of a page. */
export function findBlocks(file: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [at, text] of readText(file).split('\n').entries()) {
    const fence = /^```(\w*)/.exec(text);
    if (fence === null) {
      open?.lines.push(text);
    } else if (open === undefined) {
      open = { line: at + 1, language: fence[1] ?? '', lines: [] };
    } else {
      blocks.push({ file, line: open.line, language: open.language, code: `${open.lines.join('\n')}\n` });
      open = undefined;
    }
  }
  return blocks;
}
