// Command lines in the documentation name commands and flags that exist.
import { expect } from 'chai';
import { readJson, readText } from '../architecture/repository.js';
import { findBlocks, listPages } from './markdown-blocks.js';

interface CommandManifest {
  readonly commands: Readonly<
    Record<string, { readonly flags: Readonly<Record<string, { readonly allowNo?: boolean }>> }>
  >;
}

const { commands } = readJson<CommandManifest>('cli/oclif.manifest.json');

/** Every `codex-ml …` in a code span or a fenced listing, where two spaces end the command. */
function findCommandLines(page: string): readonly string[] {
  const spans = [...readText(page).matchAll(/`((?:npx )?codex-ml [^`\n]+)`/g)].map(([, span = '']) => span);
  const lines = findBlocks(page)
    .flatMap(({ code }) => [...code.matchAll(/^(?:npx )?codex-ml .*$/gm)])
    .map(([line]) => line.replace(/ {2,}.*/, ''));
  return [...spans, ...lines].map((line) => line.replace(/^npx /, ''));
}

function problemOf(line: string): string | undefined {
  const words = line.split(/\s+/).slice(1);
  if (words[0]?.startsWith('-') ?? true) return undefined;
  // The longest beginning of the line that is a command.
  const id = [3, 2, 1].map((count) => words.slice(0, count).join(':')).find((name) => name in commands);
  const command = id === undefined ? undefined : commands[id];
  if (command === undefined) return `\`${line}\` is no command`;
  const flags = words
    .filter((word) => word.startsWith('--'))
    .map((word) => word.slice(2).split('=')[0] ?? '');
  const isKnown = (flag: string): boolean =>
    flag === 'help' || flag in command.flags || command.flags[flag.replace(/^no-/, '')]?.allowNo === true;
  const unknown = flags.filter((flag) => !isKnown(flag));
  return unknown.length === 0 ? undefined : `\`${line}\` has no flag ${unknown.join(', ')}`;
}

describe('command lines in the documentation', () => {
  it('name commands and flags that exist', () => {
    const problems = listPages().flatMap((page) =>
      findCommandLines(page).flatMap((line) => {
        const problem = problemOf(line);
        return problem === undefined ? [] : [`${page}: ${problem}`];
      }),
    );
    expect(problems).to.deep.equal([]);
  });
});
