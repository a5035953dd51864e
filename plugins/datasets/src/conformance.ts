// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package.

const WORDS = [
  'Call me Ishmael.',
  'Some years ago',
  'never mind how long',
  'précisément 🐳',
  'x'.repeat(200_000),
];
const ALTERED = [...WORDS.slice(0, -1), 'y'];
const OTHER = ['Another', 'of two'];
const json = (values: readonly object[]) => values.map((each) => JSON.stringify(each)).join('\n');
const jsonl = (texts: readonly string[]) => json(texts.map((text) => ({ text })));
const csv = (texts: readonly string[]) =>
  ['id,text', ...texts.map((text, i) => `${i},"${text.replaceAll('"', '""')}\nand more"`)].join('\r\n');
const turns = (texts: readonly string[]) =>
  texts.map((text) => ({
    messages: [
      { role: 'system', content: 'Answer.' },
      { role: 'user', content: text },
      { role: 'assistant', content: [{ type: 'text', text: `${text}?` }], weight: 1 },
      { role: 'assistant', content: null, tool_calls: [{ type: 'function', function: { name: 'find' } }] },
      { role: 'tool', content: 'found', tool_call_id: '1' },
      { role: 'assistant', content: `${text}!`, weight: 0 },
    ],
    tools: [{ type: 'function', function: { name: 'find', parameters: {} } }],
  }));
const shareGpt = (texts: readonly string[]) =>
  texts.map((text) => ({
    conversations: [
      { from: 'human', value: text },
      { from: 'gpt', value: `${text}!` },
    ],
  }));
const alpaca = (texts: readonly string[]) =>
  texts.map((text, i) => ({ instruction: text, input: i % 2 === 0 ? '' : 'so', output: `${text}!` }));

/** Tables of one column `text`, uncompressed, as hyparquet-writer 0.17 writes them. */
const parquet = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const TABLE =
  'UEFSMRUGFXwVfFwVBhUAFQYVABUEFQAAAAMHEAAAAENhbGwgbWUgSXNobWFlbC4OAAAAU29tZSB5ZWFycyBhZ28SAAAAcHLDqWNpc8OpbWVudCDwn5CzFQQZLEgEcm9vdBUCABUMJQIYBHRleHQlAAAWBhkcGRwmCBwVDBkVABkYBHRleHQVABYGFqYBFqYBJggAABamARYGNqYBACgJaHlwYXJxdWV0GRwcAAAAVwAAAFBBUjE=';
const ALTERED_TABLE =
  'UEFSMRUGFXwVfFwVBhUAFQYVABUEFQAAAAMHEAAAAENhbGwgbWUgSXNobWFlaS4OAAAAU29tZSB5ZWFycyBhZ28SAAAAcHLDqWNpc8OpbWVudCDwn5CzFQQZLEgEcm9vdBUCABUMJQIYBHRleHQlAAAWBhkcGRwmCBwVDBkVABkYBHRleHQVABYGFqYBFqYBJggAABamARYGNqYBACgJaHlwYXJxdWV0GRwcAAAAVwAAAFBBUjE=';
const OTHER_TABLE =
  'UEFSMRUGFRoVGlwVAhUAFQIVABUEFQAAAAMBBwAAAEFub3RoZXIVBBksSARyb290FQIAFQwlAhgEdGV4dCUAABYCGRwZHCYIHBUMGRUAGRgEdGV4dBUAFgIWRBZEJggAABZEFgI2RAAoCWh5cGFycXVldBkcHAAAAFMAAABQQVIx';

const files = {
  'train.txt': WORDS.join('\n'),
  'altered.txt': WORDS.join('\n').replace('Ishmael', 'Ishmaei'),
  'other.txt': 'Another text\nof two lines',
  'train.jsonl': jsonl(WORDS),
  'altered.jsonl': jsonl(ALTERED),
  'other.jsonl': jsonl(OTHER),
  'train.csv': csv(WORDS),
  'altered.csv': csv(ALTERED),
  'other.csv': csv(OTHER),
  'train.parquet': parquet(TABLE),
  'altered.parquet': parquet(ALTERED_TABLE),
  'other.parquet': parquet(OTHER_TABLE),
  'many/b.txt': 'second',
  'many/a.txt': 'first',
  'many/c.txt': 'third',
  'splits/train.txt': 'for training\nand more',
  'splits/validation.txt': 'for validation',
  'splits/test.txt': 'for tests',
};

const conversations = {
  'train.jsonl': json(turns(WORDS)),
  'altered.jsonl': json(turns(ALTERED)),
  'other.jsonl': json(turns(OTHER)),
  'list.json': JSON.stringify(shareGpt(WORDS), null, 2),
};

const instructions = {
  'train.jsonl': json(alpaca(WORDS)),
  'altered.jsonl': json(alpaca(ALTERED)),
  'other.jsonl': json(alpaca(OTHER)),
};

const overFiles = (
  [
    ['text', 'txt', files],
    ['lines', 'txt', files],
    ['jsonl', 'jsonl', files],
    ['csv', 'csv', files],
    ['parquet', 'parquet', files],
    ['chat', 'jsonl', conversations],
    ['instruction', 'jsonl', instructions],
  ] as const
).flatMap(([id, type, content]) => {
  const path = `train.${type}`;
  const altered = { path: `altered.${type}` };
  const shared = { kind: 'dataset', id, files: content } as const;
  return [
    { ...shared, title: 'of one file', options: { path }, altered },
    { ...shared, title: 'of two splits', options: { path, validation: `other.${type}` } },
  ];
});

const components = (path: string) => ({
  books: { use: 'lines', path, validation: 'other.txt', weight: 2 },
  notes: { use: 'jsonl', path: 'train.jsonl', validation: 'other.jsonl' },
  table: { use: 'parquet', path: 'train.parquet' },
});

export default [
  ...overFiles,
  { kind: 'dataset', id: 'text', title: 'of a pattern', files, options: { path: 'many/*.txt' } },
  { kind: 'dataset', id: 'lines', title: 'of a folder with splits', files, options: { path: 'splits' } },
  {
    kind: 'dataset',
    id: 'chat',
    title: 'of a list in the shape of ShareGPT',
    files: conversations,
    options: { path: 'list.json', system: 'Answer.' },
  },
  {
    kind: 'dataset',
    id: 'instruction',
    title: 'as conversations',
    files: instructions,
    options: { path: 'train.jsonl', as: 'chat' },
  },
  ...(['first-exhausted', 'all-exhausted', 'once'] as const).map((stop) => ({
    kind: 'dataset' as const,
    id: 'mixture',
    title: `that stops ${stop}`,
    files,
    options: { components: components('train.txt'), stop },
    altered: { components: components('altered.txt'), stop },
  })),
  { kind: 'dataset', id: 'moby-dick' },
] as const;
