// Every dataset of this package under the conformance suite.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsonl from '@codex-ml/datasets/dist/jsonl.js';
import lines from '@codex-ml/datasets/dist/lines.js';
import mobyDick from '@codex-ml/datasets/dist/moby-dick.js';
import text from '@codex-ml/datasets/dist/text.js';
import { describeConformance } from '@codex-ml/testkit';

const WORDS = [
  'Call me Ishmael.',
  'Some years ago',
  'never mind how long',
  'précisément 🐳',
  'x'.repeat(200_000),
];
const json = (texts: readonly string[]) => texts.map((each) => JSON.stringify({ text: each })).join('\n');

describe('datasets over files', () => {
  const base = mkdtempSync(join(tmpdir(), 'codex-ml-datasets-'));
  after(() => rmSync(base, { recursive: true }));

  mkdirSync(join(base, 'many'));
  for (const [name, content] of Object.entries({
    'train.txt': WORDS.join('\n'),
    'altered.txt': WORDS.join('\n').replace('Ishmael', 'Ishmaei'),
    'other.txt': 'Another text\nof two lines',
    'train.jsonl': json(WORDS),
    'altered.jsonl': json([...WORDS.slice(0, -1), 'y']),
    'other.jsonl': json(['Another']),
    'many/b.txt': 'second',
    'many/a.txt': 'first',
    'many/c.txt': 'third',
  })) {
    writeFileSync(join(base, name), content);
  }

  const cases = [
    { plugin: text, path: 'train.txt', other: 'other.txt', altered: 'altered.txt' },
    { plugin: lines, path: 'train.txt', other: 'other.txt', altered: 'altered.txt' },
    { plugin: jsonl, path: 'train.jsonl', other: 'other.jsonl', altered: 'altered.jsonl' },
  ];
  for (const { plugin, path, other, altered } of cases) {
    describeConformance(plugin, {
      title: 'of one file',
      base,
      options: { path },
      altered: { path: altered },
    });
    describeConformance(plugin, { title: 'of two splits', base, options: { path, validation: other } });
  }
  describeConformance(text, { title: 'of a pattern', base, options: { path: 'many/*.txt' } });
});

describeConformance(mobyDick, {});
