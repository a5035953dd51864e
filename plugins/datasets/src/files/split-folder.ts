// Folders whose files say by their names which split they belong to: `train.jsonl`, `data.test.csv`, `validation/part-1.txt`.
import { codexError, type SplitName } from '@codex-ml/plugin-api';
import { type Extensions, stripExtension } from './extensions.js';
import type { FoundFile } from './walk-folder.js';

const NAMES: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

/** `train`, `x.train`, `x-train`, `x_train`, `train-00000-of-00004`, `train_1`: the word at the end, or before a number. */
const FILE = /(?:^|[._-])(train|training|validation|valid|val|dev|test|testing)(?:[._-]\d+(?:-of-\d+)?)?$/i;

/**
 * The files of each split, or undefined where no file is named after one.
 * @param root how the names of the files begin: the folder as the user wrote it
 * @throws CML4228 where only some are
 */
export function splitsOfFolder(
  files: readonly FoundFile[],
  root: string,
  extensions: Extensions,
): ReadonlyMap<SplitName, readonly FoundFile[]> | undefined {
  const splits = new Map<SplitName, FoundFile[]>();
  const others: string[] = [];
  for (const file of files) {
    const split = splitOf(file.name.slice(root.length + 1), extensions);
    if (split === undefined) others.push(file.name);
    else splits.set(split, [...(splits.get(split) ?? []), file]);
  }
  if (splits.size === 0) return undefined;
  if (others.length === 0) return splits;
  const held = [...splits].filter(([split]) => split !== 'train').flatMap(([, list]) => list);
  // Only training files beside others: nothing could leak from one split into another.
  if (held.length === 0) return undefined;
  const problem = `\`${held[0]!.name}\` is named after a split, \`${others[0]}\` is not`;
  throw codexError('CML4228', { folder: root }, { hints: [problem, hintFor(root, extensions)] });
}

function splitOf(path: string, extensions: Extensions): SplitName | undefined {
  const folders = path.split('/');
  const file = stripExtension(folders.pop()!, extensions) ?? '';
  const word = folders.find((folder) => Object.hasOwn(NAMES, folder.toLowerCase())) ?? FILE.exec(file)?.[1];
  return word === undefined ? undefined : NAMES[word.toLowerCase()];
}

function hintFor(root: string, { plain, binary = [] }: Extensions): string {
  const extension = [...plain, ...binary][0]!;
  return `to train on all of them, write \`path: "${root}/**/*.${extension}"\`; else name the files of each split with \`path\`, \`validation\` and \`test\``;
}
