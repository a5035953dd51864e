// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package.

const WORDS = [
  'Call me Ishmael.',
  'Some years ago',
  'never mind how long',
  'précisément 🐳',
  'x'.repeat(200_000),
];
const json = (texts: readonly string[]) => texts.map((each) => JSON.stringify({ text: each })).join('\n');

const files = {
  'train.txt': WORDS.join('\n'),
  'altered.txt': WORDS.join('\n').replace('Ishmael', 'Ishmaei'),
  'other.txt': 'Another text\nof two lines',
  'train.jsonl': json(WORDS),
  'altered.jsonl': json([...WORDS.slice(0, -1), 'y']),
  'other.jsonl': json(['Another']),
  'many/b.txt': 'second',
  'many/a.txt': 'first',
  'many/c.txt': 'third',
};

const overFiles = (
  [
    ['text', 'txt'],
    ['lines', 'txt'],
    ['jsonl', 'jsonl'],
  ] as const
).flatMap(([id, type]) => {
  const path = `train.${type}`;
  const altered = { path: `altered.${type}` };
  const shared = { kind: 'dataset', id, files } as const;
  return [
    { ...shared, title: 'of one file', options: { path }, altered },
    { ...shared, title: 'of two splits', options: { path, validation: `other.${type}` } },
  ];
});

export default [
  ...overFiles,
  { kind: 'dataset', id: 'text', title: 'of a pattern', files, options: { path: 'many/*.txt' } },
  { kind: 'dataset', id: 'moby-dick' },
] as const;
